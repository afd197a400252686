// What was read of an account, kept as its last snapshot for whoever checks a proposed change.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { AuditError } from '../../lib/model/ports.ts';
import { latestSnapshotKey } from '../../lib/model/snapshot-key.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { logger } from '../runtime/handler.ts';

/** Replaces the last snapshot. The audit is over by then, and nothing of it is lost where this fails: the next one writes it. */
export async function keepSnapshot(bucket: Bucket, file: SnapshotFile): Promise<void> {
  try {
    await bucket.writePart(latestSnapshotKey(file.account), file);
  } catch (error) {
    // A RangeError is a snapshot that is longer than a string may be.
    if (!(error instanceof AuditError) && !(error instanceof RangeError)) throw error;
    logger.warn('the last snapshot was not stored', { account: file.account, reason: error.message });
  }
}
