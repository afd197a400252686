// What groups of cells are judged with: every side and every outcome worked out once, equal ones as one object.

import { remembered } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { hasAccess, type Outcome, outcomeOf } from '../cell/outcome.ts';
import { ownSides } from '../cell/own-sides.ts';
import { combineSides, type OwnSide, type ResourceSide, sideKey } from '../cell/sides.ts';
import { familiesOf, type Kin } from '../classes/equivalent-repositories.ts';
import type { PrincipalClassOf } from '../classes/principal-classes.ts';
import { directoryOf } from '../classes/principal-index.ts';
import type { RepositoryClasses } from '../classes/repository-classes.ts';
import { type ResourceColumns, resourceColumns } from '../classes/resource-columns.ts';

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
  /** The families in which a local principal with this own side has access. */
  readonly granted: (kin: Kin, subject: Subject, own: OwnSide) => readonly Granted[];
}

export interface Granted {
  readonly classes: readonly number[];
  readonly outcome: Outcome;
}

export function judgement(account: Account, repositories: RepositoryClasses): Judgement {
  const { classes } = repositories;
  const directory = directoryOf(account);
  const resources = interning<ResourceSide>(({ denied, direct, role, some }) => sideKey([denied, direct, role, some]));
  const byAnswers = new Map<string, ResourceColumns>();
  const columns = classes.map(({ representative, answers }) =>
    remembered(byAnswers, answers, () => internColumns(resourceColumns(account, directory, representative), resources)),
  );
  const specials = new Map<number, number[]>();
  columns.forEach(({ special }, number) => {
    for (const position of special.keys()) remembered(specials, position, () => []).push(number);
  });
  const outcomes = outcomeJudgement();
  return {
    account,
    repositories,
    columns,
    specials,
    families: familiesOf(classes, columns),
    single: classes.map((_, number) => [number]),
    own: ownJudgement(account),
    outcomes,
    granted: grantedJudgement(outcomes),
  };
}

function ownJudgement(account: Account): Judgement['own'] {
  const intern = interning<OwnSide>(({ denied, own, throughRole, throughDirect }) => sideKey([denied, own, throughRole, throughDirect]));
  const known = new Map<Subject, ReturnType<Judgement['own']>>();
  return (subject) =>
    remembered(known, subject, () => {
      const sideAt = ownSides(account, subject);
      const shared = new Map<OwnSide, OwnSide>();
      return (repository, matched) => {
        const side = sideAt(repository, matched);
        return remembered(shared, side, () => intern(side));
      };
    });
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

function grantedJudgement(outcomes: Judgement['outcomes']): Judgement['granted'] {
  const known = new Map<Kin, Map<OwnSide, readonly Granted[]>>();
  return (kin, subject, own) => {
    const ofKin = remembered(known, kin, () => new Map<OwnSide, readonly Granted[]>());
    return remembered(ofKin, own, () => {
      const outcomeAt = outcomes(subject, own);
      return kin.map(({ classes, standard }) => ({ classes, outcome: outcomeAt(standard) })).filter(({ outcome }) => hasAccess(outcome));
    });
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
