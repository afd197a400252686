// Of each part that was read more than once, the reading that counts.
import { rereadKey } from '../model/reread.ts';
import { compare } from '../text/order.ts';
import type { Reread } from './schema.ts';

/** The parts of both lists, each once and as it was read last, in one order whatever the lists' was. */
export function newest(some: readonly Reread[], others: readonly Reread[]): readonly Reread[] {
  const last = new Map<string, Reread>();
  for (const part of [...some, ...others]) {
    const key = rereadKey(part);
    const before = last.get(key);
    if (before === undefined || isLater(part, before)) last.set(key, part);
  }
  return [...last].sort(([a], [b]) => compare(a, b)).map(([, part]) => part);
}

/** When a part was read, in milliseconds since the epoch. */
export function readAt({ asOf }: { readonly asOf: string }): number {
  return Date.parse(asOf);
}

/** Of two readings of one moment the same one counts, whichever came first. */
export function isLater(part: Reread, before: Reread): boolean {
  const difference = readAt(part) - readAt(before);
  return difference === 0 ? JSON.stringify(part) > JSON.stringify(before) : difference > 0;
}
