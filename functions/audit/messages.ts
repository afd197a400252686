// What renders messages: a file of its own beside the function, which loads it when there is an account to tell of.
export { sendTestAlert } from '../../lib/notify/send-test.ts';
export { tell } from '../../lib/notify/tell.ts';
