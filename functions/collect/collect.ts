// Reads the identities of an account, the registry of one of its regions, or what some writes touched, into the bucket.

import { type OrganizationMemory, organizationMemory } from '../../lib/aws/client/organization-memory.ts';
import type { Session } from '../../lib/aws/client/session.ts';
import { StartError } from '../../lib/aws/client/start-error.ts';
import { collectIdentity } from '../../lib/aws/collect/account-wide.ts';
import { collectRegion, type RegionCursor } from '../../lib/aws/collect/region.ts';
import { type Bucket, openBucket } from '../../lib/aws/deployment/bucket.ts';
import { readConfig } from '../../lib/config.ts';
import { type CollectEvent, collectEvent, MOST_CALLS, type PartReading, type RegionPart, type Rereading } from '../runtime/events.ts';
import { lambda, logger, metrics } from '../runtime/handler.ts';
import { cursorKey, partKey } from '../runtime/object-keys.ts';
import { whyNot } from '../runtime/refusal.ts';
import { inAccount } from '../runtime/target-accounts.ts';
import { cutShort, leftOf } from './partial-region.ts';
import { readScoped } from './scope.ts';

/** Time to save what was read before Lambda ends the function, and to end calls that are under way. */
const SAVE = 60_000;
const RESERVE = 10_000;

type Answer = PartReading | RegionPart | Rereading;

export const handler = lambda(collectEvent, async (event, { deadline }): Promise<Answer> => {
  const { BUCKET, EXTERNAL_ID: externalId } = readConfig(['BUCKET', 'EXTERNAL_ID'], process.env);
  const bucket = openBucket(BUCKET);
  const signal = AbortSignal.timeout(Math.max(0, deadline - Date.now() - RESERVE));
  try {
    const visit = { role: event.role, externalId, signal, organizations: memoryOf(event.run) };
    return await inAccount(visit, (session) => read(event, { session, bucket, until: deadline - SAVE }));
  } catch (error) {
    // An account that lets nobody in is a gap, not a failure.
    if (!(error instanceof StartError)) throw error;
    logger.warn('account not readable', { account: event.account, reason: error.message });
    const failed = { status: 'failed', ...whyNot(error) } as const;
    return event.part === 'region' ? { region: event.region, ...failed } : failed;
  } finally {
    bucket.close();
  }
});

interface Means {
  readonly session: Session;
  readonly bucket: Bucket;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

async function read(event: CollectEvent, means: Means): Promise<Answer> {
  const { session } = means;
  if (session.account !== event.account) throw new Error(`the role leads to account ${session.account}, not to ${event.account}`);
  const reading = await readPart(event, means);
  const calls = session.tally.counts();
  metrics.addMetric('Calls', 'Count', sum(calls.map((each) => each.calls)));
  metrics.addMetric('Retries', 'Count', sum(calls.map(({ retries }) => retries)));
  logger.info('collected', { account: event.account, part: event.part, status: reading.status, calls });
  return reading;
}

async function readPart(event: CollectEvent, means: Means): Promise<Answer> {
  switch (event.part) {
    case 'identity':
      return await readIdentity(event, means);
    case 'region':
      return await readRegion(event, means);
    case 'scope':
      return await readScoped(event, means);
  }
}

/** The accounts of a run are of one organization, as a rule, which has the same accounts and policies for each of them. */
let remembered: { readonly run: string; readonly end: number; readonly memory: OrganizationMemory } | undefined;
const MEMORY = 900_000;

/** What earlier invocations of the same run read a quarter of an hour ago at most. */
function memoryOf(run: string): OrganizationMemory {
  const now = Date.now();
  if (remembered === undefined || remembered.run !== run || remembered.end < now)
    remembered = { run, end: now + MEMORY, memory: organizationMemory() };
  return remembered.memory;
}

async function readIdentity(event: CollectEvent, { session, bucket, until }: Means): Promise<PartReading> {
  const key = partKey(event, 'identity');
  await bucket.writePart(key, await collectIdentity(session, until));
  return { status: 'read', key };
}

type RegionEvent = Extract<CollectEvent, { part: 'region' }>;

/** Goes on where the call before stopped. The rest is a gap after twenty calls, or after one that came no further. */
async function readRegion(event: RegionEvent, { session, bucket, until }: Means): Promise<RegionPart> {
  const { region, reading } = event;
  const resume = await cursorOf(event, bucket);
  const result = await collectRegion(session, region, resume === undefined ? { until } : { until, resume });
  const key = partKey(event, region);
  if (result.kind === 'region') {
    await bucket.writePart(key, result.file);
    return { region, status: 'read', key };
  }
  const calls = reading.calls + 1;
  const left = leftOf(result.cursor);
  if (calls >= MOST_CALLS || (reading.left >= 0 && left >= reading.left)) {
    await bucket.writePart(key, cutShort(result.cursor, calls));
    return { region, status: 'read', key };
  }
  const cursor = cursorKey(event, region);
  await bucket.writePart(cursor, result.cursor);
  return { region, status: 'again', key: cursor, calls, left };
}

async function cursorOf(event: RegionEvent, bucket: Bucket): Promise<RegionCursor | undefined> {
  if (event.reading.calls === 0) return undefined;
  // INVARIANT: only this function writes there, and only cursors.
  return (await bucket.readPart(cursorKey(event, event.region))) as RegionCursor;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
