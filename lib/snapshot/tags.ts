// Tags as AWS lists them, by key.
import type { Tags } from '../model/snapshot.ts';

/** Without a prototype, so that no tag, not even `__proto__`, is anything but a tag. */
export function tagsOf(pairs: Iterable<readonly [string, string]>): Tags {
  const tags: Record<string, string> = Object.create(null);
  for (const [key, value] of pairs) tags[key] = value;
  return tags;
}
