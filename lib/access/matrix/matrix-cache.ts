// What groups of cells are judged with: every side worked out once, equal ones as one object.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { PrincipalSide, ResourceSide } from '../cell/sides.ts';
import { columnsOfKin, keepColumns } from '../classes/kin-columns.ts';
import { principalIndexOf } from '../classes/principal-index.ts';
import type { RepositoryClasses } from '../classes/repository-classes.ts';
import { type RepositoryZones, repositoryZones } from '../classes/repository-zones.ts';
import { type ResourceColumns, resourceColumns } from '../classes/resource-columns.ts';
import { sharedSides } from './shared-sides.ts';

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
  const sides = sharedSides(account);
  const used = new Set<ResourceSide>();
  const intern = (side: ResourceSide): ResourceSide => {
    const one = sides.resource(side);
    used.add(one);
    return one;
  };
  const byAnswers = new Map<string, ResourceColumns>();
  const ofKin = columnsOfKin(account);
  const columns = classes.map(({ representative, answers }) =>
    getOrCreate(byAnswers, answers, () =>
      internColumns(ofKin(representative) ?? resourceColumns(account, directory, representative), intern),
    ),
  );
  keepColumns(account, classes, columns);
  const distinguishedAt = new Map<number, number[]>();
  columns.forEach(({ distinguished }, number) => {
    for (const position of distinguished.keys()) getOrCreate(distinguishedAt, position, () => []).push(number);
  });
  const zones = new Map<string, RepositoryZones>();
  const resourceSides = [...used];
  const numbers = new Map(resourceSides.map((side, number) => [side, number]));
  return {
    account,
    repositories,
    columns,
    distinguishedAt,
    zonesOf: (keys) => getOrCreate(zones, keys.join('\n'), () => repositoryZones(classes, keys)),
    resourceSides,
    sideNumber: (side) => numbers.get(side) ?? -1,
    own: sides.own,
  };
}

function internColumns(columns: ResourceColumns, intern: (side: ResourceSide) => ResourceSide): ResourceColumns {
  return {
    standard: columns.standard && intern(columns.standard),
    serviceLinked: columns.serviceLinked && intern(columns.serviceLinked),
    distinguished: columns.distinguished.mapped(intern),
    outsiders: columns.outsiders.map(({ subject, side }) => ({ subject, side: intern(side) })),
  };
}
