// As few causes as account for everything: whichever candidate accounts for most of what is left comes next.

import { getOrCreate } from '../../collections/get-or-create.ts';

/** Whatever is told apart by its key; equal keys are one object. */
interface Keyed {
  readonly key: string;
}

/**
 * For each of the lists, in their order, the one of its candidates that is chosen. Of two that account for as much the one goes first that
 * comes earlier in a list, then by key: the order of the lists makes no difference. INVARIANT: no list is empty.
 */
export function covered<C extends Keyed>(lists: readonly (readonly C[])[]): readonly C[] {
  const tallies = talliesOf(lists);
  const chosen = lists.map((): C | undefined => undefined);
  const choose = ({ candidate, members }: Tally<C>): void => {
    for (const list of members) {
      if (chosen[list] !== undefined) continue;
      chosen[list] = candidate;
      for (const other of lists[list] ?? []) {
        const tally = tallies.get(other);
        if (tally) tally.left -= 1;
      }
    }
  };
  const byCount = bySize([...tallies.values()]);
  for (let count = byCount.length - 1; count > 0; count -= 1) {
    const next = (byCount[count] ?? []).sort((a, b) => a.rank - b.rank || (a.candidate.key < b.candidate.key ? -1 : 1));
    for (const tally of next) {
      // Others have accounted for some of it meanwhile: its turn comes later.
      if (tally.left === count) choose(tally);
      else byCount[tally.left]?.push(tally);
    }
  }
  return chosen.filter((candidate) => candidate !== undefined);
}

/** What a candidate accounts for. */
interface Tally<C> {
  readonly candidate: C;
  /** The lists that it is in. */
  readonly members: number[];
  /** How early it comes in one of them. */
  rank: number;
  /** How many of them nothing else accounts for yet. */
  left: number;
}

function talliesOf<C>(lists: readonly (readonly C[])[]): ReadonlyMap<C, Tally<C>> {
  const tallies = new Map<C, Tally<C>>();
  lists.forEach((candidates, list) => {
    candidates.forEach((candidate, rank) => {
      const tally = getOrCreate(tallies, candidate, (): Tally<C> => ({ candidate, members: [], rank, left: 0 }));
      tally.members.push(list);
      tally.left += 1;
      tally.rank = Math.min(rank, tally.rank);
    });
  });
  return tallies;
}

/** The tallies by how much they account for, at most as much as the largest of them. */
function bySize<C>(tallies: readonly Tally<C>[]): Tally<C>[][] {
  const most = tallies.reduce((a, { left }) => Math.max(a, left), 0);
  const groups = Array.from({ length: most + 1 }, (): Tally<C>[] => []);
  for (const tally of tallies) groups[tally.left]?.push(tally);
  return groups;
}
