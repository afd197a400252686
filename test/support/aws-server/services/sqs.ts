// SQS: sending to a queue, with the limits that AWS puts on messages.
import { createHash, randomUUID } from 'node:crypto';
import { type Invalid, optionalText, requiredText } from '../input.ts';
import { jsonRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { JSON_1_0_QUERY } from '../wire-json.ts';

const LARGEST = 256 * 1024;
/** What no message may hold. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export const sqs: Service = {
  prefix: 'sqs',
  wire: JSON_1_0_QUERY,
  refusals: jsonRefusals({ throttled: 'RequestThrottled', broken: 'InternalError' }),
  isRegional: true,
  operations: { SendMessage: sendMessage },
  paged: {},
};

const invalid: Invalid = (message) => ({ status: 400, code: 'InvalidParameterValue', message });

function sendMessage(input: Input, { world }: Context): Output {
  const queue = world.queues[new URL(requiredText(input, 'QueueUrl', invalid)).pathname.slice(1)];
  if (queue === undefined) throw new AwsRefusal({ status: 400, code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' });
  const body = optionalText(input, 'MessageBody') ?? '';
  if (body === '') throw new AwsRefusal({ status: 400, code: 'MissingParameter', message: 'The request must contain MessageBody.' });
  if (FORBIDDEN.test(body)) throw new AwsRefusal({ status: 400, code: 'InvalidMessageContents', message: 'Invalid characters found.' });
  if (Buffer.byteLength(body) > LARGEST)
    throw new AwsRefusal(invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${LARGEST} bytes.`));
  queue.push(body);
  return { MessageId: randomUUID(), MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
}
