// Cells as grants for people: with the statements behind them and the conditions that remain.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { gathering, membersOf, weighing, whole } from '../../collections/subset.ts';
import type { Grant } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import type { Subject } from '../account/subjects.ts';
import { type GrantedParts, type GrantedTo, grantOn, grantsAt, type PlaceOfClass } from './granted-parts.ts';
import type { AccessMatrix } from './matrix.ts';
import type { OutlinedProofs } from './outlined-proofs.ts';

export interface GrantFilter {
  /** The only region that is asked about. */
  readonly region?: string;
  readonly repository?: (repository: Repository) => boolean;
  readonly subject?: (subject: Subject) => boolean;
}

/** Every grant of the matrix that passes the filter, sorted by region, repository, principal, capability (docs/formats.md#effective-access). */
export function grantsOf(matrix: AccessMatrix, filter: GrantFilter = {}): readonly Grant[] {
  return [...grantsInOrder(matrix, filter)];
}

/** The same one by one: of a large account there are more than memory holds. */
export function* grantsInOrder(matrix: AccessMatrix, filter: GrantFilter = {}, outlined?: OutlinedProofs): Iterable<Grant> {
  for (const [place, granted] of grantsAs(matrix, filter, (each) => each, outlined)) yield grantOn(place, granted);
}

/** The same with each grant, without its place, in another form, which is made once for all repositories of a class. */
export function* grantsAs<T>(
  matrix: AccessMatrix,
  filter: GrantFilter,
  form: (granted: GrantedParts) => T,
  outlined?: OutlinedProofs,
): Iterable<readonly [Repository, T]> {
  const places = placesIn(matrix, filter);
  const cells = cellsByClass(matrix, filter, new Set(places.map(({ number }) => number)));
  yield* grantsAt(matrix.account, { places, cells }, form, outlined);
}

function placesIn({ repositoryClasses }: AccessMatrix, { region, repository: wanted = () => true }: GrantFilter): readonly PlaceOfClass[] {
  const places = repositoryClasses.flatMap(({ members }, number) =>
    members
      .filter((each) => (region === undefined || each.region === region) && wanted(each))
      .map((repository) => ({ repository, number })),
  );
  return places.sort((a, b) => compare(a.repository.region, b.repository.region) || compare(a.repository.name, b.repository.name));
}

/** By class of repositories the groups that grant something there. */
function cellsByClass(
  matrix: AccessMatrix,
  { subject: wanted = () => true }: GrantFilter,
  classes: ReadonlySet<number>,
): ReadonlyMap<number, readonly GrantedTo[]> {
  const cells = new Map<number, GrantedTo[]>();
  for (const { subjects, classes: numbers, outcome } of matrix.alike()) {
    // Of whom nothing but a raw action is granted, there is nothing to list, and there may be millions of them.
    if (outcome.capabilities.length === 0) continue;
    const members = membersOf(subjects).filter(wanted);
    if (members.length === 0) continue;
    const granted = { subjects: members.length === subjects.of.length ? subjects : whole(members), outcome };
    for (const number of membersOf(numbers)) if (classes.has(number)) getOrCreate(cells, number, () => []).push(granted);
  }
  return cells;
}

export interface AccessCounts {
  readonly grants: number;
  readonly principals: number;
  readonly repositories: number;
}

/** How much access there is, counted without expanding it. Unknown grants do not count. */
export function countGrants(matrix: AccessMatrix): AccessCounts {
  let grants = 0;
  const principals = new Set<string>();
  const classes = new Set<number>();
  const sizeOf = (number: number): number => matrix.repositoryClasses[number]?.members.length ?? 0;
  const [repositoriesIn, subjectsIn] = [weighing(sizeOf), weighing(() => 1)];
  const gatherPrincipals = gathering(({ principal }: Subject) => principals.add(principal.name));
  const gatherClasses = gathering((number: number) => classes.add(number));
  for (const { subjects, classes: numbers, outcome } of matrix.alike()) {
    const known = outcome.capabilities.filter(({ decision }) => decision !== 'unknown').length;
    if (known === 0) continue;
    grants += known * subjectsIn(subjects) * repositoriesIn(numbers);
    gatherPrincipals(subjects);
    gatherClasses(numbers);
  }
  return { grants, principals: principals.size, repositories: [...classes].reduce((sum, number) => sum + sizeOf(number), 0) };
}
