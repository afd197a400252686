// Cells as grants for people: with the statements behind them and the conditions that remain.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { gathering, membersOf, type Subset, weighing, whole } from '../../collections/subset.ts';
import type { Grant } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compare } from '../../text/order.ts';
import type { Account } from '../account/account.ts';
import type { Subject } from '../account/subjects.ts';
import type { Outcome } from '../cell/outcome.ts';
import { byDocuments, grantedBy, type ProvingGrounds, provingGrounds } from './alike-grants.ts';
import type { AccessMatrix } from './matrix.ts';
import { placing } from './other-policies.ts';
import { sharedProofsIn } from './shared-proofs.ts';

export interface GrantFilter {
  readonly repository?: (repository: Repository) => boolean;
  readonly subject?: (subject: Subject) => boolean;
}

/** Every grant of the matrix that passes the filter, sorted by region, repository, principal, capability (docs/formats.md#effective-access). */
export function grantsOf(matrix: AccessMatrix, filter: GrantFilter = {}): readonly Grant[] {
  return [...grantsInOrder(matrix, filter)];
}

/** The same one by one: of a large account there are more than memory holds. */
export function* grantsInOrder(matrix: AccessMatrix, filter: GrantFilter = {}): Iterable<Grant> {
  for (const [{ region, name: repository }, granted] of grantsAs(matrix, filter, (each) => each)) yield { region, repository, ...granted };
}

/** More of what one class of repositories has alike is worked out again for each of them: it takes time, and no memory. */
const MOST_KEPT = 200_000;

/** The same with each grant, without its place, in another form, which is made once for all repositories of a class. */
export function* grantsAs<T>(
  matrix: AccessMatrix,
  filter: GrantFilter,
  form: (granted: GrantedBy) => T,
): Iterable<readonly [Repository, T]> {
  const places = placesIn(matrix, filter);
  const cells = cellsByClass(matrix, filter, new Set(places.map(({ number }) => number)));
  yield* grantsAt(matrix.account, { places, cells }, form);
}

/** Repositories in the order in which their grants are told, and by class what is granted on each of its members alike. */
export interface GrantedPlaces {
  readonly places: readonly Place[];
  readonly cells: ReadonlyMap<number, readonly GrantedTo[]>;
}

/** The grants of such places, one by one, each with its repository. */
export function* grantsAt<T>(
  account: Account,
  { places, cells }: GrantedPlaces,
  form: (granted: GrantedBy) => T,
): Iterable<readonly [Repository, T]> {
  const left = new Map<number, number>();
  for (const { number } of places) left.set(number, (left.get(number) ?? 0) + 1);
  const grounds = provingGrounds(account, sharedProofsIn(account));
  const known = new Map<number, FormedAt<T>>();
  let kept = 0;
  for (const { repository, number } of places) {
    const more = (left.get(number) ?? 0) - 1;
    left.set(number, more);
    const before = known.get(number);
    const { first, granted } = before ?? formedAt(grounds, repository, cells.get(number) ?? [], form);
    const placed = placing(first, repository);
    for (const { by, formed } of granted) {
      const here = placed(by);
      yield [repository, here === by ? formed : form(here)];
    }
    if (before && more === 0) {
      known.delete(number);
      kept -= granted.length;
    } else if (!before && more > 0 && kept + granted.length <= MOST_KEPT) {
      known.set(number, { first, granted });
      kept += granted.length;
    }
  }
}

/** A repository with its class. */
interface Place {
  readonly repository: Repository;
  readonly number: number;
}

function placesIn({ repositoryClasses }: AccessMatrix, { repository: wanted = () => true }: GrantFilter): readonly Place[] {
  const places = repositoryClasses.flatMap(({ members }, number) => members.filter(wanted).map((repository) => ({ repository, number })));
  return places.sort((a, b) => compare(a.repository.region, b.repository.region) || compare(a.repository.name, b.repository.name));
}

/** What some principals are granted alike. */
export interface GrantedTo {
  readonly subjects: Subset<Subject>;
  readonly outcome: Pick<Outcome, 'capabilities'>;
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

/** A grant without its place. */
export type GrantedBy = Omit<Grant, 'region' | 'repository'>;

/** What is granted alike on every repository of a class, as it was found on one of them. */
interface FormedAt<T> {
  readonly first: Repository;
  readonly granted: readonly { readonly by: GrantedBy; readonly formed: T }[];
}

function formedAt<T>(
  grounds: ProvingGrounds,
  first: Repository,
  cells: readonly GrantedTo[],
  form: (granted: GrantedBy) => T,
): FormedAt<T> {
  return { first, granted: grantedAt(grounds, first, cells).map((by) => ({ by, formed: form(by) })) };
}

/** Sorted by principal, then capability. */
function grantedAt(grounds: ProvingGrounds, repository: Repository, cells: readonly GrantedTo[]): readonly GrantedBy[] {
  const granted = cells.flatMap(({ subjects, outcome: { capabilities } }) =>
    [...grantedBy(grounds, repository, { alike: byDocuments(grounds, membersOf(subjects)), granted: capabilities })].map(
      ({ subject: { principal }, of: { capability, decision }, proof }): GrantedBy => ({ principal, capability, decision, ...proof }),
    ),
  );
  return granted.sort((a, b) => compare(a.principal.name, b.principal.name) || compare(a.capability, b.capability));
}
