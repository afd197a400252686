// The parts of an account as one snapshot: what a collector could not read is unknown in it.
import type { Bucket } from '../lib/aws/bucket.ts';
import type { IdentityParts } from '../lib/aws/collect-identity.ts';
import { knownRegions } from '../lib/aws/known-regions.ts';
import type { RegionFile, SnapshotFile, UnreadFile } from '../lib/snapshot/schema.ts';
import type { Collected, PartReading } from './events.ts';
import { partKey } from './keys.ts';

/** The snapshot of a run. Throws an AuditError where a part that was written cannot be read. */
export async function assemble(bucket: Bucket, collected: Collected): Promise<SnapshotFile> {
  const { account, partition, startedAt, parts } = collected;
  const [{ identity, organization }, regions] = await Promise.all([
    identityOf(bucket, collected, parts.identity),
    Promise.all(parts.regions.map((reading) => regionOf(bucket, collected, reading))),
  ]);
  return {
    schemaVersion: 1,
    partition,
    account,
    collectedAt: startedAt,
    identity,
    organization,
    regions: [...regions, ...unlisted(collected)],
  };
}

async function identityOf(bucket: Bucket, collected: Collected, reading: PartReading): Promise<IdentityParts> {
  // INVARIANT: the collector writes what it collected there; the snapshot is checked as a whole.
  if (reading.status === 'read') return (await bucket.readPart(partKey(collected, 'identity'))) as IdentityParts;
  return {
    identity: unread(reading, 'iam:GetAccountAuthorizationDetails'),
    organization: unread(reading, 'organizations:DescribeOrganization'),
  };
}

type RegionPart = Collected['parts']['regions'][number];

async function regionOf(bucket: Bucket, collected: Collected, reading: RegionPart): Promise<RegionFile> {
  const { region } = reading;
  // INVARIANT: as above.
  if (reading.status === 'read') return (await bucket.readPart(partKey(collected, region))) as RegionFile;
  return unreadRegion(region, reading.status === 'failed' ? reading : { code: 'OutOfTime', message: 'not read within 20 calls' });
}

/** Where nobody says which regions are enabled, each that was not read is a gap. */
function unlisted({ partition, regions, regionsUnread }: Collected): readonly RegionFile[] {
  if (regionsUnread === null) return [];
  const reason: UnreadFile = { status: 'unknown', error: regionsUnread };
  return knownRegions(partition).flatMap((region) =>
    regions.includes(region) ? [] : [{ region, registryPolicy: reason, repositories: reason }],
  );
}

interface Failure {
  readonly code: string;
  readonly message?: string | undefined;
}

function unreadRegion(region: string, failure: Failure): RegionFile {
  return { region, registryPolicy: unread(failure, 'ecr:GetRegistryPolicy'), repositories: unread(failure, 'ecr:DescribeRepositories') };
}

function unread({ code, message = 'the collector failed; see its log' }: Failure, api: string): UnreadFile {
  return { status: 'unknown', error: { code, message, api } };
}
