// What a run judges: a scan with whatever was read again since it began, or the last scan with and without what was read again now.
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { refuseStale } from '../../lib/lifecycle/follow.ts';
import { instant } from '../../lib/model/ids.ts';
import { AuditError } from '../../lib/model/ports.ts';
import type { AccountState, StateBasis } from '../../lib/model/state.ts';
import type { AuditInput, RunGround, ScopedGround, ScopeInput, Skipped } from '../../lib/run.ts';
import type { Reread } from '../../lib/scoped/schema.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { type Basis, partsSince, readBasis, readParts, writeParts } from '../runtime/basis.ts';
import { laidOver } from './laid-over.ts';

export type PartStore = Pick<Bucket, 'findPart' | 'writePart'>;

/** A run that began later has seen what this one saw, and more (`stale`). */
export function scanGround(bucket: PartStore, file: SnapshotFile, key: string | undefined): AuditInput['groundOf'] {
  const { collectedAt: scannedAt } = file;
  const grounds = new Map<string | null, RunGround>();
  return async ({ account, collectedAt, basis: last }: AccountState) => {
    const [begun, lastBegun] = [instant(scannedAt), last && instant(last.scannedAt)];
    if (begun && lastBegun) refuseStale({ account, collectedAt: lastBegun }, begun);
    const reread = last?.reread ?? null;
    const known = grounds.get(reread);
    if (known) return known;
    const isNewer = begun === undefined || collectedAt === null || collectedAt > begun;
    const parts = reread === null ? [] : await partsOf(bucket, reread, { scannedAt, isNewer });
    const basis = key === undefined ? undefined : { snapshot: key, scannedAt, reread: parts.length === 0 ? null : reread };
    const ground = { snapshot: await laidOver(file, parts), basis };
    grounds.set(reread, ground);
    return ground;
  };
}

interface Begun {
  readonly scannedAt: string;
  /** Whether something was read again since the scan began. */
  readonly isNewer: boolean;
}

/** Where they are not kept any more, and none of them is newer than the scan, nothing is missing. Throws an AuditError where something is. */
async function partsOf(bucket: PartStore, reread: string, { scannedAt, isNewer }: Begun): Promise<readonly Reread[]> {
  const parts = await readParts(bucket, reread);
  if (parts !== undefined) return partsSince(parts, scannedAt);
  if (!isNewer) return [];
  throw new AuditError('damaged', `what was read again since this scan began at ${scannedAt} is gone (${reread}): start the audit again`);
}

/** The parts on what the state was judged on. They are kept under `key` before any state names them. */
export function scopedGround(bucket: PartStore, key: string, parts: readonly Reread[]): ScopeInput['groundOf'] {
  let read: { readonly of: StateBasis; readonly basis: Basis | undefined } | undefined;
  return async ({ basis: last }: AccountState) => {
    if (last === undefined) return skipped('no-basis');
    if (JSON.stringify(read?.of) !== JSON.stringify(last)) read = { of: last, basis: await readBasis(bucket, last) };
    const basis = read?.basis;
    if (basis === undefined) return skipped('no-basis');
    const fresh = partsSince(parts, last.scannedAt);
    if (fresh.length === 0) return skipped('outdated');
    const { newest, overlaid, stillAs } = await import('./again.ts');
    const all = newest(basis.parts, fresh);
    if (stillAs(overlaid(basis.scan, basis.parts), all).length === all.length) return skipped('unchanged');
    await writeParts(bucket, key, all);
    const ground: ScopedGround = {
      kind: 'laid',
      before: await laidOver(basis.scan, basis.parts, all),
      after: await laidOver(basis.scan, all),
      basis: { ...last, reread: key },
    };
    return ground;
  };
}

function skipped(because: Skipped): { readonly kind: 'skipped'; readonly because: Skipped } {
  return { kind: 'skipped', because };
}
