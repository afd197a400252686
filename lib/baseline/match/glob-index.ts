// Finds what can match a text without asking every glob of a baseline: by whole texts, and by how a text begins.
import { getOrCreate } from '../../collections/get-or-create.ts';

/** `entries`: globs, each with an item that can match what the glob matches. The answer may hold items that do not match after all. */
export function globIndex<T>(entries: Iterable<readonly [glob: string, item: T]>): (text: string) => readonly T[] {
  const [whole, byPrefix] = [new Map<string, T[]>(), new Map<string, T[]>()];
  for (const [glob, item] of entries) getOrCreate(isLiteral(glob) ? whole : byPrefix, prefixOf(glob), () => []).push(item);
  const lengths = [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))];
  return (text) => [...lengths.flatMap((length) => byPrefix.get(text.slice(0, length)) ?? []), ...(whole.get(text) ?? [])];
}

/** Whether a glob matches only what is written like itself. */
export function isLiteral(glob: string): boolean {
  return wildcardIn(glob) < 0;
}

/** How every text begins that a glob matches. */
export function prefixOf(glob: string): string {
  const wild = wildcardIn(glob);
  return wild < 0 ? glob : glob.slice(0, wild);
}

function wildcardIn(glob: string): number {
  return glob.search(/[*?]/);
}
