// SNS: publishing to a topic, with the limits that AWS puts on messages.
import { randomUUID } from 'node:crypto';
import { type Invalid, optionalText, requiredText } from '../input.ts';
import { queryRefusals } from '../refusals.ts';
import { AwsRefusal, type Context, type Input, type Output, type Service } from '../service.ts';
import { queryWire } from '../wire-query.ts';
import type { Message } from '../world.ts';

const LARGEST = 256 * 1024;
/** ASCII without control characters, fewer than 100, beginning with something visible. */
const SUBJECT = /^[!-~][ -~]{0,98}$/;

export const sns: Service = {
  prefix: 'sns',
  wire: queryWire('http://sns.amazonaws.com/doc/2010-03-31/'),
  refusals: queryRefusals({ denied: 'AuthorizationError', broken: 'InternalError' }),
  isRegional: false,
  operations: { Publish: publish },
  paged: {},
};

const invalid: Invalid = (message) => ({ status: 400, code: 'InvalidParameter', message: `Invalid parameter: ${message}` });

function publish(input: Input, { world }: Context): Output {
  const topic = world.topics[requiredText(input, 'TopicArn', invalid)];
  if (topic === undefined) throw new AwsRefusal({ status: 404, code: 'NotFound', message: 'Topic does not exist' });
  const message = readMessage(input);
  if (message.body === '') throw new AwsRefusal(invalid('Empty message'));
  if (sizeOf(message) > LARGEST) throw new AwsRefusal(invalid('Message too long'));
  if (message.subject !== undefined && !SUBJECT.test(message.subject)) throw new AwsRefusal(invalid('Subject'));
  topic.push(message);
  return { MessageId: message.id };
}

function readMessage(input: Input): Message {
  const subject = optionalText(input, 'Subject');
  const listed = input['MessageAttributes'];
  const attributes = Object.fromEntries((Array.isArray(listed) ? listed : []).map(readAttribute));
  return { id: randomUUID(), body: optionalText(input, 'Message') ?? '', ...(subject === undefined ? {} : { subject }), attributes };
}

function readAttribute({
  Name,
  Value,
}: {
  readonly Name: string;
  readonly Value: Input;
}): readonly [string, Message['attributes'][string]] {
  const type = optionalText(Value, 'DataType') ?? '';
  const value = optionalText(Value, 'StringValue') ?? '';
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(Name)) throw new AwsRefusal(invalid(`Message attribute name: ${Name}`));
  if (!/^(?:String|Number|Binary)(?:\..+)?$|^String\.Array$/.test(type))
    throw new AwsRefusal(invalid(`The message attribute '${Name}' has an invalid message attribute type`));
  if (value === '')
    throw new AwsRefusal({
      status: 400,
      code: 'ParameterValueInvalid',
      message: `The message attribute '${Name}' must contain non-empty message attribute value`,
    });
  return [Name, { type, value }];
}

/** Attributes count as part of the message. */
function sizeOf({ body, attributes }: Message): number {
  const texts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  return [body, ...texts].reduce((total, text) => total + Buffer.byteLength(text), 0);
}
