// What renders messages and sends them: a file of its own beside the function, which loads it when there is an account to tell of.
export { openPublisher } from '../../lib/aws/deployment/publisher.ts';
export { sendTestAlert } from '../../lib/notify/send-test.ts';
export { tell } from '../../lib/notify/tell.ts';
