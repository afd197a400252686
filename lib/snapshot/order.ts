// AWS promises no order and pages may repeat an entry: lists are sorted and keyed before anyone relies on them.
import { compare } from '../text/order.ts';

/** `items` by the code units of `key`: the same order on every machine. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => compare(key(a), key(b)));
}

/** Of items with the same key the first one stays. */
export function firstBy<T>(items: Iterable<T>, key: (item: T) => string): ReadonlyMap<string, T> {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(key(item))) first.set(key(item), item);
  return first;
}
