// What groups of cells are judged with: every side and every outcome worked out once, equal ones as one object.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { hasAccess, type Outcome, outcomeOf } from '../cell/outcome.ts';
import { principalSides } from '../cell/principal-sides.ts';
import { combineSides, type PrincipalSide, type ResourceSide, sideKey } from '../cell/sides.ts';
import { partitionsOf, type RepositoryPartition } from '../classes/equivalent-repositories.ts';
import type { PrincipalClassOf } from '../classes/principal-classes.ts';
import { principalIndexOf } from '../classes/principal-index.ts';
import type { RepositoryClasses } from '../classes/repository-classes.ts';
import { type ResourceColumns, resourceColumns } from '../classes/resource-columns.ts';

export interface MatrixCache {
  readonly account: Account;
  readonly repositories: RepositoryClasses;
  readonly columns: readonly ResourceColumns[];
  /** By position of a local principal the repository classes that distinguish it from others of its class. */
  readonly distinguishedAt: ReadonlyMap<number, readonly number[]>;
  readonly partitions: (principal: PrincipalClassOf) => readonly RepositoryPartition[];
  /** Each repository class as a list of its own. */
  readonly single: readonly (readonly number[])[];
  /** Equal own sides and equal outcomes are one object. */
  readonly own: (subject: Subject) => (repository: Repository, matched: string) => PrincipalSide;
  readonly outcomes: (subject: Subject, own: PrincipalSide) => (resource: ResourceSide) => Outcome;
  /** The equivalent repositories on which a local principal with this own side has access. */
  readonly granted: (partition: RepositoryPartition, subject: Subject, own: PrincipalSide) => readonly GrantedPartition[];
}

export interface GrantedPartition {
  readonly classes: readonly number[];
  readonly outcome: Outcome;
}

/** The sides of all repository classes, worked out at once, and caches for the rest, which is worked out when it is asked for. */
export function matrixCache(account: Account, repositories: RepositoryClasses): MatrixCache {
  const { classes } = repositories;
  const directory = principalIndexOf(account);
  const resources = interning<ResourceSide>(({ denied, direct, role, some }) => sideKey([denied, direct, role, some]));
  const byAnswers = new Map<string, ResourceColumns>();
  const columns = classes.map(({ representative, answers }) =>
    getOrCreate(byAnswers, answers, () => internColumns(resourceColumns(account, directory, representative), resources)),
  );
  const distinguishedAt = new Map<number, number[]>();
  columns.forEach(({ distinguished }, number) => {
    for (const position of distinguished.keys()) getOrCreate(distinguishedAt, position, () => []).push(number);
  });
  const outcomes = outcomeCache();
  return {
    account,
    repositories,
    columns,
    distinguishedAt,
    partitions: partitionsOf(classes, columns),
    single: classes.map((_, number) => [number]),
    own: principalSideCache(account),
    outcomes,
    granted: grantCache(outcomes),
  };
}

function principalSideCache(account: Account): MatrixCache['own'] {
  const intern = interning<PrincipalSide>(
    ({ relation, denied, guardrails, identity, limits }) => `${relation} ${sideKey([denied, guardrails, identity, limits])}`,
  );
  const known = new Map<Subject, ReturnType<MatrixCache['own']>>();
  return (subject) =>
    getOrCreate(known, subject, () => {
      const sideAt = principalSides(account, subject);
      const shared = new Map<PrincipalSide, PrincipalSide>();
      return (repository, matched) => {
        const side = sideAt(repository, matched);
        return getOrCreate(shared, side, () => intern(side));
      };
    });
}

function outcomeCache(): MatrixCache['outcomes'] {
  const intern = interning<Outcome>(({ granted, capabilities }) => `${sideKey([granted])} ${JSON.stringify(capabilities)}`);
  const [local, foreign] = [new Map<PrincipalSide, Map<ResourceSide, Outcome>>(), new Map<PrincipalSide, Map<ResourceSide, Outcome>>()];
  return (subject, own) => {
    const isLocal = subject.local !== undefined;
    const known = getOrCreate(isLocal ? local : foreign, own, () => new Map<ResourceSide, Outcome>());
    return (resource) => getOrCreate(known, resource, () => intern(outcomeOf(combineSides(own, resource), isLocal)));
  };
}

function grantCache(outcomes: MatrixCache['outcomes']): MatrixCache['granted'] {
  const known = new Map<RepositoryPartition, Map<PrincipalSide, readonly GrantedPartition[]>>();
  return (partition, subject, own) => {
    const ofPartition = getOrCreate(known, partition, () => new Map<PrincipalSide, readonly GrantedPartition[]>());
    return getOrCreate(ofPartition, own, () => {
      const outcomeAt = outcomes(subject, own);
      return partition
        .map(({ classes, standard }) => ({ classes, outcome: outcomeAt(standard) }))
        .filter(({ outcome }) => hasAccess(outcome));
    });
  };
}

function internColumns(columns: ResourceColumns, intern: (side: ResourceSide) => ResourceSide): ResourceColumns {
  return {
    standard: columns.standard && intern(columns.standard),
    serviceLinked: columns.serviceLinked && intern(columns.serviceLinked),
    distinguished: new Map([...columns.distinguished].map(([position, side]) => [position, intern(side)])),
    outsiders: columns.outsiders.map(({ subject, side }) => ({ subject, side: intern(side) })),
  };
}

/** Equal values become one object, so that pairs of them can be looked up. */
function interning<T>(keyOf: (value: T) => string): (value: T) => T {
  const known = new Map<string, T>();
  return (value) => getOrCreate(known, keyOf(value), () => value);
}
