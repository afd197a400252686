// Finds what can match a text by how it begins, so that not every glob of a baseline has to be asked.
import { getOrCreate } from '../../collections/get-or-create.ts';

/** `entries`: how the texts begin that an item can match. The answer may hold items that do not match after all. */
export function prefixIndex<T>(entries: Iterable<readonly [prefix: string, item: T]>): (text: string) => readonly T[] {
  const byPrefix = new Map<string, T[]>();
  for (const [prefix, item] of entries) getOrCreate(byPrefix, prefix, () => []).push(item);
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))];
  return (text) => lengths.flatMap((length) => byPrefix.get(text.slice(0, length)) ?? []);
}

/** How every text begins that a glob matches. */
export function prefixOf(glob: string): string {
  const wild = glob.search(/[*?]/);
  return wild < 0 ? glob : glob.slice(0, wild);
}
