// Sets of small whole numbers, such as places in a list: where they are many, a list of them, and one bit for each number up to the largest.

/** What a set can be asked. */
export type Members<T> = Pick<ReadonlySet<T>, 'size' | 'has'> & Iterable<T>;

/** So few take less as they are. */
const FEW = 32;
const BITS = 32;

/** Numbers from 0 on. Those of many come in ascending order. */
export function numberSet(numbers: Iterable<number>): Members<number> {
  const few = new Set<number>();
  let largest = -1;
  for (const each of numbers) {
    few.add(each);
    if (each > largest) largest = each;
  }
  if (few.size <= FEW) return few;
  const [list, words] = [Uint32Array.from(few).sort(), new Uint32Array(Math.floor(largest / BITS) + 1)];
  for (const each of list) {
    const at = Math.floor(each / BITS);
    words[at] = (words[at] ?? 0) | (1 << (each % BITS));
  }
  return {
    size: list.length,
    has: (each) => (((words[Math.floor(each / BITS)] ?? 0) >>> (each % BITS)) & 1) === 1,
    [Symbol.iterator]: () => list.values(),
  };
}
