// Reads again what some writes touched, and says whether that is news.
import type { Session } from '../../lib/aws/client/session.ts';
import { readAgain } from '../../lib/aws/collect/again/read-again.ts';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { accountId } from '../../lib/model/ids.ts';
import { newest } from '../../lib/scoped/newest.ts';
import { overlaid } from '../../lib/scoped/overlaid.ts';
import { stillAs } from '../../lib/scoped/still-as.ts';
import { readBasis, readParts, writeParts } from '../runtime/basis.ts';
import type { CollectEvent, Rereading } from '../runtime/events.ts';
import { logger, metrics } from '../runtime/handler.ts';
import { partKey } from '../runtime/object-keys.ts';
import { readScope } from '../runtime/scope.ts';

type ScopeEvent = Extract<CollectEvent, { part: 'scope' }>;

interface Means {
  readonly session: Session;
  readonly bucket: Bucket;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/**
 * Keeps the parts that were read; those of an earlier call for the same run stay where this one could not read them. A call that failed
 * leaves its part as it was known. Throws an AuditError.
 */
export async function readScoped(event: ScopeEvent, { session, bucket, until }: Means): Promise<Rereading> {
  const account = accountId(event.account);
  if (account === undefined) throw new Error(`${event.account} is no account`);
  const { state } = await findingStore(stateObjects(bucket)).load(account);
  const basis = state?.basis && (await readBasis(bucket, state.basis));
  if (basis === undefined) return { status: 'no-basis' };
  const base = overlaid(basis.scan, basis.parts);
  const writes = await readScope(bucket, event.scope);
  const { parts, failed } = await readAgain(
    session,
    writes.flatMap(({ touched }) => touched),
    { base, until },
  );
  metrics.addMetric('RereadFailed', 'Count', failed.length);
  if (failed.length > 0)
    logger.warn('not read again', { account: event.account, count: failed.length, first: failed.slice(0, MOST_NAMED) });
  const key = partKey(event, 'reread');
  const all = newest((await readParts(bucket, key)) ?? [], parts);
  await writeParts(bucket, key, all);
  return { status: stillAs(base, all).length > 0 ? 'unchanged' : 'read', key, failed: failed.length };
}

const MOST_NAMED = 5;
