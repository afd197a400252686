// docs/deploy.md says how to run each function on one's machine: every line of it does what the page says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { startAwsServer } from '../support/aws-server/server.ts';
import { emptyAccount, emptyWorld, regionWith, type World } from '../support/aws-server/world.ts';
import { alone } from './support/alone.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OWN = '111111111111';
const OTHER = '222222222222';
const TOPIC = { findings: `arn:aws:sns:us-east-1:${OWN}:your-findings`, email: `arn:aws:sns:us-east-1:${OWN}:your-email` };

/** What the page takes for granted: an account, another one, a bucket and two topics. */
function world(): World {
  const own = { ...emptyAccount(), regions: { 'us-east-1': regionWith(), 'eu-west-1': regionWith([{ name: 'team/app' }]) } };
  const other = { ...emptyAccount(), regions: { 'us-east-1': regionWith() } };
  other.assumable = { [`arn:aws:iam::${OTHER}:role/ecr-drift-reader`]: { externalId: 'choose-one' } };
  const caller = { account: OWN, arn: `arn:aws:iam::${OWN}:user/developer`, userId: 'AIDADEVELOPER' };
  return {
    ...emptyWorld(),
    accounts: { [OWN]: own, [OTHER]: other },
    accessKeys: { AKIADEVELOPER: caller },
    buckets: { 'your-bucket': { objects: {} } },
    topics: { [TOPIC.findings]: [], [TOPIC.email]: [] },
  };
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIADEVELOPER', AWS_SECRET_ACCESS_KEY: 'example' };
const aws = world();
const server = await startAwsServer(aws);
afterAll(server.close);

/** The commands of the page, each on one line. */
function documented(): readonly string[] {
  const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8');
  const section = page.split(/^## /m).find((each) => each.startsWith('Run a function on your machine')) ?? '';
  const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n')).filter((line) => line !== '');
}

interface Ran {
  readonly status: number;
  /** What the function returned, or its error as the framework shows it. */
  readonly said: unknown;
}

/** Runs a line of the page in a shell, with nothing of this machine's but its programs. */
async function run(line: string, environment: Readonly<Record<string, string>>): Promise<Ran> {
  const command = line.replace('npx serverless', `"${process.execPath}" node_modules/serverless/bin/serverless.js`);
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: server.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...environment,
  };
  const [stdout, stderr, [status]] = await alone(() => {
    const child = spawn('sh', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    return Promise.all([text(child.stdout), text(child.stderr), ended]);
  });
  // What the function logs comes before what it returns.
  const start = stdout.search(/^\{$/m);
  if (start < 0) throw new Error(`nothing came of ${line}: ${stdout}${stderr}`);
  return { status: Number(status), said: JSON.parse(stdout.slice(start)) };
}

const told = (): number => Object.values(aws.topics).flat().length;
const states = (): readonly string[] => Object.keys(aws.buckets['your-bucket']!.objects).filter((key) => !/^(runs|live)\//.test(key));

const ALONE = [
  ['audit', 'test-alert', { outcome: 'tested', dry: true, messages: [{ topic: 'findings' }, { topic: 'email' }] }],
  ['slack', 'slack', { posted: 0, dry: true, payloads: [{ blocks: expect.any(Array) }] }],
  ['react', 'react', { dry: true, runs: [{ account: OWN, writes: [{ actor: { event: 'SetRepositoryPolicy' } }] }], refused: [] }],
] as const;

const WITH_CREDENTIALS = [
  ['plan', 'plan', { mode: 'audit', accounts: [OWN] }],
  ['plan', 'plan-account', { account: OWN, regions: ['eu-west-1', 'us-east-1'] }],
  ['collect', 'collect-identity', { status: 'read' }],
  ['collect', 'collect-region', { status: 'read' }],
  ['audit', 'audit', { outcome: 'judged', dry: true, messages: [{ topic: 'findings' }, { topic: 'email' }] }],
  ['watch', 'watch', { hoursSilent: 0 }],
  ['report', 'report', { kind: 'live', account: OWN, complete: true, missing: [] }],
  ['report', 'report-latest', { kind: 'none', account: OWN }],
  ['report', 'report-all', { kind: 'all', accounts: [{ kind: 'none', account: OWN }] }],
  ['report', 'report-account', { kind: 'live', account: OTHER, complete: true }],
  ['conclude', 'conclude', { cause: expect.stringMatching(/^1 of 2 accounts not audited\. 222222222222: /) }],
] as const;

const SENDS = documented().filter((line) => line.includes('"dry": false'));

/** The line of the page about an event; the page is wrong where there is none, or more than one. */
function lineAbout(name: string, event: string): string {
  const lines = documented().filter((line) => line.includes(` -f ${name} `) && line.includes(` events/${event}.json`));
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

test('every command of the page is tried here', () => {
  const tried = [...[...ALONE, ...WITH_CREDENTIALS].map(([name, event]) => lineAbout(name, event)), ...SENDS];
  expect(documented().toSorted()).toEqual(tried.toSorted());
  expect(SENDS).toHaveLength(1);
});

/** The framework starts and bundles for each line, which a machine that is busy takes its time for. */
const PATIENCE = { timeout: 180_000 };

describe('without credentials and without a deployment', PATIENCE, () => {
  test.each(ALONE)('%s runs with %s.json, and sends nothing', async (name, event, answer) => {
    const before = server.calls.length;
    expect(await run(lineAbout(name, event), {})).toMatchObject({ status: 0, said: answer });
    expect(server.calls.slice(before).map(({ service }) => service)).not.toContain('sns');
  });

  test('what an option is missing for is said with the option', async () => {
    const { status, said } = await run(lineAbout('audit', 'audit').replaceAll(/ -e \S+/g, ''), {});
    expect({ status, said }).toMatchObject({
      status: 1,
      said: { errorMessage: 'environment: BUCKET is missing: set BUCKET: -e BUCKET=...' },
    });
  });

  test('what credentials are missing for is said as well', async () => {
    const { status, said } = await run(lineAbout('audit', 'audit'), {});
    const message = /^cannot read s3:\/\/your-bucket\/runs\/\S+: CredentialsProviderError: no AWS credentials: set AWS_PROFILE, or /;
    expect({ status, said }).toMatchObject({ status: 1, said: { errorMessage: expect.stringMatching(message) } });
  });
});

describe('with credentials', PATIENCE, () => {
  test.each(WITH_CREDENTIALS)('%s runs with %s.json: no state is saved, and nobody is told', async (name, event, answer) => {
    expect(await run(lineAbout(name, event), CREDENTIALS)).toMatchObject({ status: 0, said: answer });
    expect(states()).toEqual([]);
    expect(told()).toBe(0);
  });

  test('an alert is sent where the event says so', async () => {
    expect(await run(SENDS[0]!, CREDENTIALS)).toMatchObject({ status: 0, said: { outcome: 'tested', sent: 2 } });
    expect(told()).toBe(2);
  });
});
