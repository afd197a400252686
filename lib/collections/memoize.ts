// Answers that are worked out once.

/** `make`, which is asked for each key once. */
export function memoize<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const before = made.get(key);
    if (before !== undefined || made.has(key)) return before as V; // INVARIANT: what the key is there for is a V
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
