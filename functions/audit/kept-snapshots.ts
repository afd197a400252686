// What was read of an account, kept for later: what is read again is laid over it, and a proposed change is checked against the last one.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { AuditError } from '../../lib/model/ports.ts';
import { latestSnapshotKey } from '../../lib/model/snapshot-key.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { logger } from '../runtime/handler.ts';

/** The scan as what is read again later is laid over it: its key; undefined where it could not be kept, and then nothing is until the next scan. */
export async function keepScan(bucket: Bucket, key: string, file: SnapshotFile): Promise<string | undefined> {
  const isKept = await keep(bucket, { key, file, otherwise: 'the scan was not kept: events move nothing until the next one' });
  return isKept ? key : undefined;
}

/** Replaces the last snapshot. The audit is over by then, and nothing of it is lost where this fails: the next one writes it. */
export async function keepSnapshot(bucket: Bucket, file: SnapshotFile): Promise<void> {
  await keep(bucket, { key: latestSnapshotKey(file.account), file, otherwise: 'the last snapshot was not stored' });
}

interface Keeping {
  readonly key: string;
  readonly file: SnapshotFile;
  /** What the log says where it cannot be written. */
  readonly otherwise: string;
}

async function keep(bucket: Bucket, { key, file, otherwise }: Keeping): Promise<boolean> {
  try {
    await bucket.writePart(key, file);
    return true;
  } catch (error) {
    // A RangeError is a snapshot that is longer than a string may be.
    if (!(error instanceof AuditError) && !(error instanceof RangeError)) throw error;
    logger.warn(otherwise, { account: file.account, reason: error.message });
    return false;
  }
}
