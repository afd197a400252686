// A whole account, as a snapshot: what AWS answered, with a status on every part.
import type { RegionFile, SnapshotFile } from '../snapshot/schema.ts';
import { collectIdentity } from './collect-identity.ts';
import { mapOf } from './concurrency.ts';
import { knownRegions } from './known-regions.ts';
import { collectRegion, type Progress, unreadRegion } from './region.ts';
import { enabledRegions } from './regions.ts';
import type { Session } from './session.ts';
import { StartError } from './start-error.ts';

export interface CollectOptions {
  /** Undefined reads every region that the account has enabled. */
  readonly regions: readonly string[] | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Regions read at the same time; each has a pace of its own. */
const REGIONS_AT_ONCE = 4;

/** Reads an account: whatever AWS refuses is unknown in the snapshot. Rejects when the session's signal aborts, or when no region is known. */
export async function collectAccount(session: Session, { regions, onProgress }: CollectOptions): Promise<SnapshotFile> {
  const { partition, account, timing } = session;
  const collectedAt = new Date(timing.now()).toISOString();
  const [{ identity, organization }, read] = await Promise.all([
    collectIdentity(session),
    collectRegions(session, { regions, onProgress }),
  ]);
  return { schemaVersion: 1, partition, account, collectedAt, identity, organization, regions: [...read] };
}

async function collectRegions(session: Session, { regions, onProgress }: CollectOptions): Promise<readonly RegionFile[]> {
  const enabled = regions === undefined ? await enabledRegions(session) : ({ status: 'present', value: regions } as const);
  if (enabled.status === 'present') return readRegions(session, { regions: enabled.value, onProgress });
  const known = knownRegions(session.partition);
  if (known.length === 0) throw new StartError(`nobody says which regions are enabled (${enabled.error.code}): name them with --regions`);
  // One region is sure to be enabled, the one that answered; each of the others is a gap.
  const others = known.filter((region) => region !== session.region);
  const home = await readRegions(session, { regions: [session.region], onProgress });
  return [...home, ...others.map((region) => unreadRegion(region, enabled))];
}

async function readRegions(session: Session, { regions = [], onProgress }: CollectOptions): Promise<readonly RegionFile[]> {
  const options = onProgress === undefined ? {} : { onProgress };
  return mapOf([...new Set(regions)], REGIONS_AT_ONCE, async (region) => {
    const reading = await collectRegion(session, region, options);
    if (reading.kind === 'partial') throw new Error(`reading ${region} ended early without a deadline`);
    return reading.file;
  });
}
