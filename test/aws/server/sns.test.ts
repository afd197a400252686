import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeEach, expect, test } from 'vitest';
import { failureOf, started } from './started.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:111111111111:findings';
const { world, settings } = await started();
const sns = new SNSClient(settings);

beforeEach(() => {
  world.topics[TOPIC] = [];
});

test('a message is kept with its subject and attributes', async () => {
  const MessageAttributes = {
    severity: { DataType: 'String', StringValue: 'high' },
    codes: { DataType: 'String.Array', StringValue: '["101"]' },
  };
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn: TOPIC, Subject: 'Drift: 1', Message: 'a\n<b>\t&', MessageAttributes }),
  );
  expect(world.topics[TOPIC]).toEqual([
    {
      id: MessageId,
      subject: 'Drift: 1',
      body: 'a\n<b>\t&',
      attributes: { severity: { type: 'String', value: 'high' }, codes: { type: 'String.Array', value: '["101"]' } },
    },
  ]);
});

test('a message of 256 KiB fits, attributes included, and one byte more does not', async () => {
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
  const Message = 'x'.repeat(256 * 1024 - 'aStringb'.length);
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message, MessageAttributes }));
  const failure = await failureOf(sns.send(new PublishCommand({ TopicArn: TOPIC, Message: `${Message}x`, MessageAttributes })));
  expect(failure).toMatchObject({ name: 'InvalidParameterException', message: 'Invalid parameter: Message too long', status: 400 });
  expect(world.topics[TOPIC]).toHaveLength(1);
});

test.each([
  ['a line break', 'two\nlines'],
  ['letters beyond ASCII', 'Zugriff gew\u00e4hrt'],
  ['a hundred characters', 'x'.repeat(100)],
  ['a blank at the start', ' drift'],
])('a subject with %s is refused', async (_name, Subject) => {
  expect(await failureOf(sns.send(new PublishCommand({ TopicArn: TOPIC, Subject, Message: 'm' })))).toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Subject',
  });
});

test.each([
  ['an empty message', { TopicArn: TOPIC, Message: '' }, 'InvalidParameterException'],
  ['a topic that does not exist', { TopicArn: `${TOPIC}-gone`, Message: 'm' }, 'NotFoundException'],
  [
    'an attribute without a value',
    { TopicArn: TOPIC, Message: 'm', MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
    'InvalidParameterValueException',
  ],
  [
    'an attribute of an invented type',
    { TopicArn: TOPIC, Message: 'm', MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
    'InvalidParameterException',
  ],
])('%s is refused', async (_name, input, code) => {
  expect((await failureOf(sns.send(new PublishCommand(input)))).name).toBe(code);
});
