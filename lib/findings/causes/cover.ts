// As few causes as account for everything: whichever candidate accounts for most of what is left comes next.

/** Whatever is told apart by its key; equal keys are one object. */
interface Keyed {
  readonly key: string;
}

/**
 * For each of the lists, in their order, the one of its candidates that is chosen. Of two that account for as much the one goes first that
 * comes earlier in a list, then by key: the order of the lists makes no difference. INVARIANT: no list is empty.
 */
export function covered<C extends Keyed>(lists: readonly (readonly C[])[]): readonly C[] {
  const among = new Map<C, number[]>();
  const ranks = new Map<C, number>();
  lists.forEach((candidates, list) => {
    candidates.forEach((candidate, rank) => {
      const members = among.get(candidate);
      if (members) members.push(list);
      else among.set(candidate, [list]);
      ranks.set(candidate, Math.min(rank, ranks.get(candidate) ?? rank));
    });
  });
  const left = new Map([...among].map(([candidate, members]) => [candidate, members.length]));
  const chosen = new Map<number, C>();
  const choose = (candidate: C): void => {
    for (const list of among.get(candidate) ?? []) {
      if (chosen.has(list)) continue;
      chosen.set(list, candidate);
      for (const other of lists[list] ?? []) left.set(other, (left.get(other) ?? 0) - 1);
    }
  };
  const byCount = bySize(left);
  const rankOf = (candidate: C): number => ranks.get(candidate) ?? 0;
  for (let count = byCount.length - 1; count > 0; count -= 1) {
    const next = (byCount[count] ?? []).sort((a, b) => rankOf(a) - rankOf(b) || (a.key < b.key ? -1 : 1));
    for (const candidate of next) {
      const now = left.get(candidate) ?? 0;
      // Others have accounted for some of it meanwhile: its turn comes later.
      if (now === count) choose(candidate);
      else byCount[now]?.push(candidate);
    }
  }
  return lists.flatMap((_, list) => chosen.get(list) ?? []);
}

/** The candidates by how much they account for, at most as much as the largest of them. */
function bySize<C>(sizes: ReadonlyMap<C, number>): C[][] {
  const most = [...sizes.values()].reduce((a, b) => Math.max(a, b), 0);
  const groups = Array.from({ length: most + 1 }, (): C[] => []);
  for (const [candidate, size] of sizes) groups[size]?.push(candidate);
  return groups;
}
