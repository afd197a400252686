// Sets of small numbers as bits of 32-bit words: which repository classes something is about.
import { getOrCreate } from './get-or-create.ts';

export type Bits = Readonly<Uint32Array>;

/** The set of `numbers`, each at least 0 and below `count`. */
export function bitsOfNumbers(count: number, numbers: Iterable<number>): Bits {
  const { bits, put } = bitsUnion(count);
  for (const number of numbers) put(number);
  return bits;
}

/** Whether a number is in a set. */
export function has(bits: Bits, number: number): boolean {
  return (((bits[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1;
}

/** The numbers of a set, ascending. */
export function numbersIn(bits: Bits): readonly number[] {
  const numbers: number[] = [];
  for (let at = 0; at < bits.length; at += 1) {
    for (let left = bits[at] ?? 0; left !== 0; left &= left - 1) numbers.push(at * 32 + 31 - Math.clz32(left & -left));
  }
  return numbers;
}

/** Collects sets into one. */
export interface BitsUnion {
  readonly add: (more: Bits) => void;
  readonly put: (number: number) => void;
  /** What was added so far. */
  readonly bits: Bits;
}

/** An empty set of numbers below `count` that grows; what is added has to be made for the same `count`. */
export function bitsUnion(count: number): BitsUnion {
  const bits = new Uint32Array(Math.ceil(count / 32));
  return {
    bits,
    add: (more) => {
      for (let at = 0; at < bits.length; at += 1) bits[at] = (bits[at] ?? 0) | (more[at] ?? 0);
    },
    put: (number) => {
      bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31));
    },
  };
}

/** The numbers that are in both; sets of one `count`, as everywhere here. */
export function common(a: Bits, b: Bits): Bits {
  const bits = new Uint32Array(a.length);
  for (let at = 0; at < bits.length; at += 1) bits[at] = (a[at] ?? 0) & (b[at] ?? 0);
  return bits;
}

/** The numbers of `a` that are not in `b`. */
export function minus(a: Bits, b: Bits): Bits {
  const bits = new Uint32Array(a.length);
  for (let at = 0; at < bits.length; at += 1) bits[at] = (a[at] ?? 0) & ~(b[at] ?? 0);
  return bits;
}

/** Whether every number of `part` is in `whole`. */
export function includes(whole: Bits, part: Bits): boolean {
  for (let at = 0; at < part.length; at += 1) if (((part[at] ?? 0) & ~(whole[at] ?? 0)) !== 0) return false;
  return true;
}

/** Below 0 where `a` comes before `b`, in an order of all sets of one `count`. */
export function inOrder(a: Bits, b: Bits): number {
  for (let at = 0; at < a.length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a set is empty. */
export function isNone(bits: Bits): boolean {
  for (let at = 0; at < bits.length; at += 1) if (bits[at] !== 0) return false;
  return true;
}

/** Makes equal sets one object, so that they can be compared by identity. */
export function internBits(): (bits: Bits) => Bits {
  const known = new Map<number, Bits[]>();
  return (bits) => {
    const alike = getOrCreate(known, hashOf(bits), () => []);
    const same = alike.find((each) => inOrder(each, bits) === 0);
    if (same) return same;
    alike.push(bits);
    return bits;
  };
}

/** A number that is equal for equal sets of one `count`, and seldom for others. */
function hashOf(bits: Bits): number {
  let hash = 0;
  for (let at = 0; at < bits.length; at += 1) {
    const word = bits[at] ?? 0;
    if (word !== 0) hash = Math.imul(Math.imul(hash ^ word, 0x9e3779b1) ^ at, 0x85ebca6b) ^ (hash >>> 15);
  }
  return hash;
}
