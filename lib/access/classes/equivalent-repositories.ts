// Repository classes put together where nothing distinguishes them for one principal class. The caller leaves out those that the
// patterns of the principal class match, and those that distinguish one of its members.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { ResourceSide } from '../cell/sides.ts';
import type { PrincipalClassOf } from './principal-classes.ts';
import { type RepositoryClass, repositoryValues } from './repository-classes.ts';
import type { ResourceColumns } from './resource-columns.ts';

/** Repository classes with one outcome. */
export interface EquivalentRepositories {
  readonly classes: readonly number[];
  readonly standard: ResourceSide;
}

/** Repository classes to which a principal class comes with one and the same own side, the equivalent ones together. */
export type RepositoryPartition = readonly EquivalentRepositories[];

/** INVARIANT: equal sides in `columns` are one object. */
export function partitionsOf(
  repositories: readonly RepositoryClass[],
  columns: readonly ResourceColumns[],
): (principal: PrincipalClassOf) => readonly RepositoryPartition[] {
  const known = new Map<string, readonly RepositoryPartition[]>();
  return (principal) =>
    getOrCreate(known, [columnFor(principal), ...principal.repositoryKeys].join('\n'), () => {
      const alike = groupBy(repositories.keys(), (number) => {
        const repository = repositories[number]?.representative;
        return repository ? repositoryValues(repository, principal.repositoryKeys) : '';
      });
      return [...alike.values()].map((classes) => partitionOf(principal, classes, columns));
    });
}

function partitionOf(principal: PrincipalClassOf, classes: readonly number[], columns: readonly ResourceColumns[]): RepositoryPartition {
  const equivalent = new Map<ResourceSide, number[]>();
  for (const number of classes) {
    const standard = standardOf(principal, columns[number]);
    if (standard) getOrCreate(equivalent, standard, () => []).push(number);
  }
  return [...equivalent].map(([standard, members]) => ({ standard, classes: members }));
}

/** How a repository class answers a principal that it does not tell apart. */
export function standardOf(principal: PrincipalClassOf, columns: ResourceColumns | undefined): ResourceSide | undefined {
  return columns?.[columnFor(principal)];
}

function columnFor({ representative }: PrincipalClassOf): 'standard' | 'serviceLinked' {
  return representative.principal.class === 'service-linked' ? 'serviceLinked' : 'standard';
}
