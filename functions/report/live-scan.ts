// A whole account within the time that a caller waits, or nothing.
import { StartError } from '../../lib/aws/client/start-error.ts';
import { collectWhole } from '../../lib/aws/collect/collect.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { type StartRefusal, whyNot } from '../runtime/refusal.ts';
import { inAccount } from '../runtime/target-accounts.ts';

export interface Scan {
  readonly role: string | null;
  readonly externalId: string | undefined;
  /** Undefined reads every region that is enabled. */
  readonly regions: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const REGIONS_AT_ONCE = 8;

/** The snapshot; undefined where there was no time to finish it. Throws a StartError where the account lets nobody in, or names no regions. */
export async function collectWithin({ role, externalId, regions, until }: Scan): Promise<SnapshotFile | undefined> {
  const signal = AbortSignal.timeout(Math.max(0, until - Date.now()));
  try {
    return await inAccount({ role, externalId, signal }, (session) => collectWhole(session, { regions, until, width: REGIONS_AT_ONCE }));
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** Why the account lets nobody in, where that is what a scan ended with. */
export function refusalOf(error: unknown): StartRefusal | undefined {
  return error instanceof StartError ? whyNot(error) : undefined;
}
