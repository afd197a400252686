// Repository classes put together as far as one principal class cannot tell them apart. Left out of account are those that its
// patterns match, and those that answer one of its members in a way of their own.

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

/** The families that a principal class meets with one and the same own side. */
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
      return [...alike.values()].map((classes) => familiesIn(principal, classes, columns));
    });
}

function familiesIn(principal: PrincipalClassOf, classes: readonly number[], columns: readonly ResourceColumns[]): RepositoryPartition {
  const families = new Map<ResourceSide, number[]>();
  for (const number of classes) {
    const standard = standardOf(principal, columns[number]);
    if (standard) getOrCreate(families, standard, () => []).push(number);
  }
  return [...families].map(([standard, members]) => ({ standard, classes: members }));
}

/** How a repository class answers a principal that it does not tell apart. */
export function standardOf(principal: PrincipalClassOf, columns: ResourceColumns | undefined): ResourceSide | undefined {
  return columns?.[columnFor(principal)];
}

function columnFor({ representative }: PrincipalClassOf): 'standard' | 'serviceLinked' {
  return representative.principal.class === 'service-linked' ? 'serviceLinked' : 'standard';
}
