// What `who` answers about an account on loopback: every candidate, and never that it was nobody.
import { beforeEach, describe, expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { whoAnswer } from '../../../lib/cli/input/who-answer.ts';
import type { WhoQuestion } from '../../../lib/cli/input/who-question.ts';
import { Failure } from '../../../lib/cli/process/failure.ts';
import { whoSchema } from '../../../lib/events/schema.ts';
import { soughtAround, soughtBy } from '../../../lib/events/sought.ts';
import type { Instant } from '../../../lib/model/ids.ts';
import { whoText } from '../../../lib/report/who-lines.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { ACCOUNT, REGION } from '../../aws/server/world.ts';
import { eventId, HOME, IDENTITIES, recordOf } from '../../events/support/records.ts';
import { snapshotOf } from '../../support/account-shorthand.ts';

const { server, world, open } = await collecting();
const SINCE = '2026-09-01T00:00:00Z' as Instant;
const QUESTION: WhoQuestion = {
  of: 'repository',
  id: 'team/app',
  message: 'its policies',
  sought: soughtAround(REGION, 'team/app'),
  snapshot: undefined,
  gaps: [],
};

const set = (id: number, more: Partial<Parameters<typeof recordOf>[0]> = {}) =>
  recordOf({ service: 'ecr', name: 'SetRepositoryPolicy', parameters: { repositoryName: 'team/app' }, id, ...more });

beforeEach(() => {
  world.trails = {
    [`${ACCOUNT} ${REGION}`]: [
      set(1, { at: '2026-11-01T00:00:00Z' }),
      set(2, { at: '2026-11-19T00:00:00Z', identity: IDENTITIES.throughService.identity }),
      set(3, { parameters: { repositoryName: 'team/job' } }),
      set(4, { over: { errorCode: 'AccessDeniedException' } }),
    ],
  };
});

async function answer(question: WhoQuestion = QUESTION) {
  const session = await open();
  const view = await whoAnswer(session, question, SINCE).finally(session.clients.close);
  return whoSchema.strict().parse(view);
}

describe('a repository', () => {
  test('is answered with every candidate, the newest first', async () => {
    const view = await answer();
    expect(view).toMatchObject({ account: ACCOUNT, of: 'repository', complete: true, unread: [], since: SINCE });
    expect(view.actors?.map(({ eventId: id, via }) => [id, via])).toEqual([
      [eventId(2), 'cloudformation.amazonaws.com'],
      [eventId(1), null],
    ]);
    expect(view).not.toHaveProperty('actor');
    expect(view.looked).toEqual([
      {
        region: REGION,
        events: [
          'CreateRepository',
          'DeleteRegistryPolicy',
          'DeleteRepository',
          'DeleteRepositoryPolicy',
          'PutAccountSetting',
          'PutRegistryPolicy',
          'SetRepositoryPolicy',
        ],
      },
    ]);
    expect(whoText(view)).toBe(
      [
        'repository team/app: its policies',
        '',
        'writes since 2026-09-01T00:00:00Z, the newest first (CloudTrail remembers 90 days):',
        '',
        '2026-11-19T00:00:00Z  SetRepositoryPolicy  policy of repository team/app in eu-central-1',
        `  by arn:aws:sts::${ACCOUNT}:assumed-role/admin/kurt, a session of arn:aws:iam::${ACCOUNT}:role/people/admin, through cloudformation.amazonaws.com`,
        '  from 203.0.113.7, aws-cli/2.31.0',
        `  event ${eventId(2)} in eu-central-1`,
        '',
        '2026-11-01T00:00:00Z  SetRepositoryPolicy  policy of repository team/app in eu-central-1',
        `  by arn:aws:sts::${ACCOUNT}:assumed-role/admin/kurt, a session of arn:aws:iam::${ACCOUNT}:role/people/admin`,
        '  from 203.0.113.7, aws-cli/2.31.0',
        `  event ${eventId(1)} in eu-central-1`,
        '',
        '',
      ].join('\n'),
    );
  });

  test('has one actor where there is one candidate', async () => {
    world.trails = {
      [`${ACCOUNT} ${REGION}`]: [set(1, { identity: IDENTITIES.service.identity, over: { sourceIPAddress: null, userAgent: null } })],
    };
    const view = await answer();
    expect(view.actor).toMatchObject({ kind: 'service', via: 'replication.ecr.amazonaws.com' });
    expect(view).not.toHaveProperty('actors');
    expect(whoText(view)).toContain('\n  by replication.ecr.amazonaws.com\n  event ');
  });

  test('that nobody wrote to in that time was written before, and not by nobody', async () => {
    world.trails = {};
    const view = await answer();
    expect(Object.keys(view)).not.toContain('actor');
    expect(whoText(view)).toContain(`CloudTrail has no such write since ${SINCE}: it was made before (CloudTrail remembers 90 days)`);
    expect(whoText(view)).not.toMatch(/nobody|no one/);
  });

  test.each([
    ['denied', { kind: 'deny' }, 'AccessDeniedException'],
    ['throttled for good', { kind: 'throttle' }, 'ThrottlingException'],
    ['garbage', { kind: 'page', status: 200 }, 'UnreadableAnswer'],
    ['half an answer', { kind: 'halve' }, 'UnreadableAnswer'],
  ] as const)('%s: who it was is not known, and what was not read is said', async (_name, fault, code) => {
    server.faults.inject({ operation: 'LookupEvents', fault });
    const view = await answer();
    expect(view.complete).toBe(false);
    expect(view.unread.map((each) => [each.api, each.code])).toEqual(Array.from({ length: 7 }, () => ['cloudtrail:LookupEvents', code]));
    expect(whoText(view)).toContain('who made it is not known');
    expect(whoText(view)).toContain(`not read: SetRepositoryPolicy events of ${REGION}: cloudtrail:LookupEvents ${code}: `);
  });

  test('throttled for a while is answered all the same', async () => {
    server.faults.inject({ operation: 'LookupEvents', fault: { kind: 'throttle' }, times: 5 });
    expect((await answer()).actors).toHaveLength(2);
  });

  test('of which a record cannot be believed is not answered whole', async () => {
    world.trails[`${ACCOUNT} ${REGION}`]?.push(set(5, { over: { eventType: 'AwsServiceEvent' } }));
    const view = await answer();
    expect(view.actors).toHaveLength(2);
    expect(view.unread).toEqual([
      {
        part: `event ${eventId(5)} in ${REGION}`,
        api: 'cloudtrail:LookupEvents',
        code: 'UnreadableEvent',
        message: 'it is no call of an API',
      },
    ]);
  });

  test('prints what strangers wrote as harmless lines', async () => {
    world.trails = { [`${ACCOUNT} ${REGION}`]: [set(1, { over: { userAgent: 'evil\n\u001b[2Jagent' } })] };
    expect(whoText(await answer())).toContain('  from 203.0.113.7, evil\\u{a}\\u{1b}[2Jagent\n');
  });
});

describe('a finding', () => {
  const snapshot = snapshotOf({
    roles: { ci: { policies: [['pull', 'login']] } },
    repositories: {
      'team/app': { policy: [{ Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }] },
    },
    organization: { management: '999999999999', scps: [[['everything']]] },
  });
  const question = (sought: WhoQuestion['sought']): WhoQuestion => ({ ...QUESTION, of: 'finding', sought, snapshot });

  test('of a repository policy is answered where the repository is, one of a principal where IAM is', async () => {
    expect(prepareAccount(snapshot).locals).toHaveLength(1);
    const [open201] = judgeSnapshot(snapshot, undefined).findings.filter(({ code }) => code === 'ECRD-201');
    const sought = open201 ? soughtBy(open201, snapshot) : [];
    world.trails = { [`${ACCOUNT} ${HOME}`]: [set(1, { region: HOME })] };
    const view = await answer(question([...sought, { kind: 'inline', of: 'role', name: 'ci' }]));
    expect(view.actor?.eventId).toBe(eventId(1));
    expect(view.looked.map(({ region }) => region)).toEqual([HOME]);
    expect(view.looked[0]?.events).toEqual(expect.arrayContaining(['SetRepositoryPolicy', 'PutRolePolicy', 'DeleteRolePolicy']));
  });

  test('of control policies is answered in the management account, and elsewhere it is said', async () => {
    const view = await answer(question([{ kind: 'organization' }]));
    expect(view).toMatchObject({ complete: false, looked: [], unread: [{ part: 'events of the organization', code: 'OtherAccount' }] });
    expect(view.unread[0]?.message).toContain('999999999999');
    expect(whoText(view)).toContain('who wrote it is not known: it was not read');
    const organization = { ...snapshot.organization, value: { managementAccount: ACCOUNT } } as typeof snapshot.organization;
    world.trails = {
      [`${ACCOUNT} ${HOME}`]: [recordOf({ service: 'organizations', name: 'UpdatePolicy', parameters: { policyId: 'p-1' }, id: 4 })],
    };
    const own = await answer({ ...question([{ kind: 'organization' }]), snapshot: { ...snapshot, organization } });
    expect(own).toMatchObject({ complete: true, actor: { event: 'UpdatePolicy', touched: ['control policy p-1 of the organization'] } });
  });

  test('that no policy of AWS is behind is said to be of the baseline', async () => {
    const view = await answer(question([]));
    expect(view).toMatchObject({ complete: true, looked: [] });
    expect(whoText(view)).toContain('no policy of AWS is behind it: it is about the baseline');
    expect(server.calls.filter(({ operation }) => operation === 'LookupEvents')).toEqual([]);
  });

  test('of another account than the credentials is refused', async () => {
    const other = { ...snapshot, account: '222222222222' as typeof snapshot.account };
    await expect(answer({ ...question([]), snapshot: other })).rejects.toThrow(Failure);
  });

  test('in a partition that is newer says where IAM was looked for', async () => {
    const session = { ...(await open()), partition: 'aws-new' };
    const view = await whoAnswer(session, question([{ kind: 'inline', of: 'role', name: 'ci' }]), SINCE);
    expect(view.unread).toMatchObject([{ code: 'UnknownPartition' }]);
    expect(view.looked.map(({ region }) => region)).toEqual([REGION]);
  });
});
