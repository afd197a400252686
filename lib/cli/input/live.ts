// A live account: credentials and regions as the SDK finds them, one scan, one closing line.

import { openSession, type Session } from '../../aws/client/session.ts';
import { StartError } from '../../aws/client/start-error.ts';
import { collectAccount } from '../../aws/collect/collect.ts';
import { partitionOf } from '../../model/regions.ts';
import type { SnapshotFile } from '../../snapshot/schema.ts';
import { complain } from '../files/output.ts';
import { Failure } from '../process/failure.ts';
import { interruptible } from '../process/interrupt.ts';
import { progressLine } from '../process/progress.ts';
import type { LiveOptions } from './live-options.ts';
import { scanSummary } from './scan-summary.ts';

/** Reads the account and hands it to `use` with who read it, which may still be interrupted. Throws a Failure when nobody can be asked. */
export function withLiveAccount<T>(
  options: LiveOptions,
  use: (file: SnapshotFile, signal: AbortSignal, caller: string) => Promise<T>,
): Promise<T> {
  return interruptible((signal) =>
    withSession(options, signal, async (session) => {
      const file = await scan(session, options);
      return use(file, signal, session.caller);
    }),
  );
}

/** Opens a session for `task` and closes it afterwards; what keeps it from opening is a Failure. */
export async function withSession<T>(options: LiveOptions, signal: AbortSignal, task: (session: Session) => Promise<T>): Promise<T> {
  try {
    const session = await opened(options, signal);
    return await task(session).finally(session.clients.close);
  } catch (error) {
    if (error instanceof StartError) throw new Failure(error.message, { cause: error });
    throw error;
  }
}

async function opened({ roleArn: arn, externalId, regions }: LiveOptions, signal: AbortSignal): Promise<Session> {
  if (externalId !== undefined && arn === undefined) throw new Failure('--external-id is for a role: add --role-arn');
  const session = await openSession({ signal, role: arn === undefined ? undefined : { arn, externalId }, region: regions?.[0] });
  checkPartition(session, regions);
  return session;
}

/** Credentials are of one partition, and unknown in every other. */
function checkPartition({ partition, caller }: Session, regions: readonly string[] = []): void {
  const foreign = regions.find((region) => (partitionOf(region) ?? partition) !== partition);
  if (foreign === undefined) return;
  throw new Failure(
    `region \`${foreign}\` is in partition ${partitionOf(foreign)}, the credentials of ${caller} are not: use credentials of that partition`,
  );
}

async function scan(session: Session, { regions }: LiveOptions): Promise<SnapshotFile> {
  const { now } = session.timing;
  const startedAt = now();
  const progress = progressLine(process.stderr, now);
  try {
    const file = await collectAccount(session, { regions, onProgress: progress.show });
    progress.clear();
    complain(scanSummary(file, session.tally.counts(), now() - startedAt));
    return file;
  } finally {
    progress.clear();
  }
}
