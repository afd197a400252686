// What differs between two accounts, held against listing all access of both and comparing it cell by cell.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Account, decideCell, prepareAccount } from '../../lib/access/account/account.ts';
import { outsider, type Subject } from '../../lib/access/account/subjects.ts';
import { formulaOf } from '../../lib/access/cell/action-formulas.ts';
import type { Outcome } from '../../lib/access/cell/outcome.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { accessMatrix, matrixOf } from '../../lib/access/matrix/matrix.ts';
import { membersOf } from '../../lib/collections/subset.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES, LOGIN } from '../../lib/ecr/capabilities.ts';
import { type Capability, type Grant, isCapability } from '../../lib/model/access.ts';
import { formulaKey } from '../../lib/policy/logic/formula.ts';
import { bitsOf } from '../../lib/policy/logic/mask.ts';
import { accessDifferences } from '../../lib/proposal/difference/compare.ts';
import { differenceRows } from '../../lib/proposal/difference/difference-rows.ts';
import { changedGrants, countDifferences, differingGrants } from '../../lib/proposal/difference/differing-grants.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { alteredSnapshots } from '../support/altered-account.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { holds } from '../support/property.ts';

const account = arbitraryAccount.map((words) => prepareAccount(snapshotOf(words)));
/** Two accounts, or one with the repositories of another: most of what both have differs in how it is granted. */
const pair = fc
  .tuple(account, account, fc.boolean())
  .map(([one, other, isMixed]): readonly [Account, Account] => [
    one,
    isMixed ? prepareAccount({ ...one.snapshot, registries: other.snapshot.registries }) : other,
  ]);

function show([before, after]: readonly [Account, Account]): string {
  return JSON.stringify([before.snapshot, after.snapshot]);
}

function keyOf({ region, repository, principal, capability }: Grant): string {
  return `${region} ${repository} ${principal.name} ${capability}`;
}

/** What each action of a grant comes to on one side. */
function decisionsAt(at: Account, { region, repository, principal, capability }: Grant): readonly string[] {
  const found = repositoriesOf(at).find((each) => each.region === region && each.name === repository);
  const local = at.locals.find((each) => each.principal.name === principal.name);
  // Whoever is not there has nothing; a federated session is in no list, and is there for whoever names it.
  const isListed =
    (principal.class === 'same-account' && !principal.name.includes(':federated-user/')) || principal.class === 'service-linked';
  if (!found || !isCapability(capability) || (!local && isListed)) return [];
  const subject = local ?? outsider(at.ground, principal.name);
  return bitsOf(CAPABILITY_ACTIONS[capability]).map((action) => {
    return decideCell(at, { subject, repository: found, action }).kind;
  });
}

function isUnknownAt(at: Account, grant: Grant): boolean {
  return decisionsAt(at, grant).includes('unknown');
}

// Seen failing: outsiders left out; pairs of classes told apart by the side after alone; what something unread leaves open told as lost.
test('gained is what is listed after and not before, lost the other way round, but for what nobody can tell', () => {
  holds(
    fc.property(pair, ([before, after]) => {
      const differences = accessDifferences(matrixOf(before), matrixOf(after));
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

const alteredPair = fc
  .tuple(alteredSnapshots(arbitraryAccount), fc.boolean())
  .map(([[one, other], isBackwards]): readonly [Account, Account] => {
    const before = prepareAccount(one, 'copied');
    // What the account before has kept is there when the one after is judged.
    matrixOf(before);
    const after = prepareAccount(other, before);
    return isBackwards ? [after, before] : [before, after];
  });

/** Every cell of a matrix with its own formulas: nothing of groups, shapes or bounds. */
function cellsIn(at: Account): ReadonlyMap<string, { readonly subject: Subject; readonly outcome: Outcome }> {
  const matrix = matrixOf(at);
  const cells = new Map<string, { readonly subject: Subject; readonly outcome: Outcome }>();
  for (const { subjects, classes, outcome } of matrix.groups())
    for (const number of membersOf(classes))
      for (const { arn } of matrix.repositoryClasses[number]?.members ?? [])
        for (const subject of membersOf(subjects)) cells.set(`${arn} ${subject.principal.name}`, { subject, outcome });
  return cells;
}

function conditionsOf({ granted }: Outcome, subject: Subject, capability: Capability): readonly string[] {
  const { login } = CAPABILITY_RULES[capability];
  const bits = [...bitsOf(CAPABILITY_ACTIONS[capability]), ...(login && subject.local ? [LOGIN] : [])];
  return bits.map((bit) => formulaKey(formulaOf(granted, bit)));
}

function changedBetween(before: Account, after: Account): readonly string[] {
  const has = cellsIn(after);
  return [...cellsIn(before)].flatMap(([place, { subject, outcome }]) => {
    const other = has.get(place);
    return outcome.capabilities.flatMap(({ capability, decision }) => {
      const to = other?.outcome.capabilities.find((each) => each.capability === capability);
      if (!other || !to || decision === 'unknown' || to.decision === 'unknown') return [];
      const [from, now] = [conditionsOf(outcome, subject, capability), conditionsOf(other.outcome, subject, capability)];
      return decision === to.decision && from.join() === now.join() ? [] : [`${place} ${capability}`];
    });
  });
}

function expectPlain(before: Account, after: Account, fewPairs: number): void {
  const differences = accessDifferences(matrixOf(before), matrixOf(after), fewPairs);
  const [had, has] = [before, after].map((each) => new Map(grantsOf(matrixOf(each)).map((grant) => [keyOf(grant), grant])));
  const only = (one = had, other = has, at = after): readonly string[] =>
    [...(one ?? [])].flatMap(([key, grant]) => (grant.decision === 'unknown' || other?.has(key) || isUnknownAt(at, grant) ? [] : [key]));
  const told = { gained: [...differingGrants(differences, 'gained')], lost: [...differingGrants(differences, 'lost')] };
  const changed = [...changedGrants(differences)];
  expect(told.gained.map(keyOf).toSorted()).toEqual([...only(has, had, before)].toSorted());
  expect(told.lost.map(keyOf).toSorted()).toEqual([...only(had, has, after)].toSorted());
  for (const each of told.gained) expect(each).toEqual(has?.get(keyOf(each)));
  for (const each of told.lost) expect(each).toEqual(had?.get(keyOf(each)));
  for (const each of changed) expect([each.before, each.after]).toEqual([had?.get(keyOf(each.before)), has?.get(keyOf(each.before))]);
  const place = ({ region, repository: name, ...grant }: Grant): string =>
    `arn:aws:ecr:${region}:${before.ground.account}:repository/${name} ${grant.principal.name} ${grant.capability}`;
  expect(changed.map((each) => place(each.before)).toSorted()).toEqual(changedBetween(before, after).toSorted());
  expect(countDifferences(differences)).toEqual({ gained: told.gained.length, lost: told.lost.length, changed: changed.length });
  const cells = new Map<string, number>();
  for (const { kind, principals, capabilities, repositories } of differenceRows(differences))
    cells.set(kind, (cells.get(kind) ?? 0) + principals.length * capabilities.length * repositories);
  for (const [kind, count] of Object.entries(countDifferences(differences))) expect(cells.get(kind) ?? 0).toBe(count);
}

// Seen failing: those left out to whom a policy says something else; policies taken for saying nothing else to anybody.
test('whatever changes, what is compared is what listing all of both accounts and comparing cell by cell says', () => {
  holds(
    fc.property(alteredPair, fc.constantFrom(0, 8), ([before, after], fewPairs) => {
      expectPlain(before, after, fewPairs);
    }),
    { runs: 120, show },
  );
});

// Seen failing: every repository taken for touched, and every grant for changed.
test('nothing differs from itself', () => {
  holds(
    fc.property(fc.tuple(account), ([one]) => {
      expect(accessDifferences(matrixOf(one), accessMatrix(one.snapshot)).cells).toEqual([]);
    }),
    { runs: 10, show: ([one]) => show([one, one]) },
  );
});
