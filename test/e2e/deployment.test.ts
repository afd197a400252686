// The whole product on an emulator that others wrote: deployed by the framework, audited, asked, removed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startEmulator } from '../emulators/support/emulator.ts';
import { openWebhook } from '../support/webhook.ts';
import { BASELINE, OUTSIDER, REGION, userAccount } from './support/account.ts';
import { openEcrFront } from './support/ecr-front.ts';
import { type Framework, framework } from './support/framework.ts';
import { Hang, until } from './support/patience.ts';

const ATTEMPTS = 3;
/** The emulator takes twelve digits for the account; the example events are about this one. */
const CREDENTIALS = { accessKeyId: '111111111111', secretAccessKey: 'test' };
const python = inject('python');

test('from deployment to removal, every change of access is told once', async ({ skip }) => {
  if (python.kind === 'missing') return skip(python.reason);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await onFreshEmulator(python.bin, story);
    } catch (error) {
      // A wrong result is a failure; an emulator that does not answer is none.
      if (!(error instanceof Hang)) throw error;
      console.warn(`attempt ${attempt} of ${ATTEMPTS}: ${error.message}`);
      if (attempt === ATTEMPTS) return skip(`the emulator hung ${ATTEMPTS} times: ${error.message}`);
    }
  }
});

interface Stage {
  readonly url: string;
  readonly serverless: Framework;
}

async function onFreshEmulator(bin: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-e2e-'));
  // Its workers are CommonJS, whatever a package.json further up says.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const ecr = await openEcrFront();
  onTestFinished(ecr.close);
  const emulator = await startEmulator('ministack', bin, {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    TMPDIR: folder,
    MINISTACK_HOST: '127.0.0.1',
    // Functions have the environment of the emulator.
    AWS_ENDPOINT_URL_ECR: ecr.url,
  });
  ecr.passTo(emulator.url);
  try {
    const serverless = framework({
      HOME: folder,
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_REGION: REGION,
      SLS_TELEMETRY_DISABLED: '1',
    });
    await play({ url: emulator.url, serverless });
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Events that tell nobody anything. */
const LOCAL = [
  ['plan', 'plan'],
  ['collect', 'collect-identity'],
  ['collect', 'collect-region'],
  ['report', 'report-latest'],
] as const;

async function story({ url, serverless }: Stage): Promise<void> {
  const webhook = await openWebhook();
  onTestFinished(webhook.close);
  const user = userAccount(url, CREDENTIALS);
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
