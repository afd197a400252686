// The parts of an account as one snapshot: what a collector could not read is unknown in it.

import type { IdentityParts } from '../../lib/aws/collect/account-wide.ts';
import { otherRegions, unreadRegion } from '../../lib/aws/collect/unread-region.ts';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { knownRegions } from '../../lib/model/regions.ts';
import type { RegionFile, SnapshotFile, UnreadFile } from '../../lib/snapshot/schema.ts';
import type { CollectedPart, PartReading } from '../runtime/events.ts';
import { partKey } from '../runtime/object-keys.ts';

/**
 * The snapshot of a run; `watched` are regions that it knows of from earlier ones. Throws an AuditError where a part that was written cannot be
 * read, and an Error where nobody can say what regions there are.
 */
export async function assemble(bucket: Bucket, collected: CollectedPart, watched: readonly string[] = []): Promise<SnapshotFile> {
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
    regions: [...regions, ...unlisted(collected, watched)],
  };
}

async function identityOf(bucket: Bucket, collected: CollectedPart, reading: PartReading): Promise<IdentityParts> {
  // INVARIANT: the collector writes what it collected there; the snapshot is checked as a whole.
  if (reading.status === 'read') return (await bucket.readPart(partKey(collected, 'identity'))) as IdentityParts;
  return {
    identity: unread(reading, 'iam:GetAccountAuthorizationDetails'),
    organization: unread(reading, 'organizations:DescribeOrganization'),
  };
}

type RegionPart = CollectedPart['parts']['regions'][number];

async function regionOf(bucket: Bucket, collected: CollectedPart, reading: RegionPart): Promise<RegionFile> {
  const { region } = reading;
  // INVARIANT: as above.
  if (reading.status === 'read') return (await bucket.readPart(partKey(collected, region))) as RegionFile;
  return unreadRegion(region, unread(reading, 'ecr:GetRegistryPolicy'), unread(reading, 'ecr:DescribeRepositories'));
}

/** The regions that no list names, where nobody gave one. Throws an Error where this version knows no region of the partition either. */
function unlisted({ account, partition, regions, regionsUnread }: CollectedPart, watched: readonly string[]): readonly RegionFile[] {
  if (regionsUnread === null) return [];
  const reason: UnreadFile = { status: 'unknown', error: regionsUnread };
  const listed = knownRegions(partition);
  if (listed.length === 0)
    throw new Error(
      `nobody says which regions account ${account} has enabled (${regionsUnread.code}), and this version knows none of partition \`${partition}\`: name them as \`regions\` in deploy.yml`,
    );
  return otherRegions([...listed, ...watched], regions, reason);
}

type Failure = Extract<PartReading, { status: 'failed' }>;

/** The account let nobody in, which names its call; or the collector failed, which is told under the call that it was about to make. */
function unread({ code, message = MESSAGES[code] ?? FAILED, api }: Failure, first: string): UnreadFile {
  return { status: 'unknown', error: { code, message, api: api ?? first } };
}

const FAILED = 'the collector failed; see its log';
const TIMED_OUT = 'the collector did not end in time; see its log';

/** By what Step Functions and Lambda call it. */
const MESSAGES: Readonly<Record<string, string>> = { 'States.Timeout': TIMED_OUT, 'Sandbox.Timedout': TIMED_OUT };
