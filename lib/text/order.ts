// The order in which text is sorted wherever the order can be seen.

/** Negative, zero or positive as `sort` takes it, by code units: the same order on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
