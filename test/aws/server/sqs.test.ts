import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from 'vitest';
import { failureOf, started } from './started.ts';

const NAME = '111111111111/letters';
const { server, world, settings } = await started();
const sqs = new SQSClient(settings);
const send = (MessageBody: string, name = NAME) => sqs.send(new SendMessageCommand({ QueueUrl: `${server.url}/${name}`, MessageBody }));

beforeEach(() => {
  world.queues[NAME] = [];
});

test('a message is kept as it was sent, and the client finds the digest that it expects', async () => {
  expect(await send('{"a":"\u00e4 & <b>"}')).toMatchObject({ MessageId: expect.any(String) });
  expect(world.queues[NAME]).toEqual(['{"a":"\u00e4 & <b>"}']);
});

test('a message of 256 KiB fits, and one byte more does not', async () => {
  const whole = 'x'.repeat(256 * 1024);
  await send(whole);
  expect(await failureOf(send(`${whole}x`))).toMatchObject({ name: 'InvalidParameterValue', status: 400 });
  expect(world.queues[NAME]).toEqual([whole]);
});

test.each([
  ['an empty message', '', NAME, 'MissingParameter'],
  ['a character that no message may hold', 'a\ufffe', NAME, 'InvalidMessageContents'],
  ['a queue that does not exist', 'm', `${NAME}-gone`, 'QueueDoesNotExist'],
])('%s is refused', async (_name, body, name, code) => {
  expect((await failureOf(send(body, name))).name).toBe(code);
});
