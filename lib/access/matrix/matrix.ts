// Effective access of a whole account. Each pair of a principal class and of equivalent repositories is judged once; cells are
// expanded only when somebody asks (docs/decisions/0007-masks-and-classes.md). A cell that is in no group has no access, inside what was read.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { type Account, prepareAccount } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { hasAccess, type Outcome } from '../cell/outcome.ts';
import { standardOf } from '../classes/equivalent-repositories.ts';
import { type PrincipalClassOf, principalClasses } from '../classes/principal-classes.ts';
import { type RepositoryClass, repositoryClasses } from '../classes/repository-classes.ts';
import { type Subset, whole } from '../classes/subset.ts';
import { type MatrixCache, matrixCache } from './matrix-cache.ts';

/** Principals and repositories with one outcome; every cell with access is in exactly one group. */
export interface CellGroup {
  readonly subjects: Subset<Subject>;
  /** Positions in `repositoryClasses` of the matrix. */
  readonly classes: Subset<number>;
  readonly outcome: Outcome;
}

export interface AccessMatrix {
  readonly account: Account;
  readonly repositoryClasses: readonly RepositoryClass[];
  /** How many classes of principals were judged, for people who wonder about speed. */
  readonly principalClasses: number;
  readonly groups: () => Iterable<CellGroup>;
}

/** The access of everybody in a snapshot. */
export function accessMatrix(snapshot: AccountSnapshot): AccessMatrix {
  return matrixOf(prepareAccount(snapshot));
}

/** The same of an account that is prepared already, or of a part of one. */
export function matrixOf(account: Account): AccessMatrix {
  const principals = principalClasses(account);
  const repositories = repositoryClasses(account, principals);
  const cache = matrixCache(account, repositories);
  return {
    account,
    repositoryClasses: repositories.classes,
    principalClasses: principals.length,
    *groups() {
      yield* outsiderGroups(cache);
      for (const principal of principals) yield* localGroups(cache, principal);
    },
  };
}

function* outsiderGroups({ repositories, columns, single, own, outcomes }: MatrixCache): Iterable<CellGroup> {
  for (const [number, { representative }] of repositories.classes.entries()) {
    const classes = whole(single[number] ?? []);
    for (const { subject, side } of columns[number]?.outsiders ?? []) {
      const outcome = outcomes(subject, own(subject)(representative, ''))(side);
      if (hasAccess(outcome)) yield { subjects: whole([subject]), classes, outcome };
    }
  }
}

/** A principal class while its groups are made. */
interface Asking {
  readonly cache: MatrixCache;
  readonly principal: PrincipalClassOf;
  readonly subjects: readonly Subject[];
  readonly sideAt: ReturnType<MatrixCache['own']>;
}

function* localGroups(cache: MatrixCache, principal: PrincipalClassOf): Iterable<CellGroup> {
  const { representative, members } = principal;
  const asking = { cache, principal, subjects: subjectsAt(cache.account, members), sideAt: cache.own(representative) };
  const matched = matchedClasses(principal, cache.repositories.matching);
  const distinguished = distinguishedMembers(members, cache.distinguishedAt);
  const separate = new Set([...matched.keys(), ...distinguished.keys()]);
  yield* partitionGroups(asking, separate);
  for (const number of separate)
    yield* classGroups(asking, { number, matched: matched.get(number) ?? '', distinguished: distinguished.get(number) ?? [] });
}

function* partitionGroups({ cache, principal, subjects, sideAt }: Asking, separate: ReadonlySet<number>): Iterable<CellGroup> {
  const { repositories } = cache;
  const everybody = whole(subjects);
  const isLeft = (number: number): boolean => !separate.has(number);
  for (const partition of cache.partitions(principal)) {
    const first = partition.find(({ classes }) => classes.some(isLeft))?.classes.find(isLeft);
    const repository = repositories.classes[first ?? -1]?.representative;
    if (!repository) continue;
    for (const { classes, outcome } of cache.granted(partition, principal.representative, sideAt(repository, ''))) {
      if (classes.some(isLeft)) yield { subjects: everybody, classes: { of: classes, except: separate }, outcome };
    }
  }
}

interface SeparateClass {
  /** Of the repository class. */
  readonly number: number;
  /** The patterns that match it. */
  readonly matched: string;
  /** Positions among the members of those whom it distinguishes. */
  readonly distinguished: readonly number[];
}

/** The members of a principal class at one repository class: together, but for those whom it distinguishes. */
function* classGroups(
  { cache, principal, subjects, sideAt }: Asking,
  { number, matched, distinguished }: SeparateClass,
): Iterable<CellGroup> {
  const repository = cache.repositories.classes[number]?.representative;
  const column = cache.columns[number];
  if (!repository) return;
  const outcomeAt = cache.outcomes(principal.representative, sideAt(repository, matched));
  const classes = whole(cache.single[number] ?? []);
  const standard = standardOf(principal, column);
  const shared = standard && outcomeAt(standard);
  const others = distinguished.flatMap((index) => subjects[index] ?? []);
  if (shared && hasAccess(shared) && others.length < subjects.length) {
    yield { subjects: { of: subjects, except: new Set(others) }, classes, outcome: shared };
  }
  for (const index of distinguished) {
    const side = column?.distinguished.get(principal.members[index] ?? -1);
    const outcome = side && outcomeAt(side);
    if (outcome && hasAccess(outcome)) yield { subjects: whole(subjects.slice(index, index + 1)), classes, outcome };
  }
}

/** By repository class which patterns of a principal class match it. */
function matchedClasses({ patterns }: PrincipalClassOf, matching: ReadonlyMap<string, readonly number[]>): ReadonlyMap<number, string> {
  const matched = new Map<number, string>();
  patterns.forEach(({ name }, index) => {
    for (const number of matching.get(name) ?? []) matched.set(number, `${matched.get(number) ?? ''}${index},`);
  });
  return matched;
}

/** By repository class the positions, among the members, of those whom it distinguishes. */
function distinguishedMembers(
  members: readonly number[],
  distinguishedAt: MatrixCache['distinguishedAt'],
): ReadonlyMap<number, readonly number[]> {
  const distinguished = new Map<number, number[]>();
  members.forEach((position, index) => {
    for (const number of distinguishedAt.get(position) ?? []) getOrCreate(distinguished, number, () => []).push(index);
  });
  return distinguished;
}

function subjectsAt({ locals }: Account, positions: readonly number[]): readonly Subject[] {
  return positions.flatMap((position) => locals[position] ?? []);
}
