// A whole account, as a snapshot: what AWS answered, with a status on every part.
import type { RegionFile, SnapshotFile } from '../snapshot/schema.ts';
import { mapOf } from './concurrency.ts';
import { accountIdentity } from './identity.ts';
import { knownRegions } from './known-regions.ts';
import { accountOrganization } from './organization.ts';
import { collectRegion, type Progress, unreadRegion } from './region.ts';
import { enabledRegions } from './regions.ts';
import type { Session } from './session.ts';

export interface CollectOptions {
  /** Undefined reads every region that the account has enabled. */
  readonly regions: readonly string[] | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Regions read at the same time; each has a pace of its own. */
const REGIONS_AT_ONCE = 4;

/** Reads an account. Rejects only when the session's signal aborts: whatever AWS refuses is unknown in the snapshot. */
export async function collectAccount(session: Session, { regions, onProgress }: CollectOptions): Promise<SnapshotFile> {
  const { partition, account, timing } = session;
  const collectedAt = new Date(timing.now()).toISOString();
  const [{ identity, organization }, read] = await Promise.all([
    collectIdentity(session),
    collectRegions(session, { regions, onProgress }),
  ]);
  return { schemaVersion: 1, partition, account, collectedAt, identity, organization, regions: [...read] };
}

export type IdentityParts = Pick<SnapshotFile, 'identity'> & { readonly organization: NonNullable<SnapshotFile['organization']> };

/** The two parts of an account that are of no region. */
export async function collectIdentity(session: Session): Promise<IdentityParts> {
  const [identity, organization] = await Promise.all([accountIdentity(session), accountOrganization(session)]);
  return { identity, organization };
}

async function collectRegions(session: Session, { regions, onProgress }: CollectOptions): Promise<readonly RegionFile[]> {
  const enabled = regions === undefined ? await enabledRegions(session) : ({ status: 'present', value: regions } as const);
  if (enabled.status === 'present') return readRegions(session, { regions: enabled.value, onProgress });
  // Nobody knows which regions are enabled: one is sure to be, and each of the others is a gap.
  const others = knownRegions(session.partition).filter((region) => region !== session.region);
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
