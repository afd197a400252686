// What a live scan comes to, after what is known of the account: nothing is remembered and nobody is told.
import { reportAccount } from '../lib/audit.ts';
import type { Bucket } from '../lib/aws/bucket.ts';
import { stateObjects } from '../lib/aws/finding-store.ts';
import { findingStore } from '../lib/findings/state-store.ts';
import type { AuditView } from '../lib/report/schema.ts';
import type { SnapshotFile } from '../lib/snapshot/schema.ts';
import { readBaseline } from './baseline.ts';
import { snapshotOf } from './snapshot.ts';

/** The report of a scan. Throws where the scan is no snapshot, and where baseline or state cannot be read. */
export async function judgeLive(file: SnapshotFile, bucket: Bucket, baselineAt: string): Promise<AuditView> {
  const snapshot = snapshotOf(file);
  const [baseline, { state: known }] = await Promise.all([
    readBaseline(baselineAt),
    findingStore(stateObjects(bucket)).load(snapshot.account),
  ]);
  return reportAccount({ snapshot, baseline, known });
}
