// What was collected, as the model that is judged.
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { readSnapshotValue } from '../../lib/snapshot/parse.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';

/** Throws where AWS's answers contradict each other: then nothing can be concluded from them. */
export function snapshotOf(file: SnapshotFile): AccountSnapshot {
  const reading = readSnapshotValue(file);
  if (reading.kind === 'snapshot') return reading.snapshot;
  throw new Error(`what AWS answered is no snapshot: ${reading.reason}`);
}
