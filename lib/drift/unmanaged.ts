// Repositories that the baseline says nothing about, each with the sum of what the account's own principals are granted there.
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Drift } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import type { DriftingBlock } from './blocks.ts';

/** How many grants there are, and of how many principals. */
interface Sum {
  principals: number;
  grants: number;
}

/** By repository the grants of blocks that sum them up. INVARIANT: a cell is in one such block at most. */
export function unmanagedIn(blocks: readonly DriftingBlock[]): ReadonlyMap<Repository, Sum> {
  const lists = new Map<readonly Repository[], Sum>();
  const less = new Map<Repository, Sum>();
  for (const { subjects, repositories, verdicts, isUnmanaged } of blocks) {
    if (!isUnmanaged) continue;
    const more = { principals: subjects.length, grants: subjects.length * verdicts.length };
    add(lists, repositories.of, more);
    for (const each of repositories.except) add(less, each, more);
  }
  const sums = new Map<Repository, Sum>();
  for (const [list, sum] of lists) for (const each of list) add(sums, each, sum);
  for (const [each, { principals, grants }] of less) add(sums, each, { principals: -principals, grants: -grants });
  return new Map([...sums].filter(([, { principals }]) => principals > 0));
}

function add<K>(sums: Map<K, Sum>, key: K, { principals, grants }: Sum): void {
  const sum = getOrCreate(sums, key, () => ({ principals: 0, grants: 0 }));
  sum.principals += principals;
  sum.grants += grants;
}

/** One drift for each repository. */
export function unmanagedDrift(sums: ReadonlyMap<Repository, Sum>): readonly Drift[] {
  return [...sums].map(([{ region, name }, sum]): Drift => ({ kind: 'unmanaged', region, repository: name, ...sum }));
}
