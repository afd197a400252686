// Lists of repositories as evidence: in one order, whatever order they were found in, and of a readable length.

import type { Account } from '../../access/account/account.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { Repository } from '../../model/snapshot.ts';

const MOST_NAMED = 20;

/** `team/app in us-east-1`. */
export function placeOf({ name, region }: Pick<Repository, 'name' | 'region'>): string {
  return `${name} in ${region}`;
}

/** Items as texts up to a readable number, then how many more there are. */
export function shortened<T>(items: readonly T[], textOf: (item: T) => string = String): readonly string[] {
  const shown = items.slice(0, MOST_NAMED).map(textOf);
  return items.length > MOST_NAMED ? [...shown, `and ${items.length - MOST_NAMED} more`] : shown;
}

/** Sorts repositories into the order of the snapshot: by region, then by name. */
export function snapshotOrder(account: Account): (repositories: readonly Repository[]) => readonly Repository[] {
  const all = repositoriesOf(account);
  const ranks = new Map(all.map((repository, rank) => [repository, rank]));
  return (repositories) => {
    const sorted = Uint32Array.from(repositories, (repository) => ranks.get(repository) ?? 0).sort();
    return [...sorted].flatMap((rank) => all[rank] ?? []);
  };
}
