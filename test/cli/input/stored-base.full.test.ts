// `--base`: the last snapshot of a deployment, from a bucket; what cannot be read is one line, and never an account without anything in it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { latestSnapshotKey } from '../../../lib/model/snapshot-key.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { REGION } from '../../aws/server/world.ts';
import type { Fault } from '../../support/aws-server/faults.ts';
import { addVersion } from '../../support/aws-server/services/s3-objects.ts';
import { runLive } from '../support/live-program.ts';
import { ACME, expectNoTrace, workplace } from '../support/program.ts';

const { server, world } = await collecting();
const place = workplace();
const POLICY = place.file('none.json', { Version: '2012-10-17', Statement: [] });
const ACCOUNT = '111111111111';
const KEY = latestSnapshotKey(ACCOUNT);
const URL = `s3://snapshots/snapshots/${ACCOUNT}/latest`;
const SNAPSHOT = JSON.parse(readFileSync(ACME, 'utf8'));

function store(bucket: string, value: unknown = SNAPSHOT, key = KEY): void {
  keep(bucket, gzipSync(typeof value === 'string' ? value : JSON.stringify(value)), key);
}

function keep(bucket: string, bytes: Uint8Array, key = KEY): void {
  world.buckets[bucket] = { objects: {} };
  addVersion(world.buckets[bucket], key, { body: Buffer.from(bytes), contentType: 'application/gzip', isDeleteMarker: false });
}

function check(...args: readonly string[]) {
  return runLive({
    args: ['check', '--repository-policy', `ml/trainer=${POLICY}`, '--format', 'json', ...args],
    server,
    folder: place.path,
  });
}

describe('a stored snapshot', () => {
  test('is the base by its place, its age and completeness are told, and one object is all that is read', async () => {
    store('snapshots');
    const { status, stdout, stderr } = await check('--base', URL, '--fail-on', 'never');
    expect(stderr).toMatch(
      /^base from s3:\/\/snapshots\/snapshots\/111111111111\/latest\.json\.gz: as of 2026-11-21T20:00:00Z, \d+ (?:minute|hour|day)s? old, complete\n$/,
    );
    const saved = place.run([
      'check',
      '--repository-policy',
      `ml/trainer=${POLICY}`,
      '--format',
      'json',
      '--snapshot',
      ACME,
      '--fail-on',
      'never',
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: saved.stdout });
    expect(server.calls.map(({ service, operation }) => `${service} ${operation}`)).toEqual(['s3 GetObject']);
  });

  test('is that of a deployment by its name, of the account and region of who asks', async () => {
    store(`ecr-drift-prod-${ACCOUNT}-${REGION}`);
    const { status, stderr } = await check('--base', 'latest', '--deployment', 'ecr-drift-prod', '--fail-on', 'never');
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(`base from s3://ecr-drift-prod-${ACCOUNT}-${REGION}/${KEY}: as of`),
    });
  });

  test('that lacks something says so, and the check ends with 3', async () => {
    store('snapshots', {
      ...SNAPSHOT,
      identity: { status: 'unknown', error: { code: 'AccessDenied', message: 'no', api: 'iam:GetAccountAuthorizationDetails' } },
    });
    const { status, stderr } = await check('--base', URL, '--fail-on', 'never');
    expect({ status, stderr }).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/, incomplete, so that what it lacks is unknown\n$/),
    });
  });

  const PLACED = /^cannot read s3:\/\/snapshots\/snapshots\/111111111111\/latest\.json\.gz: /;
  const FAULTS: readonly (readonly [string, Fault, RegExp])[] = [
    [
      'denied',
      { kind: 'deny' },
      /AccessDenied: allow s3:GetObject on it \(S3 says the same of what is not there to whoever lacks s3:ListBucket\)$/,
    ],
    ['cut short', { kind: 'truncate' }, /: try again$/],
    ['half of itself', { kind: 'halve' }, /: try again$/],
    ['a web page', { kind: 'page', status: 200 }, /: try again$/],
  ];

  test.each(FAULTS)('that is %s is one line', async (_, fault, end) => {
    store('snapshots');
    server.faults.inject({ service: 's3', operation: 'GetObject', fault });
    await refused(['--base', URL], PLACED, end);
  });

  test('that is not there, or whose bucket is not, is one line', async () => {
    world.buckets['snapshots'] = { objects: {} };
    await refused(['--base', URL], /^there is no s3:\/\/snapshots\/\S+\/latest\.json\.gz: the next audit of the deployment stores it/);
    delete world.buckets['snapshots'];
    await refused(['--base', URL], PLACED, /NoSuchBucket: there is no such bucket$/);
  });

  test('that is none is one line', async () => {
    keep('snapshots', Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    await refused(['--base', URL], PLACED, /the gzip data is damaged$/);
    store('snapshots', '{"schemaVersion":1}');
    await refused(['--base', URL], /^s3:\/\/snapshots\/\S+: /);
    store('snapshots', '');
    await refused(['--base', URL], /^s3:\/\/snapshots\/\S+: /);
  });

  test('of another account than its name says is one line', async () => {
    const key = latestSnapshotKey('222222222222');
    store('snapshots', SNAPSHOT, key);
    await refused(['--base', `s3://snapshots/${key}`], /is a snapshot of account 111111111111, and its name says 222222222222/);
  });

  test.each([
    [['--base', 'latest'], /^--base latest: say of which deployment with --deployment/],
    [['--base', 'newest'], /^--base `newest`: use s3:\/\/bucket\/key, or latest with --deployment$/],
    [['--base', 's3://B/x'], /^--base `s3:\/\/B\/x`: a bucket has a name of/],
    [['--base', URL, '--deployment', 'x'], /^--deployment is for --base latest/],
    [['--deployment', 'x'], /^--deployment is for --base latest/],
    [['--base', 'latest', '--deployment', 'a/b'], /^--deployment `a\/b`: /],
    [['--base', URL, '--snapshot', ACME], /^--snapshot is not for a stored snapshot: leave it out, or leave out --base$/],
    [['--base', URL, '--role-arn', 'arn:aws:iam::111111111111:role/x'], /^--role-arn is not for a stored snapshot/],
  ])('is not to be had with %j', async (args, line) => {
    store('snapshots');
    await refused(args, line);
  });

  test('without a region is one line', async () => {
    store('snapshots');
    const args = ['check', '--repository-policy', `ml/trainer=${POLICY}`, '--base', URL];
    const { status, stdout, stderr } = await runLive({ args, server, folder: place.path, env: { AWS_REGION: undefined } });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^cannot read s3:\S+: no AWS region: set AWS_REGION\n$/),
    });
  });

  test('without credentials is one line', async () => {
    store('snapshots');
    const args = ['check', '--repository-policy', `ml/trainer=${POLICY}`, '--base', URL];
    const { status, stdout, stderr } = await runLive({ args, server, folder: place.path, env: { AWS_ACCESS_KEY_ID: undefined } });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^cannot read s3:[^\n]+: no AWS credentials: set AWS_PROFILE[^\n]+\n$/),
    });
  });
});

async function refused(args: readonly string[], ...lines: readonly RegExp[]): Promise<void> {
  const { status, stdout, stderr } = await check(...args);
  expect({ status, stdout, lines: stderr.split('\n').length }).toEqual({ status: 1, stdout: '', lines: 2 });
  for (const line of lines) expect(stderr.trimEnd()).toMatch(line);
  expectNoTrace(stderr);
}
