// Whatever is found once for many cells, because they look alike, against each cell by itself.
// Each property was seen failing on bugs planted in a copy of lib; the comment above it says which.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Account, prepareAccount } from '../../lib/access/account/account.ts';
import { resourceParts } from '../../lib/access/cell/side-shapes.ts';
import type { ResourceSide } from '../../lib/access/cell/sides.ts';
import { sideKey } from '../../lib/access/cell/sides.ts';
import { alikeGrants } from '../../lib/access/matrix/alike-grants.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { type AccessMatrix, matrixOf } from '../../lib/access/matrix/matrix.ts';
import { accountGrants } from '../../lib/access/matrix/slices.ts';
import { membersOf } from '../../lib/collections/subset.ts';
import type { Grant } from '../../lib/model/access.ts';
import type { AccountSnapshot, Collected, Gap } from '../../lib/model/snapshot.ts';
import { atomsOf } from '../../lib/policy/logic/formula.ts';
import { snapshotOf } from '../support/account-shorthand.ts';
import { alikeAccount, tagsTogether } from '../support/alike-account.ts';
import { alteredSnapshots } from '../support/altered-account.ts';
import { arbitraryAccount } from '../support/arbitrary-account.ts';
import { grantedAlone, linesOfLocals } from '../support/granted-alone.ts';
import { holds } from '../support/property.ts';

const show = (words: object): string => stringify([words], { lineWidth: 0, aliasDuplicateObjects: false });

/** As drift tells them: by groups of cells. */
function byGroups(matrix: AccessMatrix, walk: 'alike' | 'groups'): readonly Grant[] {
  const grantsIn = alikeGrants(matrix);
  return [...matrix[walk]()].flatMap(({ subjects, classes, outcome: { capabilities } }) => {
    const repositories = membersOf(classes).flatMap((number) => matrix.repositoryClasses[number]?.members ?? []);
    return [...grantsIn({ subjects: membersOf(subjects), repositories, granted: capabilities })].map(({ grant }) => grant);
  });
}

// Seen failing: variables of tags in a Resource left out; open patterns told by their statement alone; boundaries not told apart; a condition that
// holds of other values taken for one that fails of them.
test.each([
  ['looks alike', alikeAccount, 400],
  ['is anything', arbitraryAccount, 100],
  ['hangs on several tags', tagsTogether, 200],
])('where much %s, every listing tells of each cell what the cell tells', (_, accounts, runs) => {
  const property = fc.property(accounts, (words) => {
    const account = prepareAccount(snapshotOf(words));
    const matrix = matrixOf(account);
    const alone = grantedAlone(account);
    expect(linesOfLocals(account, grantsOf(matrix))).toEqual(alone);
    for (const cells of [1, 1_000_000]) expect(linesOfLocals(account, accountGrants(account, {}, cells))).toEqual(alone);
    for (const walk of ['alike', 'groups'] as const) expect(linesOfLocals(account, byGroups(matrix, walk))).toEqual(alone);
  });
  holds(property, { runs, show });
});

/** What policies say of a repository, and why it is open what they say. */
function saidOf(account: Account): object {
  const matrix = matrixOf(account);
  const columns = matrix.repositoryClasses.flatMap(({ members }, number) => {
    const found = matrix.columnsAt(number);
    return members.map(({ arn }) => [
      arn,
      found && {
        ...{ standard: sideOf(found.standard), serviceLinked: sideOf(found.serviceLinked) },
        distinguished: found.distinguished.entries().map(([position, side]) => [account.locals[position]?.principal.name, sideOf(side)]),
        outsiders: found.outsiders.map(({ subject, side }) => [subject, sideOf(side)]),
      },
    ]);
  });
  return { grants: linesOfLocals(account, grantsOf(matrix)), columns: columns.map((each) => JSON.stringify(each)).sort() };
}

function sideOf(side: ResourceSide | undefined): unknown {
  if (!side) return null;
  const parts = resourceParts(side);
  const atoms = parts.flatMap(({ depends }) => depends.flatMap(({ when }) => [...atomsOf(when)]));
  return [sideKey(parts), atoms.flatMap(({ about }) => (about.kind === 'unread' ? [JSON.stringify(about.gap)] : [])).sort()];
}

function unread(part: Gap['part'], code: string): Collected<never> {
  return { kind: 'unknown', gap: { part, api: 'iam:GetAccountAuthorizationDetails', code, message: `${code} it was` } };
}

type Blinding = (snapshot: AccountSnapshot) => AccountSnapshot;

/** Nobody was read, or nobody knows whether the first has a boundary, each for one of two reasons. */
const BLINDINGS: readonly Blinding[] = [
  ...[1, 2].map((): Blinding => (snapshot) => snapshot),
  ...['AccessDenied', 'Throttling'].flatMap((code): readonly Blinding[] => [
    (snapshot) => ({ ...snapshot, principals: unread({ kind: 'identity' }, code) }),
    (snapshot) => withBoundary(snapshot, unread({ kind: 'document', arn: 'arn:aws:iam::111111111111:policy/limits' }, code)),
  ]),
  (snapshot) => withBoundary(snapshot, { kind: 'absent' }),
];

function withBoundary(snapshot: AccountSnapshot, boundary: Collected<never>): AccountSnapshot {
  const { principals } = snapshot;
  if (principals.kind !== 'present') return snapshot;
  return {
    ...snapshot,
    principals: { kind: 'present', value: principals.value.map((each, at) => (at === 0 ? { ...each, boundary } : each)) },
  };
}

// Seen failing: unread principals taken for alike whatever the reason; boundaries left out of what statements ask for.
test('a changed copy has the sides of the account by itself, and its reasons', () => {
  const blindings = fc.tuple(fc.constantFrom(...BLINDINGS), fc.constantFrom(...BLINDINGS));
  const property = fc.property(fc.tuple(alteredSnapshots(alikeAccount), blindings), ([[one, other], [blindBefore, blindAfter]]) => {
    const [before, after] = [blindBefore(one), blindAfter(other)];
    const kin = prepareAccount(before, 'copied');
    expect(saidOf(kin)).toEqual(saidOf(prepareAccount(before)));
    expect(saidOf(prepareAccount(after, kin))).toEqual(saidOf(prepareAccount(after)));
  });
  holds(property, { runs: 300, show: (pair) => JSON.stringify(pair) });
});
