// What groups of cells are judged with: every side and every outcome worked out once, equal ones as one object.
import type { Repository } from '../model/snapshot.ts';
import { remembered } from '../policy/remembered.ts';
import type { Account } from './account.ts';
import { directoryOf } from './directory.ts';
import { familiesOf, type Kin } from './families.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { PrincipalClassOf } from './principal-classes.ts';
import type { RepositoryClasses } from './repository-classes.ts';
import { type ResourceColumns, resourceColumns } from './resource-columns.ts';
import { combineSides, type OwnSide, ownSides, type ResourceSide, sideKey } from './sides.ts';
import type { Subject } from './subjects.ts';

export interface Judgement {
  readonly account: Account;
  readonly repositories: RepositoryClasses;
  readonly columns: readonly ResourceColumns[];
  /** By position of a local principal the repository classes that answer it in its own way. */
  readonly specials: ReadonlyMap<number, readonly number[]>;
  readonly families: (principal: PrincipalClassOf) => readonly Kin[];
  /** Each repository class as a list of its own. */
  readonly single: readonly (readonly number[])[];
  /** Equal own sides and equal outcomes are one object. */
  readonly own: (subject: Subject) => (repository: Repository, matched: string) => OwnSide;
  readonly outcomes: (subject: Subject, own: OwnSide) => (resource: ResourceSide) => Outcome;
}

export function judgement(account: Account, repositories: RepositoryClasses): Judgement {
  const { classes } = repositories;
  const directory = directoryOf(account);
  const resources = interning<ResourceSide>(({ denied, direct, role, some }) => sideKey([denied, direct, role, some]));
  const columns = classes.map(({ representative }) => internColumns(resourceColumns(account, directory, representative), resources));
  const specials = new Map<number, number[]>();
  columns.forEach(({ special }, number) => {
    for (const position of special.keys()) remembered(specials, position, () => []).push(number);
  });
  return {
    account,
    repositories,
    columns,
    specials,
    families: familiesOf(classes, columns),
    single: classes.map((_, number) => [number]),
    own: ownJudgement(account),
    outcomes: outcomeJudgement(),
  };
}

function ownJudgement(account: Account): Judgement['own'] {
  const intern = interning<OwnSide>(({ denied, own, throughRole, throughDirect }) => sideKey([denied, own, throughRole, throughDirect]));
  return (subject) => {
    const sideAt = ownSides(account, subject);
    const shared = new Map<OwnSide, OwnSide>();
    return (repository, matched) => {
      const side = sideAt(repository, matched);
      return remembered(shared, side, () => intern(side));
    };
  };
}

function outcomeJudgement(): Judgement['outcomes'] {
  const intern = interning<Outcome>(({ granted, capabilities }) => `${sideKey([granted])} ${JSON.stringify(capabilities)}`);
  const [local, foreign] = [new Map<OwnSide, Map<ResourceSide, Outcome>>(), new Map<OwnSide, Map<ResourceSide, Outcome>>()];
  return (subject, own) => {
    const isLocal = subject.local !== undefined;
    const known = remembered(isLocal ? local : foreign, own, () => new Map<ResourceSide, Outcome>());
    return (resource) => remembered(known, resource, () => intern(outcomeOf(combineSides(own, resource, isLocal), isLocal)));
  };
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
  return (value) => remembered(known, keyOf(value), () => value);
}
