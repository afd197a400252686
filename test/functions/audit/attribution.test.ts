// CloudTrail is asked who changed what a scheduled audit found changed, with the real clients: the gravest first, within a time and a number of questions.
import { describe, expect, test } from 'vitest';
import { type Looking, lookupActors, lookupIn } from '../../../functions/audit/attribution.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { soughtByChanges } from '../../../lib/events/sought-change.ts';
import type { FindingId, Instant } from '../../../lib/model/ids.ts';
import type { FindingEvent } from '../../../lib/model/state.ts';
import { collecting } from '../../aws/collect/support/collecting.ts';
import { eventId, recordOf } from '../../events/support/records.ts';
import { ACCOUNT, type AccountWords, snapshotOf } from '../../support/account-shorthand.ts';
import { NOBODY } from '../../support/audited.ts';
import { FAULTS } from '../../support/aws-server/fault-table.ts';
import { observed } from '../../support/following.ts';

const { server, world, open } = await collecting();
const REGION = 'us-east-1';
const PLACE = `${ACCOUNT} ${REGION}`;
const SINCE = Date.parse('2026-11-20T00:00:00Z');
const VENDOR = 'arn:aws:iam::222222222222:role/vendor';

const share = (principal: string) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
});
const GIVEN: AccountWords = { repositories: { 'team/app': { policy: [share(VENDOR)] } } };
const DEV: AccountWords = { roles: { dev: { policies: [['login', 'pull']] } }, repositories: { 'team/app': {} } };

const writing = (id: number, more: Partial<Parameters<typeof recordOf>[0]> = {}) =>
  recordOf({ service: 'ecr', name: 'SetRepositoryPolicy', parameters: { repositoryName: 'team/app' }, region: REGION, id, ...more });

/** What an audit of that account finds new, with everything that policies show by themselves left out. */
function newIn(words: AccountWords) {
  const snapshot = snapshotOf(words);
  const events = judgeSnapshot(snapshot, NOBODY).findings.flatMap((seen): readonly FindingEvent[] => {
    if (seen.drift.kind !== 'unexpected') return [];
    const { id, code, severity, region, repository, principal, capability } = seen;
    const status = { firstSeen: seen.firstSeen, lastSeen: seen.lastSeen, state: 'open', since: seen.firstSeen, remindedAt: null } as const;
    const finding = { ...observed({ id, code, severity, region, repository, principal, capability }), ...status };
    return [{ kind: 'opened', at: seen.firstSeen, finding, seen }];
  });
  return { snapshot, events };
}

async function looked(words: AccountWords, over: Partial<Looking> = {}) {
  const session = await open();
  const looking = { sought: soughtByChanges(newIn(words)), since: SINCE, management: undefined, ...over };
  const { attributions, ...rest } = await lookupIn(session, looking).finally(session.clients.close);
  const actors = new Map([...attributions].map(([id, { actors: all }]) => [id, all.map((each) => each.eventId)]));
  return {
    ...rest,
    actors: [...new Set([...actors.values()].map((ids) => ids.join()))].sort(),
    named: actors.size,
    asked: looking.sought.length,
  };
}

const names = () =>
  server.calls.flatMap(({ operation, input }) => {
    const [attribute] = (input['LookupAttributes'] ?? []) as readonly { readonly AttributeValue: string }[];
    return operation === 'LookupEvents' && attribute ? [attribute.AttributeValue] : [];
  });

describe('what a repository policy gives', () => {
  test('is by all who wrote it since, and only what can have written it is asked for', async () => {
    world.trails = {
      [PLACE]: [
        writing(1),
        writing(2),
        writing(3, { parameters: { repositoryName: 'team/web' } }),
        writing(4, { at: '2026-11-19T00:00:00Z' }),
      ],
    };
    const { asked, ...rest } = await looked(GIVEN);
    expect(rest).toEqual({ actors: [[1, 2].map(eventId).join()], named: asked, lookups: 4, notLookedUp: 0, problems: [] });
    expect(names().sort()).toEqual(['CreateRepository', 'DeleteRepository', 'DeleteRepositoryPolicy', 'SetRepositoryPolicy']);
  });

  test('is by nobody who is known, where nobody wrote it: then the rest is asked for, each once', async () => {
    const { asked, lookups, ...rest } = await looked(GIVEN);
    expect(rest).toEqual({ actors: [], named: 0, notLookedUp: 0, problems: [] });
    expect(lookups).toBeGreaterThan(4);
    expect(names()).toHaveLength(new Set(names()).size);
    expect(names()).toHaveLength(lookups);
    expect(names()).not.toContain('AttachPolicy');
    expect(asked).toBeGreaterThan(0);
  });
});

test('a boundary that was taken away is found where nobody wrote the policy that gives', async () => {
  const name = 'DeleteRolePermissionsBoundary';
  world.trails = { [PLACE]: [recordOf({ service: 'iam', name, parameters: { roleName: 'dev' }, id: 7 })] };
  const { asked, lookups, ...rest } = await looked(DEV);
  expect(rest).toEqual({ actors: [eventId(7)], named: asked, notLookedUp: 0, problems: [] });
  expect(lookups).toBeLessThanOrEqual(60);
});

test('control policies are asked for in the management account alone', async () => {
  await looked(DEV, { management: ACCOUNT });
  expect(names()).toContain('AttachPolicy');
});

test('the gravest are asked about first, and who was not asked about is counted', async () => {
  world.trails = { [PLACE]: [writing(1)] };
  const far = Array.from({ length: 40 }, (_, at) => ({
    id: `ecrd-far${at}` as FindingId,
    proof: [{ kind: 'repository', region: `xx-test-${at}`, repository: 'team/app' } as const],
    around: [],
  }));
  const sought = [...soughtByChanges(newIn(GIVEN)), ...far];
  const { actors, lookups, notLookedUp, problems } = await looked(GIVEN, { sought });
  expect({ actors, lookups, notLookedUp }).toEqual({ actors: [eventId(1)], lookups: 4, notLookedUp: 40 });
  // Four of the first, and six in each of nine regions: a tenth would be more than sixty. One refusal is enough for a region.
  expect({ asked: names().length, told: problems.length }).toEqual({ asked: 4 + 9, told: 5 });
});

describe('CloudTrail', () => {
  test.each(FAULTS.filter(({ fault }) => fault.kind !== 'hang'))(
    '$name: all of the candidates, or none and it is said',
    async ({ fault, times, heals }) => {
      world.trails = { [PLACE]: [writing(1), writing(2)] };
      server.faults.inject({ operation: 'LookupEvents', fault, ...(times === undefined ? {} : { times }) });
      const { asked, actors, notLookedUp, problems } = await looked(GIVEN);
      expect({ actors, notLookedUp, isSaid: problems.length > 0 }).toEqual(
        heals ? { actors: [[1, 2].map(eventId).join()], notLookedUp: 0, isSaid: false } : { actors: [], notLookedUp: asked, isSaid: true },
      );
      for (const problem of problems) expect(problem).not.toMatch(/\n/);
    },
  );

  test('that fails for one name leaves nobody named who may not be the only one', async () => {
    world.trails = { [PLACE]: [writing(1)] };
    server.faults.inject({ operation: 'LookupEvents', from: 4, fault: { kind: 'deny' } });
    const { asked, actors, notLookedUp, lookups } = await looked(GIVEN);
    expect({ actors, notLookedUp, lookups }).toEqual({ actors: [], notLookedUp: asked, lookups: 3 });
  });

  test('that has a record nobody can believe says so', async () => {
    world.trails = { [PLACE]: [writing(1), writing(2, { over: { userIdentity: { type: 'Root' }, recipientAccountId: ACCOUNT } })] };
    const { actors, problems } = await looked(GIVEN);
    expect(actors).toEqual([eventId(1)]);
    expect(problems).toEqual([expect.stringContaining(eventId(2))]);
  });
});

describe('the account', () => {
  const place = { account: ACCOUNT, role: null, externalId: undefined } as const;
  const since = '2026-11-20T00:00:00Z' as Instant;

  test('is asked in its own name, from a little before the last good run', async () => {
    world.trails = { [PLACE]: [writing(1)] };
    const { attributions, problems } = await lookupActors(newIn(GIVEN), since, { ...place, until: Date.now() + 30_000 });
    expect({ ids: [...attributions.values()].flatMap(({ actors }) => actors.map((each) => each.eventId))[0], problems }).toEqual({
      ids: eventId(1),
      problems: [],
    });
    expect(server.calls.find(({ operation }) => operation === 'LookupEvents')?.input['StartTime']).toBe((SINCE - 300_000) / 1000);
  });

  test.each([
    ['lets nobody in', { role: `arn:aws:iam::${ACCOUNT}:role/none`, until: Number.MAX_SAFE_INTEGER }],
    ['is another one', { account: '999999999999', until: Number.MAX_SAFE_INTEGER }],
    ['is asked when the time is over', { until: 0 }],
  ])('that %s: nobody is named, it is said, and nothing is thrown', async (_, over) => {
    const until = Math.min(over.until, Date.now() + 30_000);
    const { attributions, notLookedUp, problems } = await lookupActors(newIn(GIVEN), since, { ...place, ...over, until });
    expect({ named: attributions.size, problems }).toEqual({ named: 0, problems: [expect.stringMatching(/./)] });
    expect(notLookedUp).toBeGreaterThan(0);
  });

  test('that does not answer in time is not waited for', async () => {
    server.faults.inject({ operation: 'LookupEvents', fault: { kind: 'hang' } });
    const { attributions, notLookedUp, problems } = await lookupActors(newIn(GIVEN), since, { ...place, until: Date.now() + 1_000 });
    expect({ named: attributions.size, isCounted: notLookedUp > 0, problems }).toEqual({
      named: 0,
      isCounted: true,
      problems: [expect.stringContaining('the time was over')],
    });
  });

  test('in which nothing changed is not asked', async () => {
    const { snapshot } = newIn(GIVEN);
    await lookupActors({ snapshot, events: [] }, since, { ...place, until: Date.now() + 30_000 });
    expect(server.calls).toEqual([]);
  });
});
