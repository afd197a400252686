// Effective access of a whole account. Each pair of a principal class and a repository class is judged once; cells are
// expanded only when somebody asks (DESIGN section 3). A cell that is in no group has no access, inside what was read.
import type { AccountSnapshot, Repository } from '../model/snapshot.ts';
import { groupBy } from '../policy/group-by.ts';
import { type Account, prepareAccount } from './account.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type PrincipalClassOf, principalClasses } from './principal-classes.ts';
import { type RepositoryClass, repositoryClasses, repositoryValues } from './repository-classes.ts';
import { directoryOf, type ResourceColumns, resourceColumns } from './resource-columns.ts';
import { combineSides, type OwnSide, ownSides, type ResourceSide, sideKey } from './sides.ts';
import type { Subject } from './subjects.ts';

/** Principals and repositories with one outcome; every cell with access is in exactly one group. */
export interface CellGroup {
  readonly subjects: readonly Subject[];
  /** Positions in `repositoryClasses` of the matrix. */
  readonly classes: readonly number[];
  readonly outcome: Outcome;
}

export interface AccessMatrix {
  readonly account: Account;
  readonly repositoryClasses: readonly RepositoryClass[];
  /** How many classes of principals were judged, for people who wonder about speed. */
  readonly principalClasses: number;
  readonly groups: () => Iterable<CellGroup>;
}

export function accessMatrix(snapshot: AccountSnapshot): AccessMatrix {
  const account = prepareAccount(snapshot);
  const principals = principalClasses(account);
  const { classes, matching } = repositoryClasses(account, principals);
  const judge = judgement(account, classes);
  return {
    account,
    repositoryClasses: classes,
    principalClasses: principals.length,
    *groups() {
      yield* outsiderGroups(judge);
      for (const principal of principals) yield* localGroups(judge, principal, matching);
    },
  };
}

/** Repository classes that a principal class cannot tell apart unless its patterns match them or they name one of its members. */
interface Family {
  readonly classes: readonly number[];
  readonly standard: ResourceSide;
}

interface Judgement {
  readonly account: Account;
  readonly repositories: readonly RepositoryClass[];
  readonly columns: readonly ResourceColumns[];
  /** Repository classes that answer a local principal in its own way. */
  readonly specials: ReadonlyMap<number, readonly number[]>;
  readonly families: (principal: PrincipalClassOf) => readonly Family[];
  /** The own side of a subject at any repository, as an object that equal sides share. */
  readonly own: (subject: Subject) => (repository: Repository) => OwnSide;
  readonly outcome: (subject: Subject, own: OwnSide, resource: ResourceSide) => Outcome;
}

function judgement(account: Account, repositories: readonly RepositoryClass[]): Judgement {
  const directory = directoryOf(account);
  const resources = interning<ResourceSide>(({ denied, direct, role, some }) => sideKey([denied, direct, role, some]));
  const owns = interning<OwnSide>(({ denied, own, throughRole, throughDirect }) => sideKey([denied, own, throughRole, throughDirect]));
  const columns = repositories.map(({ representative }) => internColumns(resourceColumns(account, directory, representative), resources));
  const specials = new Map<number, number[]>();
  columns.forEach(({ special }, number) => {
    for (const position of special.keys()) append(specials, position, number);
  });
  const families = new Map<string, readonly Family[]>();
  const outcomes = new Map<OwnSide, Map<ResourceSide, Outcome>>();
  return {
    account,
    repositories,
    columns,
    specials,
    families: (principal) => {
      const key = JSON.stringify([isServiceLinked(principal), principal.repositoryKeys]);
      const found = families.get(key) ?? familiesFor(principal, repositories, columns);
      families.set(key, found);
      return found;
    },
    own: (subject) => {
      const sideAt = ownSides(account, subject);
      const shared = new Map<OwnSide, OwnSide>();
      return (repository) => {
        const side = sideAt(repository);
        const equal = shared.get(side) ?? owns(side);
        shared.set(side, equal);
        return equal;
      };
    },
    outcome: (subject, own, resource) => {
      const isLocal = subject.local !== undefined;
      const ofOwn = outcomes.get(own) ?? new Map<ResourceSide, Outcome>();
      outcomes.set(own, ofOwn);
      const outcome = ofOwn.get(resource) ?? outcomeOf(combineSides(own, resource, isLocal), isLocal);
      ofOwn.set(resource, outcome);
      return outcome;
    },
  };
}

function familiesFor(
  principal: PrincipalClassOf,
  repositories: readonly RepositoryClass[],
  columns: readonly ResourceColumns[],
): readonly Family[] {
  const sides = new Map<ResourceSide, number>();
  const standards = columns.map((column) => standardOf(principal, column));
  for (const side of standards) if (side) sides.set(side, sides.get(side) ?? sides.size);
  const groups = groupBy(repositories.keys(), (number) => {
    const [side, repository] = [standards[number], repositories[number]?.representative];
    return side && repository ? `${sides.get(side)} ${repositoryValues(repository, principal.repositoryKeys)}` : '';
  });
  return [...groups.values()].flatMap((classes) => {
    const standard = standards[classes[0] ?? -1];
    return standard ? [{ classes, standard }] : [];
  });
}

function isServiceLinked({ representative }: PrincipalClassOf): boolean {
  return representative.principal.class === 'service-linked';
}

function standardOf(principal: PrincipalClassOf, { standard, serviceLinked }: ResourceColumns): ResourceSide | undefined {
  return isServiceLinked(principal) ? serviceLinked : standard;
}

function internColumns(columns: ResourceColumns, intern: (side: ResourceSide) => ResourceSide): ResourceColumns {
  return {
    standard: columns.standard && intern(columns.standard),
    serviceLinked: columns.serviceLinked && intern(columns.serviceLinked),
    special: new Map([...columns.special].map(([position, side]) => [position, intern(side)])),
    outsiders: columns.outsiders.map(({ subject, side }) => ({ subject, side: intern(side) })),
  };
}

/** Equal values become one object, so that pairs of them can be looked up. */
function interning<T>(keyOf: (value: T) => string): (value: T) => T {
  const known = new Map<string, T>();
  return (value) => {
    const key = keyOf(value);
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, value);
    return value;
  };
}

function append<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function* outsiderGroups({ repositories, columns, own, outcome: judged }: Judgement): Iterable<CellGroup> {
  for (const [number, { representative }] of repositories.entries()) {
    for (const { subject, side } of columns[number]?.outsiders ?? []) {
      const outcome = judged(subject, own(subject)(representative), side);
      if (hasAccess(outcome)) yield { subjects: [subject], classes: [number], outcome };
    }
  }
}

function* localGroups(
  judge: Judgement,
  principal: PrincipalClassOf,
  matching: ReadonlyMap<string, readonly number[]>,
): Iterable<CellGroup> {
  const { representative: subject, members } = principal;
  const subjects = subjectsAt(judge.account, members);
  const sideAt = judge.own(subject);
  const touched = touchedClasses(principal, matching);
  const apart = new Set<number>([...touched, ...members.flatMap((position) => judge.specials.get(position) ?? [])]);
  for (const { classes, standard } of judge.families(principal)) {
    const rest = classesWithout(classes, apart);
    const repository = judge.repositories[rest[0] ?? -1]?.representative;
    if (!repository) continue;
    const outcome = judge.outcome(subject, sideAt(repository), standard);
    if (hasAccess(outcome)) yield { subjects, classes: rest, outcome };
  }
  for (const number of apart) {
    const repository = judge.repositories[number]?.representative;
    if (repository) yield* groupsAt(judge, principal, subjects, { number, own: sideAt(repository) });
  }
}

/** The members of a principal class at one repository class: together, but for those to whom it answers in a way of their own. */
function* groupsAt(
  judge: Judgement,
  principal: PrincipalClassOf,
  subjects: readonly Subject[],
  { number, own }: { readonly number: number; readonly own: OwnSide },
): Iterable<CellGroup> {
  const { representative: subject, members } = principal;
  const column = judge.columns[number];
  if (!column) return;
  const standard = standardOf(principal, column);
  const usual = standard && judge.outcome(subject, own, standard);
  const usualSubjects = column.special.size === 0 ? subjects : subjects.filter((_, index) => !column.special.has(members[index] ?? -1));
  if (usual && hasAccess(usual) && usualSubjects.length > 0) yield { subjects: usualSubjects, classes: [number], outcome: usual };
  if (usualSubjects.length === subjects.length) return;
  for (const [index, position] of members.entries()) {
    const side = column.special.get(position);
    const outcome = side && judge.outcome(subject, own, side);
    if (outcome && hasAccess(outcome)) yield { subjects: subjects.slice(index, index + 1), classes: [number], outcome };
  }
}

function classesWithout(classes: readonly number[], apart: ReadonlySet<number>): readonly number[] {
  if (apart.size === 0) return classes;
  return classes.filter((number) => !apart.has(number));
}

/** Repository classes that a pattern of the class matches. */
function touchedClasses({ patterns }: PrincipalClassOf, matching: ReadonlyMap<string, readonly number[]>): ReadonlySet<number> {
  return new Set(patterns.flatMap(({ name }) => matching.get(name) ?? []));
}

function subjectsAt({ locals }: Account, positions: readonly number[]): readonly Subject[] {
  return positions.flatMap((position) => locals[position] ?? []);
}

function hasAccess({ granted }: Outcome): boolean {
  return granted.open.length > 0 || (granted.yes.lo | granted.yes.hi) !== 0;
}
