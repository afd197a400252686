import { DEFAULT_PROVIDERS } from '@aws-lambda-powertools/parameters/base';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { handler } from '../../../functions/slack/slack.ts';
import { post } from '../../../functions/slack/slack-post.ts';
import { openWebhook, type Webhook } from '../../support/webhook.ts';
import { deployment } from '../support/deployment.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';
import { sideServer } from '../support/side-server.ts';

/** Secrets are remembered between invocations, and so is where they were asked for. */
afterEach(() => {
  for (const name of Object.keys(DEFAULT_PROVIDERS)) delete DEFAULT_PROVIDERS[name];
});

type Reply = Parameters<typeof openWebhook>[0];

async function slack(reply?: Reply): Promise<Webhook> {
  await deployment();
  const webhook = await openWebhook(reply);
  onTestFinished(webhook.close);
  await sideServer({
    GetSecretValue: { Name: 'slack', SecretString: webhook.url },
    GetParameter: { Parameter: { Name: '/slack', Type: 'SecureString', Value: `${webhook.url}\n` } },
  });
  return webhook;
}

test('an alert of the findings topic is posted as blocks', async () => {
  const webhook = await slack();
  expect(await invoke(handler, readEvent('slack'))).toEqual({ posted: 1 });
  expect(webhook.posts).toMatchObject([{ text: expect.stringContaining('team/app'), blocks: expect.any(Array) }]);
});

test('on the machine of a developer an alert is shown and not posted, and needs no webhook', async () => {
  const webhook = await slack();
  vi.stubEnv('IS_LOCAL', 'true');
  vi.stubEnv('WEBHOOK', '');
  expect(await invoke(handler, readEvent('slack'))).toMatchObject({
    posted: 0,
    dry: true,
    payloads: [{ text: expect.stringContaining('team/app'), blocks: expect.any(Array) }],
    note: expect.stringContaining('"dry": false'),
  });
  expect(webhook.posts).toEqual([]);
});

test('on the machine of a developer an alert is posted where the event says that it is not dry', async () => {
  const webhook = await slack();
  vi.stubEnv('IS_LOCAL', 'true');
  expect(await invoke(handler, { ...(readEvent('slack') as object), dry: false })).toEqual({ posted: 1 });
  expect(webhook.posts).toHaveLength(1);
});

test.each([
  ['no JSON', 'hello'],
  ['another message', '{"AlarmName":"failed-audit"}'],
])('what is no alert is refused in one line: %s', async (_, Message) => {
  await slack();
  const event = { Records: [{ Sns: { MessageId: 'm-1', Message } }] };
  const refusal = await invoke(handler, event).catch((error: unknown) => error);
  expect(String(refusal)).toBe('Error: message m-1 of the topic is no alert: subscribe the function to the findings topic alone');
});

test('a secret that cannot be read is named with what to do', async () => {
  await slack();
  await sideServer({
    GetSecretValue: { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
  });
  await expect(invoke(handler, readEvent('slack'))).rejects.toThrow(
    "cannot read `secretsmanager:slack`: Secrets Manager can't find the specified secret.: store the webhook there, or set `slackWebhook` to where it is",
  );
});

test('the webhook may be a secure parameter', async () => {
  const webhook = await slack();
  vi.stubEnv('WEBHOOK', 'ssm:/slack');
  await invoke(handler, readEvent('slack'));
  expect(webhook.posts).toHaveLength(1);
});

test('when Slack says that it is too much, the message is posted again after the time that it names', async () => {
  const webhook = await slack((count) => (count === 1 ? { status: 429, headers: { 'retry-after': '7' } } : { status: 200 }));
  const waits: number[] = [];
  const pause = async (milliseconds: number) => waits.push(milliseconds);
  await post(new URL(webhook.url), '{}', Date.now() + 60_000, pause);
  expect(waits).toEqual([7_000]);
  expect(webhook.posts).toHaveLength(2);
});

test('a wait beyond the end of the function fails at once, so that the alert is kept', async () => {
  const webhook = await slack(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
  await expect(invoke(handler, readEvent('slack'), 60_000)).rejects.toThrow('slack asks to wait 3600 seconds');
  expect(webhook.posts).toHaveLength(1);
});

test('a wait that leaves no time to fail by itself fails at once as well', async () => {
  const webhook = await slack(() => ({ status: 429, headers: { 'retry-after': '57' } }));
  await expect(invoke(handler, readEvent('slack'), 60_000)).rejects.toThrow('slack asks to wait 57 seconds');
  expect(webhook.posts).toHaveLength(1);
});

test('an alert names the owner that its attributes name', async () => {
  const webhook = await slack();
  await invoke(handler, readEvent('slack'));
  expect(JSON.stringify(webhook.posts)).toContain('team-a');
});

test('a refusal fails without a word about the address', async () => {
  const webhook = await slack(() => ({ status: 404 }));
  const refusal = await invoke(handler, readEvent('slack')).catch((error: unknown) => error);
  expect(String(refusal)).toBe('Error: slack refused the message: HTTP 404');
  expect(webhook.posts).toHaveLength(1);
});

test.each([
  ['plain HTTP to elsewhere', 'http://hooks.example.com/services/secret'],
  ['no address', 'xoxb-secret'],
])('a secret that is %s is refused, and not shown', async (_, SecretString) => {
  await deployment();
  await sideServer({ GetSecretValue: { SecretString } });
  const refusal = await invoke(handler, readEvent('slack')).catch((error: unknown) => error);
  expect(String(refusal)).toContain('`secretsmanager:slack` holds no https:// address');
  expect(String(refusal)).not.toContain(SecretString);
});
