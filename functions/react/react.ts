// Writes that EventBridge tells of, a minute of them at once: for each account that they touched, a run that looks there again.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { startExecution } from '../../lib/aws/deployment/executions.ts';
import { openToWrite, type WritableBucket } from '../../lib/aws/deployment/writable-bucket.ts';
import { accountIds, readConfig } from '../../lib/config.ts';
import type { WriteCandidate } from '../../lib/events/write-candidate.ts';
import { arnFields } from '../../lib/model/ids.ts';
import { quoted } from '../../lib/text/quote.ts';
import { readAccounts } from '../runtime/accounts.ts';
import { DRY_NOTE, isDry } from '../runtime/dry.ts';
import { dry } from '../runtime/events.ts';
import { lambda, logger, metrics } from '../runtime/handler.ts';
import { partKey } from '../runtime/object-keys.ts';
import { writeScope } from '../runtime/scope.ts';
import { type RefusedMessage, sortMessages, type TouchedAccount } from './records.ts';

const queueEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })), dry });

/** The messages that SQS is to deliver again. */
interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What it would start, for runs on somebody's machine. */
interface DryReaction {
  readonly dry: true;
  readonly runs: readonly { readonly account: string; readonly writes: readonly WriteCandidate[] }[];
  readonly refused: readonly RefusedMessage[];
  readonly note: string;
}

export const handler = lambda(queueEvent, async (event): Promise<QueueAnswer | DryReaction> => {
  const { Records: messages } = event;
  const {
    BUCKET,
    ACCOUNT_STATE_MACHINE: stateMachine,
    ACCOUNTS,
  } = readConfig(['BUCKET', 'ACCOUNTS', 'ACCOUNT_STATE_MACHINE'], process.env);
  const place = arnFields(stateMachine);
  // Without them every event would be of another account, and dropped.
  if (place === undefined) throw new Error(`environment: ACCOUNT_STATE_MACHINE is no ARN: ${quoted(stateMachine)}`);
  const { account: own, partition } = place;
  const accounts = new Set(accountIds(await readAccounts(ACCOUNTS), own));
  const { touched, refused, ofNothing, repeated } = sortMessages(messages, { accounts, partition });
  if (isDry(event)) {
    const runs = touched.map(({ account, writes }) => ({ account, writes: [...writes.values()] }));
    return { dry: true, runs, refused, note: DRY_NOTE };
  }
  tellRefused(refused);
  metrics.addMetric('EventsReceived', 'Count', messages.length);
  const bucket = openToWrite(BUCKET);
  try {
    const failed: string[] = [];
    for (const each of touched) if (!(await isStarted(each, { bucket, stateMachine }))) failed.push(...each.messages);
    logger.info('reacted', { messages: messages.length, accounts: touched.length, refused: refused.length, ofNothing, repeated });
    return { batchItemFailures: [...new Set(failed)].map((itemIdentifier) => ({ itemIdentifier })) };
  } finally {
    bucket.close();
  }
});

interface Means {
  readonly bucket: WritableBucket;
  readonly stateMachine: string;
}

/** A batch that comes again has the same name, and starts nothing twice. */
async function isStarted({ account, writes }: TouchedAccount, { bucket, stateMachine }: Means): Promise<boolean> {
  const run = runOf([...writes.keys()]);
  const scope = partKey({ run, account }, 'scope');
  try {
    await writeScope(bucket, scope, [...writes.values()]);
    await startExecution({ stateMachine, name: `${run}-${account}`, input: { run, mode: 'audit', account, scope } });
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    logger.error('no run was started: its events come again', { account, reason: error.message });
    return false;
  }
}

const DIGEST = 32;

function runOf(writes: readonly string[]): string {
  const digest = createHash('sha256')
    .update([...writes].sort().join('\n'))
    .digest('hex');
  return `event-${digest.slice(0, DIGEST)}`;
}

/** Counted, with some of them in words. */
function tellRefused(refused: readonly RefusedMessage[]): void {
  metrics.addMetric('EventsRefused', 'Count', refused.length);
  if (refused.length > 0) logger.warn('events refused', { count: refused.length, first: refused.slice(0, MOST_NAMED) });
}

const MOST_NAMED = 5;
