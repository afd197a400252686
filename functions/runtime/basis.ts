// What the state of an account was judged on: a full scan, and the parts that were read again since then.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import type { StateBasis } from '../../lib/model/state.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';

interface RereadFile {
  readonly schemaVersion: 1;
  readonly parts: readonly Reread[];
}

export interface Basis {
  readonly scan: SnapshotFile;
  /** Read after the scan began. */
  readonly parts: readonly Reread[];
}

/** Undefined where one of both is no longer kept. Throws an AuditError where it cannot be read. */
export async function readBasis(bucket: Pick<Bucket, 'findPart'>, { snapshot, scannedAt, reread }: StateBasis): Promise<Basis | undefined> {
  // INVARIANT: only audits write there, what they have judged.
  const scan = (await bucket.findPart(snapshot)) as SnapshotFile | undefined;
  if (scan === undefined) return undefined;
  const parts = reread === null ? [] : await readParts(bucket, reread);
  return parts && { scan, parts: partsSince(parts, scannedAt) };
}

/** The parts that were kept under a key; undefined where they are no longer. Throws an AuditError. */
export async function readParts(bucket: Pick<Bucket, 'findPart'>, key: string): Promise<readonly Reread[] | undefined> {
  // INVARIANT: only collectors and audits write there, and the snapshot is checked as a whole.
  const file = (await bucket.findPart(key)) as RereadFile | undefined;
  return file?.parts;
}

/** Keeps parts under a key. Throws an AuditError. */
export async function writeParts(bucket: Pick<Bucket, 'writePart'>, key: string, parts: readonly Reread[]): Promise<void> {
  await bucket.writePart(key, { schemaVersion: 1, parts } satisfies RereadFile);
}

/** Those that were read after a scan began. */
export function partsSince<P extends { readonly asOf: string }>(parts: readonly P[], scannedAt: string): readonly P[] {
  return parts.filter(({ asOf }) => Date.parse(asOf) > Date.parse(scannedAt));
}
