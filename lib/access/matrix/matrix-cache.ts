// What groups of cells are judged with: every side worked out once, equal ones as one object.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import { principalSides } from '../cell/principal-sides.ts';
import { type PrincipalSide, type ResourceSide, sideKey } from '../cell/sides.ts';
import { columnsOfKin, keepColumns } from '../classes/kin-columns.ts';
import { principalIndexOf } from '../classes/principal-index.ts';
import type { RepositoryClasses } from '../classes/repository-classes.ts';
import { type RepositoryZones, repositoryZones } from '../classes/repository-zones.ts';
import { type ResourceColumns, resourceColumns } from '../classes/resource-columns.ts';

export interface MatrixCache {
  readonly account: Account;
  readonly repositories: RepositoryClasses;
  readonly columns: readonly ResourceColumns[];
  /** By position of a local principal the repository classes that distinguish it from others of its class. */
  readonly distinguishedAt: ReadonlyMap<number, readonly number[]>;
  /** The repository classes by the keys that some principals ask about. */
  readonly zonesOf: (keys: readonly string[]) => RepositoryZones;
  /** Every resource side once. */
  readonly resourceSides: readonly ResourceSide[];
  /** The place of a resource side among them. */
  readonly sideNumber: (side: ResourceSide) => number;
  /** Equal own sides are one object. */
  readonly own: (subject: Subject) => (repository: Repository, matched: string) => PrincipalSide;
}

/** The sides of all repository classes, worked out at once, and caches for the rest, which is worked out when it is asked for. */
export function matrixCache(account: Account, repositories: RepositoryClasses): MatrixCache {
  const { classes } = repositories;
  const directory = principalIndexOf(account);
  const resources = interning<ResourceSide>(({ denied, direct, role, some }) => sideKey([denied, direct, role, some]));
  const byAnswers = new Map<string, ResourceColumns>();
  const ofKin = columnsOfKin(account);
  const columns = classes.map(({ representative, answers }) =>
    getOrCreate(byAnswers, answers, () =>
      internColumns(ofKin(representative) ?? resourceColumns(account, directory, representative), resources.intern),
    ),
  );
  keepColumns(account, classes, columns);
  const distinguishedAt = new Map<number, number[]>();
  columns.forEach(({ distinguished }, number) => {
    for (const position of distinguished.keys()) getOrCreate(distinguishedAt, position, () => []).push(number);
  });
  const zones = new Map<string, RepositoryZones>();
  const resourceSides = [...resources.all()];
  const numbers = new Map(resourceSides.map((side, number) => [side, number]));
  return {
    account,
    repositories,
    columns,
    distinguishedAt,
    zonesOf: (keys) => getOrCreate(zones, keys.join('\n'), () => repositoryZones(classes, keys)),
    resourceSides,
    sideNumber: (side) => numbers.get(side) ?? -1,
    own: principalSideCache(account),
  };
}

function principalSideCache(account: Account): MatrixCache['own'] {
  const { intern } = interning<PrincipalSide>(
    ({ relation, denied, guardrails, identity, limits }) => `${relation} ${sideKey([denied, guardrails, identity, limits])}`,
  );
  return (subject) => {
    const sideAt = principalSides(account, subject);
    const shared = new Map<PrincipalSide, PrincipalSide>();
    return (repository, matched) => {
      const side = sideAt(repository, matched);
      return getOrCreate(shared, side, () => intern(side));
    };
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

interface Interning<T> {
  readonly intern: (value: T) => T;
  readonly all: () => Iterable<T>;
}

/** Equal values become one object, so that pairs of them can be looked up. */
function interning<T>(keyOf: (value: T) => string): Interning<T> {
  const known = new Map<string, T>();
  return { intern: (value) => getOrCreate(known, keyOf(value), () => value), all: () => known.values() };
}
