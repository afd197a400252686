// A scan with parts that were read later, as the model that is judged.
import { instant } from '../../lib/model/ids.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { snapshotOf } from '../runtime/snapshot.ts';

/** Judged at the time of the newest of these parts, or of `others`. Rejects where AWS's answers contradict each other. */
export async function laidOver(scan: SnapshotFile, parts: readonly Reread[], others: readonly Reread[] = parts): Promise<AccountSnapshot> {
  const snapshot = snapshotOf(parts.length === 0 ? scan : (await import('./again.ts')).overlaid(scan, parts));
  const newest = instant(others.reduce((latest, { asOf }) => (Date.parse(asOf) > Date.parse(latest) ? asOf : latest), scan.collectedAt));
  return others.length === 0 || newest === undefined ? snapshot : { ...snapshot, collectedAt: newest, scannedAt: snapshot.collectedAt };
}
