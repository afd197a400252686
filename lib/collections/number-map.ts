// Maps from numbers to values of which few differ: made once, in a few bytes for each entry.

export interface NumberMap<T> {
  readonly size: number;
  readonly get: (key: number) => T | undefined;
  readonly has: (key: number) => boolean;
  /** Ascending. */
  readonly keys: () => readonly number[];
  readonly entries: () => readonly (readonly [number, T])[];
  /** Each once. */
  readonly values: readonly T[];
  /** The same keys with what their values become. */
  readonly mapped: <U>(become: (value: T) => U) => NumberMap<U>;
}

const NARROW = 256;

/** Of entries with one key the last. Keys are whole numbers of 32 bits. */
export function numberMap<T>(entries: Iterable<readonly [number, T]>): NumberMap<T> {
  const byKey = new Map(entries);
  const values = new Map<T, number>();
  for (const value of byKey.values()) if (!values.has(value)) values.set(value, values.size);
  const keys = Int32Array.from(byKey.keys()).sort();
  const places = values.size <= NARROW ? new Uint8Array(values.size > 1 ? keys.length : 0) : new Uint32Array(keys.length);
  if (places.length > 0) for (const [at, key] of keys.entries()) places[at] = placeOf(values, byKey, key);
  return packed(keys, places, [...values.keys()]);
}

function placeOf<T>(values: ReadonlyMap<T, number>, byKey: ReadonlyMap<number, T>, key: number): number {
  const value = byKey.get(key) as T; // INVARIANT: the keys are those of the map, and undefined is a value as well
  return values.get(value) ?? 0;
}

/** `places`: by the place of a key that of its value; none where all have one. */
function packed<T>(keys: Int32Array, places: Uint8Array | Uint32Array, values: readonly T[]): NumberMap<T> {
  const valueAt = (at: number): T => values[places[at] ?? 0] as T; // INVARIANT: only asked for where a key is
  return {
    size: keys.length,
    get: (key) => {
      const at = placeIn(keys, key);
      return at < 0 ? undefined : valueAt(at);
    },
    has: (key) => placeIn(keys, key) >= 0,
    keys: () => [...keys],
    entries: () => Array.from(keys, (key, at) => [key, valueAt(at)] as const),
    values,
    mapped: (become) => packed(keys, places, values.map(become)),
  };
}

/** Where a number stands in an ascending list; -1 where it does not. */
function placeIn(sorted: Int32Array, wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted ? low : -1;
}
