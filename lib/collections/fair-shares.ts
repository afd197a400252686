// How much of each of many heaps is taken where not everything can be.

export interface Heap {
  readonly size: number;
  /** What counts more is taken first. */
  readonly rank: number;
}

/**
 * How much of each heap is taken, in the order given: all of them where they come to no more than `most`. Else one of each as far as that goes, and
 * then of those of the highest rank, of equal ones evenly. INVARIANT: the shares come to no more than `most`.
 */
export function fairShares(heaps: readonly Heap[], most: number): readonly number[] {
  const total = heaps.reduce((sum, { size }) => sum + size, 0);
  if (total <= most) return heaps.map(({ size }) => size);
  const shares = heaps.map(() => 0);
  const ranked = [...heaps.entries()].filter(([, { size }]) => size > 0).sort(([, a], [, b]) => b.rank - a.rank);
  const firsts = ranked.slice(0, most);
  for (const [at] of firsts) shares[at] = 1;
  let left = most - firsts.length;
  for (let from = 0; from < firsts.length && left > 0; ) {
    const rank = firsts[from]?.[1].rank;
    const end = firsts.findIndex((each, at) => at > from && each[1].rank !== rank);
    const equals = firsts.slice(from, end === -1 ? firsts.length : end);
    const more = evenly(
      equals.map(([, { size }]) => size - 1),
      left,
    );
    equals.forEach(([at], position) => {
      shares[at] = 1 + (more[position] ?? 0);
    });
    left -= more.reduce((sum, each) => sum + each, 0);
    from += equals.length;
  }
  return shares;
}

/** Small heaps whole, and of the others the same of each. */
function evenly(sizes: readonly number[], most: number): readonly number[] {
  let left = most;
  let others = sizes.length;
  let level = 0;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    level = Math.floor(left / others);
    if (size > level) break;
    level = size;
    left -= size;
    others -= 1;
  }
  return sizes.map((size) => Math.min(size, level));
}
