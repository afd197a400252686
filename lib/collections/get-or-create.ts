// A map that fills itself as it is asked.

/** A Map or a WeakMap. */
interface Memory<K, V> {
  readonly get: (key: K) => V | undefined;
  readonly set: (key: K, value: V) => unknown;
}

/** The value of a key, made by `make` and kept when somebody first asks for it. A value of `undefined` is made anew each time. */
export function getOrCreate<K, V>(known: Memory<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
