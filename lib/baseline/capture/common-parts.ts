// What long lists of words have in common: lists that differ in a few words only are one group and these few.
import { getOrCreate } from '../../collections/get-or-create.ts';

const LONG = 32;
/** How much of a part another list has to have, lest the part shrinks to nothing. */
const MOST_OF_IT = 0.75;

/** A part under construction: the words that all lists had so far which have most of it. */
interface Part<T> {
  readonly of: T;
  readonly words: Set<string>;
  readonly atFirst: number;
  times: number;
}

/** A set of words that several lists have, and the first of these lists. */
export interface CommonPart<T> {
  readonly of: T;
  readonly words: readonly string[];
}

/** Sets of words, none of them in two sets, each of which several long lists have. Equal lists count once. */
export function commonParts<T extends { readonly words: readonly string[] }>(lists: readonly T[]): readonly CommonPart<T>[] {
  const parts: Part<T>[] = [];
  const partOf = new Map<string, Part<T>>();
  for (const list of distinct(lists.filter(({ words }) => words.length >= LONG))) {
    const shared = new Map<Part<T>, string[]>();
    const free: string[] = [];
    for (const word of list.words) {
      const part = partOf.get(word);
      (part ? getOrCreate(shared, part, () => []) : free).push(word);
    }
    for (const [part, words] of shared) {
      if (words.length >= part.atFirst * MOST_OF_IT) narrow(part, new Set(words), partOf);
    }
    if (free.length < LONG) continue;
    const part: Part<T> = { of: list, words: new Set(free), atFirst: free.length, times: 1 };
    parts.push(part);
    for (const word of free) partOf.set(word, part);
  }
  return parts.filter(({ times }) => times > 1).map(({ of, words }) => ({ of, words: [...words] }));
}

function narrow<T>(part: Part<T>, words: ReadonlySet<string>, partOf: Map<string, Part<T>>): void {
  part.times += 1;
  if (words.size === part.words.size) return;
  for (const word of part.words) {
    if (words.has(word)) continue;
    part.words.delete(word);
    partOf.delete(word);
  }
}

function distinct<T extends { readonly words: readonly string[] }>(lists: readonly T[]): readonly T[] {
  const first = new Map<string, T>();
  for (const list of lists) getOrCreate(first, list.words.join('\n'), () => list);
  return [...first.values()];
}
