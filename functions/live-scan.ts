// A whole account within the time that a caller waits, or nothing.
import { collectIdentity } from '../lib/aws/collect-identity.ts';
import { mapOf } from '../lib/aws/concurrency.ts';
import { knownRegions } from '../lib/aws/known-regions.ts';
import { collectRegion, unreadRegion } from '../lib/aws/region.ts';
import { enabledRegions } from '../lib/aws/regions.ts';
import type { Session } from '../lib/aws/session.ts';
import type { RegionFile, SnapshotFile } from '../lib/snapshot/schema.ts';
import { inAccount } from './whom.ts';

export interface Scan {
  readonly role: string | null;
  readonly externalId: string | undefined;
  /** Undefined reads every region that is enabled. */
  readonly regions: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const REGIONS_AT_ONCE = 8;

/** The snapshot; undefined where there was no time to finish it. Throws a StartError where the account lets nobody in. */
export async function collectWithin({ role, externalId, regions, until }: Scan): Promise<SnapshotFile | undefined> {
  const signal = AbortSignal.timeout(Math.max(0, until - Date.now()));
  try {
    return await inAccount({ role, externalId, signal }, (session) => collect(session, regions, until));
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function collect(session: Session, regions: readonly string[] | undefined, until: number): Promise<SnapshotFile | undefined> {
  const { partition, account, timing } = session;
  const collectedAt = new Date(timing.now()).toISOString();
  const [identity, read] = await Promise.all([collectIdentity(session), regionsOf(session, regions, until)]);
  return read && { schemaVersion: 1, partition, account, collectedAt, ...identity, regions: [...read] };
}

async function regionsOf(
  session: Session,
  wanted: readonly string[] | undefined,
  until: number,
): Promise<readonly RegionFile[] | undefined> {
  const enabled = wanted === undefined ? await enabledRegions(session) : ({ status: 'present', value: wanted } as const);
  const listed = enabled.status === 'present' ? enabled.value : [session.region];
  const readings = await mapOf([...new Set(listed)], REGIONS_AT_ONCE, (region) => collectRegion(session, region, { until }));
  const files = readings.flatMap((reading) => (reading.kind === 'region' ? reading.file : []));
  if (files.length < readings.length) return undefined;
  if (enabled.status === 'present') return files;
  // Nobody knows which other regions are enabled: each of them is a gap.
  const others = knownRegions(session.partition).filter((region) => region !== session.region);
  return [...files, ...others.map((region) => unreadRegion(region, enabled))];
}
