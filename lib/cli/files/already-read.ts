// The files that this process has read, by what they are and not by their names: none of them is written over by its output.
import type { BigIntStats } from 'node:fs';

const files = new Set<string>();

/** Remembers a plain file that was read. */
export function rememberRead(stats: BigIntStats): void {
  if (stats.isFile()) files.add(identityOf(stats));
}

/** Whether a file was read by this process, under whatever name. */
export function isRead(stats: BigIntStats): boolean {
  return files.has(identityOf(stats));
}

/** Whether two names lead to one file. */
export function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return identityOf(a) === identityOf(b);
}

/** The same through links, hard links and other names; the number of a file that was removed may be given again. */
function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${birthtimeNs}`;
}
