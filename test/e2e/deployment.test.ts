// The whole product on an emulator that others wrote: deployed by the framework, audited, asked, removed.
import { expect, inject, onTestFinished, test } from 'vitest';
import { openWebhook } from '../support/webhook.ts';
import { BASELINE, OUTSIDER, REGION, userAccount } from './support/account.ts';
import type { Framework } from './support/framework.ts';
import { until } from './support/patience.ts';
import { OWN, onFreshEmulator, type Stage } from './support/stage.ts';

const python = inject('python');

test('from deployment to removal, every change of access is told once', async ({ skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  const hung = await onFreshEmulator(python.bin, story);
  if (hung !== undefined) skip(hung);
});

/** Events that tell nobody anything. */
const LOCAL = [
  ['plan', 'plan'],
  ['plan', 'plan-account'],
  ['collect', 'collect-identity'],
  ['collect', 'collect-region'],
  ['conclude', 'conclude'],
  ['report', 'report-latest'],
] as const;

async function story({ url, serverless }: Stage): Promise<void> {
  const webhook = await openWebhook();
  onTestFinished(webhook.close);
  const user = userAccount(url, OWN);
  await user.seed(webhook.url);

  const parameters = [
    '--param=email=someone@example.com',
    '--param=slackWebhook=secretsmanager:slack',
    `--param=regions=${REGION}`,
    `--param=baseline=s3://${BASELINE.bucket}/${BASELINE.key}`,
    '--param=minimumSeverity=medium',
  ];
  expect(await serverless('deploy', ...parameters)).toMatchObject({ status: 0 });
  const heard = await user.subscribe();

  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await heard()).map(({ event }) => event)).toEqual(['onboarding']);

  for (const [name, event] of LOCAL) {
    const { status, stdout, stderr } = await serverless('invoke', 'local', '-f', name, '-p', `events/${event}.json`);
    expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
  }
  expect(await heard()).toEqual([]);

  await user.letOutsiderPull();
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  const [opened, ...more] = await heard();
  expect(more).toEqual([]);
  expect(opened).toMatchObject({
    event: 'opened',
    region: REGION,
    findings: [{ repository: 'team/app', principal: OUTSIDER, capability: 'pull' }],
  });

  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await heard()).toEqual([]);

  const answer = await report(serverless, '{}');
  expect(answer).toMatchObject({ kind: 'live', worst: expect.arrayContaining([expect.objectContaining({ id: opened?.findings[0]?.id })]) });
  expect(await (await fetch(answer.links.markdown)).text()).toContain('team/app');
  expect(await heard()).toEqual([]);

  await user.keepOutsiderOut();
  expect(await user.audit()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await heard()).toMatchObject([{ event: 'resolved', findings: [{ id: opened?.findings[0]?.id }] }]);
  expect(await report(serverless, '{"latest":true}')).toMatchObject({ kind: 'latest', baseline: { sha256: expect.any(String) } });

  await until(60, 'Slack', async () => (webhook.posts.length >= 3 ? true : undefined));
  expect(webhook.posts).toHaveLength(3);
  expect(webhook.posts[1]).toMatchObject({ text: expect.stringContaining('team/app'), blocks: expect.any(Array) });

  expect(await serverless('remove')).toMatchObject({ status: 0 });
  expect(await user.remains()).toEqual([]);
}

interface Answer {
  readonly kind: string;
  readonly links: { readonly json: string; readonly markdown: string };
}

async function report(serverless: Framework, event: string): Promise<Answer> {
  const { stdout, stderr, status } = await serverless('invoke', '-f', 'report', '-d', event);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return JSON.parse(stdout);
}
