// Which of the parts that were read again say what the snapshot says already: what was written may not be there to be read yet (F29).
import type { SnapshotFile } from '../snapshot/schema.ts';
import { meaningOf } from './meaning-of.ts';
import { rereadIn } from './reread-in.ts';
import type { Reread } from './schema.ts';

/** Those of `parts` that are as they were. */
export function stillAs(base: SnapshotFile, parts: readonly Reread[]): readonly Reread[] {
  return parts.filter((part) => {
    const known = rereadIn(base, part);
    return known !== undefined && meaningOf(known) === meaningOf(part);
  });
}
