// Effective access of a whole account. Each pair of a principal class and a family of repository classes is judged once; cells are
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
  const judge = matrixCache(account, repositories);
  return {
    account,
    repositoryClasses: repositories.classes,
    principalClasses: principals.length,
    *groups() {
      yield* outsiderGroups(judge);
      for (const principal of principals) yield* localGroups(judge, principal);
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
  readonly judge: MatrixCache;
  readonly principal: PrincipalClassOf;
  readonly subjects: readonly Subject[];
  readonly sideAt: ReturnType<MatrixCache['own']>;
}

function* localGroups(judge: MatrixCache, principal: PrincipalClassOf): Iterable<CellGroup> {
  const { representative, members } = principal;
  const asking = { judge, principal, subjects: subjectsAt(judge.account, members), sideAt: judge.own(representative) };
  const matched = matchedClasses(principal, judge.repositories.matching);
  const odd = oddMembers(members, judge.specials);
  const apart = new Set([...matched.keys(), ...odd.keys()]);
  yield* familyGroups(asking, apart);
  for (const number of apart) yield* classGroups(asking, { number, matched: matched.get(number) ?? '', odd: odd.get(number) ?? [] });
}

function* familyGroups({ judge, principal, subjects, sideAt }: Asking, apart: ReadonlySet<number>): Iterable<CellGroup> {
  const { repositories } = judge;
  const everybody = whole(subjects);
  const isLeft = (number: number): boolean => !apart.has(number);
  for (const kin of judge.families(principal)) {
    const first = kin.find(({ classes }) => classes.some(isLeft))?.classes.find(isLeft);
    const repository = repositories.classes[first ?? -1]?.representative;
    if (!repository) continue;
    for (const { classes, outcome } of judge.granted(kin, principal.representative, sideAt(repository, ''))) {
      if (classes.some(isLeft)) yield { subjects: everybody, classes: { of: classes, except: apart }, outcome };
    }
  }
}

interface Apart {
  /** Of the repository class. */
  readonly number: number;
  /** The patterns that match it. */
  readonly matched: string;
  /** Positions among the members of those that it answers in a way of their own. */
  readonly odd: readonly number[];
}

/** The members of a principal class at one repository class: together, but for those that it answers in a way of their own. */
function* classGroups({ judge, principal, subjects, sideAt }: Asking, { number, matched, odd }: Apart): Iterable<CellGroup> {
  const repository = judge.repositories.classes[number]?.representative;
  const column = judge.columns[number];
  if (!repository) return;
  const outcomeAt = judge.outcomes(principal.representative, sideAt(repository, matched));
  const classes = whole(judge.single[number] ?? []);
  const standard = standardOf(principal, column);
  const usual = standard && outcomeAt(standard);
  const away = odd.flatMap((index) => subjects[index] ?? []);
  if (usual && hasAccess(usual) && away.length < subjects.length) {
    yield { subjects: { of: subjects, except: new Set(away) }, classes, outcome: usual };
  }
  for (const index of odd) {
    const side = column?.special.get(principal.members[index] ?? -1);
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

/** By repository class the positions of the members that it answers in a way of their own. */
function oddMembers(members: readonly number[], specials: MatrixCache['specials']): ReadonlyMap<number, readonly number[]> {
  const odd = new Map<number, number[]>();
  members.forEach((position, index) => {
    for (const number of specials.get(position) ?? []) getOrCreate(odd, number, () => []).push(index);
  });
  return odd;
}

function subjectsAt({ locals }: Account, positions: readonly number[]): readonly Subject[] {
  return positions.flatMap((position) => locals[position] ?? []);
}
