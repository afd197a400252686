// Numbers and times against bounds: the bounds, what lies between them, and what lies beyond.

/** Numbers among which there is one for each way in which comparisons with `bounds` can come out. */
export function numbersAround(bounds: readonly number[]): readonly number[] {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const [first = 0] = sorted;
  const between = sorted.flatMap((bound, at) => {
    const next = sorted[at + 1];
    return [bound, next === undefined ? bound + Math.max(1, Math.abs(bound)) : bound + (next - bound) / 2];
  });
  return [first - Math.max(1, Math.abs(first)), ...between];
}
