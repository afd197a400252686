// `who` as its users run it, against CloudTrail on loopback.
import { beforeEach, describe, expect, test } from 'vitest';
import { whoSchema } from '../../../lib/events/schema.ts';
import { auditSchema } from '../../../lib/report/schema.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { ACCOUNT, REGION } from '../../aws/server/world.ts';
import { eventId, HOME, recordOf } from '../../events/support/records.ts';
import { snapshotFile } from '../../support/account-shorthand.ts';
import { runLive } from '../support/live-program.ts';
import { expectNoTrace, expectRefusal, workplace } from '../support/program.ts';

const { server, world } = await collecting();
const place = workplace();
const who = (...args: readonly string[]) => runLive({ args: ['who', ...args], server, folder: place.path });

const now = Date.now();
/** The program's clock is that of the machine: so many days before. */
const daysAgo = (days: number) => `${new Date(now - days * 24 * 60 * 60 * 1000).toISOString().slice(0, 19)}Z`;
const set = (id: number, days: number, region = REGION) =>
  recordOf({ service: 'ecr', name: 'SetRepositoryPolicy', parameters: { repositoryName: 'team/app' }, id, at: daysAgo(days), region });

beforeEach(() => {
  world.trails = { [`${ACCOUNT} ${REGION}`]: [set(1, 30), set(2, 2)] };
});

describe('a repository', () => {
  test('is answered without a scan, newest first, as text and as JSON', async () => {
    const { status, stdout, stderr } = await who('--repository', 'team/app');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.indexOf(eventId(2))).toBeGreaterThan(0);
    expect(stdout.indexOf(eventId(2))).toBeLessThan(stdout.indexOf(eventId(1)));
    expect([...new Set(server.calls.map(({ operation }) => operation))]).toEqual(['GetCallerIdentity', 'LookupEvents']);
    const uri = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/team/app:latest`;
    const json = await who('--repository', uri, '--since', '7d', '--format', 'json');
    expect(whoSchema.strict().parse(JSON.parse(json.stdout))).toMatchObject({
      of: 'repository',
      id: 'team/app',
      complete: true,
      actor: { eventId: eventId(2), event: 'SetRepositoryPolicy', issuer: `arn:aws:iam::${ACCOUNT}:role/people/admin` },
    });
  });

  test('of another account is refused, and so is a region in which nobody is known', async () => {
    expectRefusal(await who('--repository', `222222222222.dkr.ecr.${REGION}.amazonaws.com/team/app`), ['is no repository of account']);
  });

  test('with a principal reads the account, and asks where IAM is as well', async () => {
    world.trails[`${ACCOUNT} ${HOME}`] = [
      recordOf({ service: 'iam', name: 'PutUserPolicy', parameters: { userName: 'ana', policyName: 'pull' }, id: 3, at: daysAgo(1) }),
    ];
    const principal = `arn:aws:iam::${ACCOUNT}:user/ana`;
    const { status, stdout } = await who('--repository', 'team/app', '--principal', principal, '--regions', REGION, '--format', 'json');
    const view = whoSchema.parse(JSON.parse(stdout));
    expect({ status, ids: view.actors?.map((each) => each.eventId) }).toEqual({ status: 0, ids: [3, 2, 1].map(eventId) });
    expect(view.looked.map(({ region }) => region)).toEqual([REGION, HOME]);
  });

  test('says what was not read, and ends with 3', async () => {
    server.faults.inject({ operation: 'LookupEvents', fault: { kind: 'deny' } });
    const { status, stdout, stderr } = await who('--repository', 'team/app');
    expect(status).toBe(3);
    expect(stdout).toContain('who made it is not known');
    expect(stdout).toContain('cloudtrail:LookupEvents AccessDeniedException');
    expectNoTrace(stdout + stderr);
  });

  test('is asked about no longer back than CloudTrail remembers, which is said', async () => {
    const { status, stderr } = await who('--repository', 'team/app', '--since', daysAgo(200));
    expect(status).toBe(0);
    expect(stderr).toMatch(/^CloudTrail remembers 90 days: nothing before \S+ can be found\n$/);
  });
});

describe('a finding', () => {
  const policy = [{ Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }];
  const snapshot = place.file('snapshot.json', snapshotFile({ repositories: { 'team/app': { policy } } }));

  function audited() {
    const { stdout } = place.run(['audit', '--snapshot', snapshot, '--format', 'json', '--fail-on', 'never']);
    const { findings } = auditSchema.parse(JSON.parse(stdout));
    const open = findings.find(({ code }) => code === 'ECRD-201');
    const { causes } = auditSchema.parse(JSON.parse(stdout));
    return { finding: open?.id ?? '', cause: causes.find(({ findings: ids }) => ids.includes(open?.id ?? ''))?.id ?? '' };
  }

  test('or its cause is answered with who wrote its policy, in the region of the repository', async () => {
    world.trails = { [`${ACCOUNT} us-east-1`]: [set(5, 3, 'us-east-1')] };
    const { finding, cause } = audited();
    for (const [id, of] of [
      [finding, 'finding'],
      [finding.slice(0, 12), 'finding'],
      [cause, 'cause'],
    ] as const) {
      const { status, stdout } = await who(id, '--snapshot', snapshot, '--format', 'json');
      const view = whoSchema.parse(JSON.parse(stdout));
      expect({ status, of: view.of, actor: view.actor?.eventId }).toEqual({ status: 0, of, actor: eventId(5) });
      expect(view.looked).toEqual([
        { region: 'us-east-1', events: ['CreateRepository', 'DeleteRepository', 'DeleteRepositoryPolicy', 'SetRepositoryPolicy'] },
      ]);
    }
  });

  test('that is none is refused before anybody is asked', async () => {
    expectRefusal(await who('ecrd-00000000000000000000', '--snapshot', snapshot), ['no finding or cause']);
    expect(server.calls).toEqual([]);
  });

  test('that is over is refused with what to ask instead', async () => {
    const { finding } = audited();
    const follow = (file: string) => place.run(['audit', '--snapshot', file, '--state', 'state', '--fail-on', 'never']);
    expect(follow(snapshot).status).toBe(0);
    const later = { ...snapshotFile({ repositories: { 'team/app': {} } }), collectedAt: '2026-11-22T20:00:00Z' };
    const mended = place.file('mended.json', later);
    expect(follow(mended).status).toBe(0);
    expectRefusal(await who(finding, '--snapshot', mended, '--state', 'state'), [finding]);
  });

  test('of an account that the credentials are not of is refused', async () => {
    const other = JSON.parse(
      JSON.stringify(snapshotFile({ repositories: { 'team/app': { policy } } })).replaceAll(ACCOUNT, '333333333333'),
    );
    const file = place.file('other.json', other);
    const { stdout } = place.run(['audit', '--snapshot', file, '--format', 'json', '--fail-on', 'never']);
    const [first] = auditSchema.parse(JSON.parse(stdout)).findings;
    expectRefusal(await who(first?.id ?? '', '--snapshot', file), ['333333333333', ACCOUNT]);
  });
});

test.each([
  [[], 'give one of an id'],
  [['ecrd-12345678', '--repository', 'team/app'], 'give one of an id'],
  [['ecrd-12345678', '--principal', 'x'], '--principal and --region go with --repository'],
  [['--repository', 'team/app', '--baseline', 'x'], '--baseline and --state go with the id of a finding'],
  [['--repository', 'team/app', '--since', 'yesterday'], '--since `yesterday` is no time'],
])('%s is refused with what to do', async (args, words) => {
  expectRefusal(await who(...args), [words]);
});

test('credentials that AWS does not know are refused', async () => {
  const { status, stderr } = await runLive({
    args: ['who', '--repository', 'team/app'],
    server,
    folder: place.path,
    env: { AWS_ACCESS_KEY_ID: 'AKIANOBODY' },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('AWS does not accept these credentials');
});
