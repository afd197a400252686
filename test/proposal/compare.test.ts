// What differs between two accounts, held against listing all access of both and comparing it cell by cell.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Account, decideCell, prepareAccount } from '../../lib/access/account/account.ts';
import { outsider } from '../../lib/access/account/subjects.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { matrixOf } from '../../lib/access/matrix/matrix.ts';
import { CAPABILITY_ACTIONS } from '../../lib/ecr/capabilities.ts';
import type { Grant } from '../../lib/model/access.ts';
import { isCapability } from '../../lib/model/access.ts';
import { bitsOf } from '../../lib/policy/logic/mask.ts';
import { accessDifferences, changedGrants, countDifferences, differingGrants } from '../../lib/proposal/compare.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { holds } from '../support/property.ts';

const account = arbitraryAccount.map((words) => prepareAccount(snapshotOf(words)));

function show([before, after]: readonly [Account, Account]): string {
  return JSON.stringify([before.snapshot, after.snapshot]);
}

function keyOf({ region, repository, principal, capability }: Grant): string {
  return `${region} ${repository} ${principal.name} ${capability}`;
}

/** What each action of a grant comes to on one side: its decision with the conditions, not the policies. */
function decisionsAt(at: Account, { region, repository, principal, capability }: Grant): readonly string[] {
  const found = repositoriesOf(at).find((each) => each.region === region && each.name === repository);
  const local = at.locals.find((each) => each.principal.name === principal.name);
  if (!found || !isCapability(capability) || (!local && principal.class === 'same-account')) return [];
  const subject = local ?? outsider(at.ground, principal.name);
  return bitsOf(CAPABILITY_ACTIONS[capability]).map((action) => {
    const { kind, conditions } = decideCell(at, { subject, repository: found, action });
    const said = conditions.map((each) => JSON.stringify('account' in each ? each : [each.effect, each.operator, each.key, each.values]));
    return [kind, ...new Set(said.toSorted())].join(' ');
  });
}

function isUnknownAt(at: Account, grant: Grant): boolean {
  return decisionsAt(at, grant).some((each) => each.startsWith('unknown'));
}

// Seen failing: outsiders left out; pairs of classes told apart by the side after alone; what something unread leaves open told as lost.
test('gained is what is listed after and not before, lost the other way round, but for what nobody can tell', () => {
  holds(
    fc.property(fc.tuple(account, account), ([before, after]) => {
      const differences = accessDifferences(before, after);
      const [had, has] = [before, after].map((each) => new Map(grantsOf(matrixOf(each)).map((grant) => [keyOf(grant), grant])));
      const only = (one = had, other = has, at = after): readonly string[] =>
        [...(one ?? [])].flatMap(([key, grant]) =>
          grant.decision === 'unknown' || other?.has(key) || isUnknownAt(at, grant) ? [] : [key],
        );
      const told = (kind: 'gained' | 'lost'): readonly string[] => [...differingGrants(differences, kind)].map(keyOf);
      expect(told('gained').toSorted()).toEqual([...only(has, had, before)].toSorted());
      expect(told('lost').toSorted()).toEqual([...only(had, has, after)].toSorted());
      expect(countDifferences(differences).gained).toBe(told('gained').length);
    }),
    { runs: 40, show },
  );
});

// Seen failing: decisions compared, and not the conditions.
test('changed is there on both sides, known, and each action of what is not told is decided alike', () => {
  holds(
    fc.property(fc.tuple(account, account), ([before, after]) => {
      const changed = [...changedGrants(accessDifferences(before, after))];
      const [had, has] = [before, after].map((each) => new Map(grantsOf(matrixOf(each)).map((grant) => [keyOf(grant), grant])));
      for (const each of changed) {
        expect(had?.get(keyOf(each.before))).toEqual(each.before);
        expect(has?.get(keyOf(each.after))).toEqual(each.after);
      }
      const told = new Set(changed.map(({ after: each }) => keyOf(each)));
      for (const [key, grant] of had ?? []) {
        const next = has?.get(key);
        if (!next || told.has(key) || grant.decision === 'unknown' || next.decision === 'unknown') continue;
        expect(decisionsAt(after, next)).toEqual(decisionsAt(before, grant));
      }
    }),
    { runs: 40, show },
  );
});

// Seen failing: every repository taken for touched, and every grant for changed.
test('nothing differs from itself', () => {
  holds(
    fc.property(fc.tuple(account), ([one]) => {
      expect(accessDifferences(one, prepareAccount(one.snapshot))).toEqual([]);
    }),
    { runs: 10, show: ([one]) => show([one, one]) },
  );
});
