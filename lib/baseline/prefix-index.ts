// Finds what can match a text by how it begins, so that not every glob of a baseline has to be asked.
import { groupBy } from '../policy/group-by.ts';

/** `entries`: how the texts begin that an item can match. The answer may hold items that do not match after all. */
export function prefixIndex<T>(entries: Iterable<readonly [prefix: string, item: T]>): (text: string) => readonly T[] {
  const byPrefix = groupBy(entries, ([prefix]) => prefix);
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))];
  return (text) => lengths.flatMap((length) => (byPrefix.get(text.slice(0, length)) ?? []).map(([, item]) => item));
}

/** How every text begins that a glob matches. */
export function prefixOf(glob: string): string {
  const wild = glob.search(/[*?]/);
  return wild < 0 ? glob : glob.slice(0, wild);
}
