// What differs as grants, one by one, each proved when it is told: there can be more of them than memory holds.
import { type GrantedPlaces, type GrantedTo, grantOn, grantsAt } from '../../access/matrix/granted-parts.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { whole } from '../../collections/subset.ts';
import type { Grant } from '../../model/access.ts';
import { compare } from '../../text/order.ts';
import type { AccessDifferences, DifferenceKind } from './compare.ts';

/** How many grants of each kind there are; none is expanded. */
export function countDifferences({ cells, places }: AccessDifferences): Readonly<Record<DifferenceKind, number>> {
  const counts = { gained: 0, lost: 0, changed: 0 };
  for (const { kind, before, after, numbers } of cells) {
    const held = after ?? before;
    const repositories = numbers.reduce((sum, number) => sum + (places[number]?.length ?? 0), 0);
    counts[kind] += (held?.subjects.length ?? 0) * (held?.capabilities.length ?? 0) * repositories;
  }
  return counts;
}

/** Grants of one kind one by one, sorted by region, repository, principal and capability. */
export function* differingGrants(differences: AccessDifferences, kind: 'gained' | 'lost'): Iterable<Grant> {
  yield* grantsOn(differences, kind, kind === 'gained' ? 'after' : 'before');
}

/** The same of grants that are there before and after, and differ. */
export function* changedGrants(differences: AccessDifferences): Iterable<{ readonly before: Grant; readonly after: Grant }> {
  const others = grantsOn(differences, 'changed', 'after')[Symbol.iterator]();
  // Both sides have the same principals, repositories and capabilities, so that each is where the other is.
  for (const before of grantsOn(differences, 'changed', 'before')) {
    const { value: after, done } = others.next();
    if (done) return;
    yield { before, after };
  }
}

function* grantsOn(differences: AccessDifferences, kind: DifferenceKind, side: 'before' | 'after'): Iterable<Grant> {
  const account = differences[side];
  for (const [place, granted] of grantsAt(account, placesOf(differences, kind, side), (each) => each)) yield grantOn(place, granted);
}

function placesOf({ cells, places }: AccessDifferences, kind: DifferenceKind, side: 'before' | 'after'): GrantedPlaces {
  const at = new Map<number, GrantedTo[]>();
  for (const each of cells) {
    const held = each[side];
    if (each.kind !== kind || !held) continue;
    const granted = { subjects: whole(held.subjects), outcome: { capabilities: held.capabilities } };
    for (const number of each.numbers) getOrCreate(at, number, () => []).push(granted);
  }
  const repositories = [...at.keys()].flatMap((number) =>
    (places[number] ?? []).flatMap((place) => {
      const repository = place[side];
      return repository ? [{ repository, number }] : [];
    }),
  );
  return {
    places: repositories.toSorted(
      (a, b) => compare(a.repository.region, b.repository.region) || compare(a.repository.name, b.repository.name),
    ),
    cells: at,
  };
}
