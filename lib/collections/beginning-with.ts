// Texts that begin alike, found in a sorted list.

/** Of texts in the order of their code units those that begin with a prefix. */
export function beginningWith(sorted: readonly string[], prefix: string): readonly string[] {
  const start = firstWhere(sorted, (text) => text >= prefix);
  return sorted.slice(
    start,
    firstWhere(sorted, (text) => text >= prefix && !text.startsWith(prefix)),
  );
}

/** INVARIANT: what holds of a text holds of all that come after it. */
function firstWhere(sorted: readonly string[], holds: (text: string) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
