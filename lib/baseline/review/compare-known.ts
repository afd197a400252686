// Repositories that the documents of one baseline list as known, and those of another do not.
import type { KnownRepositories } from '../../model/baseline.ts';
import { compare } from '../../text/order.ts';

export interface KnownChange {
  readonly sign: '+' | '-';
  readonly region: string;
  readonly repository: string;
}

/** Sorted by region and repository. Which document lists one is no part of what it means. */
export function knownChanges(before: readonly KnownRepositories[] = [], after: readonly KnownRepositories[] = []): readonly KnownChange[] {
  return [...onlyIn(after, before, '+'), ...onlyIn(before, after, '-')];
}

function onlyIn(
  some: readonly KnownRepositories[],
  others: readonly KnownRepositories[],
  sign: KnownChange['sign'],
): readonly KnownChange[] {
  const changes = some.flatMap(({ places }) =>
    [...places].flatMap(([region, names]) =>
      [...names.keys()]
        .filter((name) => !others.some((other) => other.places.get(region)?.has(name)))
        .map((repository): KnownChange => ({ sign, region, repository })),
    ),
  );
  return changes.sort((a, b) => compare(a.region, b.region) || compare(a.repository, b.repository));
}
