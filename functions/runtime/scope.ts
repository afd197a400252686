// What a run has to look at again: the writes that came as events, each with who made it.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import type { WritableBucket } from '../../lib/aws/deployment/writable-bucket.ts';
import type { WriteCandidate } from '../../lib/events/write-candidate.ts';

/** Keeps the writes under `key`. Throws an AuditError. */
export async function writeScope(bucket: WritableBucket, key: string, writes: readonly WriteCandidate[]): Promise<void> {
  await bucket.writePart(key, { schemaVersion: 1, writes });
}

/** The writes that were kept. Throws an AuditError where they cannot be read. */
export async function readScope(bucket: Bucket, key: string): Promise<readonly WriteCandidate[]> {
  // INVARIANT: only `writeScope` writes there.
  const { writes } = (await bucket.readPart(key)) as { readonly writes: readonly WriteCandidate[] };
  return writes;
}
