// Sets of small whole numbers, such as places in a list: where they are many, one bit for each number up to the largest.

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
  const words = new Uint32Array(Math.floor(largest / BITS) + 1);
  for (const each of few) {
    const at = Math.floor(each / BITS);
    words[at] = (words[at] ?? 0) | (1 << (each % BITS));
  }
  return {
    size: few.size,
    has: (each) => (((words[Math.floor(each / BITS)] ?? 0) >>> (each % BITS)) & 1) === 1,
    *[Symbol.iterator]() {
      for (const [at, word] of words.entries())
        for (let bit = 0; bit < BITS; bit += 1) if (((word >>> bit) & 1) === 1) yield at * BITS + bit;
    },
  };
}
