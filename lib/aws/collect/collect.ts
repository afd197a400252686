// A whole account, as a snapshot: what AWS answered, with a status on every part.

import { knownRegions } from '../../model/regions.ts';
import type { RegionFile, SnapshotFile } from '../../snapshot/schema.ts';
import { mapOf } from '../client/concurrency.ts';
import type { Session } from '../client/session.ts';
import { StartError } from '../client/start-error.ts';
import { collectIdentity } from './account-wide.ts';
import { collectRegion, type Progress } from './region.ts';
import { enabledRegions } from './regions.ts';
import { otherRegions } from './unread-region.ts';

export interface CollectOptions {
  /** Undefined reads every region that the account has enabled. */
  readonly regions: readonly string[] | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface TimedOptions extends CollectOptions {
  /** Milliseconds since the epoch: afterwards nothing more is asked. */
  readonly until: number | undefined;
  /** Regions read at the same time; each has a pace of its own. */
  readonly width: number;
}

const WIDTH = 4;

/** Reads an account: whatever AWS refuses is unknown in the snapshot. Rejects when the session's signal aborts, or when no region is known. */
export async function collectAccount(session: Session, options: CollectOptions): Promise<SnapshotFile> {
  const file = await collectWhole(session, { ...options, until: undefined, width: WIDTH });
  if (file === undefined) throw new Error('reading the account ended early without a deadline');
  return file;
}

/** The same within a time: undefined where it was too short. */
export async function collectWhole(session: Session, options: TimedOptions): Promise<SnapshotFile | undefined> {
  const { partition, account, timing } = session;
  const collectedAt = new Date(timing.now()).toISOString();
  const [{ identity, organization }, regions] = await Promise.all([collectIdentity(session), collectRegions(session, options)]);
  return regions && { schemaVersion: 1, partition, account, collectedAt, identity, organization, regions: [...regions] };
}

async function collectRegions(session: Session, options: TimedOptions): Promise<readonly RegionFile[] | undefined> {
  const enabled = options.regions === undefined ? await enabledRegions(session) : ({ status: 'present', value: options.regions } as const);
  if (enabled.status === 'present') return readRegions(session, enabled.value, options);
  const known = knownRegions(session.partition);
  if (known.length === 0) throw new StartError(`nobody says which regions are enabled (${enabled.error.code}): name them with --regions`);
  // One region is sure to be enabled, the one that answered.
  const home = await readRegions(session, [session.region], options);
  return home && [...home, ...otherRegions(known, [session.region], enabled)];
}

async function readRegions(
  session: Session,
  regions: readonly string[],
  { until, width, onProgress }: TimedOptions,
): Promise<readonly RegionFile[] | undefined> {
  const options = { ...(until === undefined ? {} : { until }), ...(onProgress === undefined ? {} : { onProgress }) };
  const readings = await mapOf([...new Set(regions)], width, (region) => collectRegion(session, region, options));
  const files = readings.flatMap((reading) => (reading.kind === 'region' ? reading.file : []));
  return files.length < readings.length ? undefined : files;
}
