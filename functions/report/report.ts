// Answers a question on demand: a live audit that changes nothing, or the last one that was stored.
import * as z from 'zod';
import { openBucket } from '../../lib/aws/deployment/bucket.ts';
import { startExecution } from '../../lib/aws/deployment/executions.ts';
import { type Config, readConfig } from '../../lib/config.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { readAccounts } from '../runtime/accounts.ts';
import { account } from '../runtime/events.ts';
import { lambda, logger } from '../runtime/handler.ts';
import type { StartRefusal } from '../runtime/refusal.ts';
import { liveKeys, type ReportKeys } from '../runtime/report-keys.ts';
import { saveReport } from '../runtime/reports.ts';
import { latestOf, readReport, type StoredReportReading } from '../runtime/stored-reports.ts';
import { accessesOf, accessTo, inAccount } from '../runtime/target-accounts.ts';
import { answerOf, type ReportAnswer, type ReportPlace } from './answer.ts';
import { type Overview, overviewOf } from './overview.ts';

const VARIABLES = ['BUCKET', 'BASELINE', 'ACCOUNTS', 'READER_ROLE', 'EXTERNAL_ID', 'REGIONS', 'SCHEDULE_HOURS'] as const;
type Settings = Config<(typeof VARIABLES)[number]>;

/** What is asked. `token`: the same one never starts a second scan, and later brings the report of the first. */
const reportEvent = z.strictObject({
  account: account.optional(),
  /** `all`: of every account. */
  latest: z.literal([true, 'all']).optional(),
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'expected 1 to 40 letters, digits, hyphens or underscores' })
    .optional(),
});

/** What is left for judging and answering of the 100 seconds that a caller may wait. */
const PATIENCE = 100_000;
const JUDGING = 45_000;
type Latest = { readonly kind: 'latest' } & ReportAnswer;
type None = { readonly kind: 'none'; readonly account: string; readonly message: string };
type Answer =
  | ({ readonly kind: 'live' } & ReportAnswer)
  | Latest
  | None
  | ({ readonly kind: 'all' } & Overview)
  /** The account lets nobody in now; what was last known of it comes along. */
  | ({ readonly kind: 'refused'; readonly account: string; readonly latest: Latest | null } & StartRefusal)
  | {
      readonly kind: 'started';
      readonly account: string;
      readonly execution: string;
      readonly message: string;
      readonly latest: Latest | null;
    };

export const handler = lambda(reportEvent, async (event, { deadline, requestId }): Promise<Answer> => {
  const now = Date.now();
  const config = readConfig(VARIABLES, process.env);
  const bucket = openBucket(config.BUCKET);
  const until = Math.min(now + PATIENCE, deadline) - JUDGING;
  try {
    const targets = { ...config, ACCOUNTS: await readAccounts(config.ACCOUNTS) };
    const { own, accesses } = await inAccount(
      { role: null, externalId: undefined, signal: AbortSignal.timeout(PATIENCE) },
      async ({ account: id, partition }) => {
        const ownAccount = { account: id, partition };
        return { own: ownAccount, accesses: accessesOf(targets, ownAccount) };
      },
    );
    const accounts = accesses.map((each) => each.account);
    const place: ReportPlace = { bucket, own, now };
    if (event.latest === 'all' && event.account === undefined)
      return { kind: 'all', ...(await overviewOf(place, accounts, config.SCHEDULE_HOURS)) };
    const access = accessTo(accesses, event.account);
    if (event.latest) return await latestAnswer(place, access.account, config);
    const name = executionName(access.account, event.token, now);
    const keys = liveKeys(access.account, name);
    const done = event.token === undefined ? undefined : await readReport(bucket, keys);
    if (done?.kind === 'read') return { kind: 'live', ...(await answerOf(place, { keys, report: done.value, scheduleHours: undefined })) };
    // Whoever asks for the latest audit does not wait for what only a scan needs.
    const { collectWithin, refusalOf } = await import('./live-scan.ts');
    try {
      const file = await collectWithin({ ...access, externalId: config.EXTERNAL_ID, regions: config.REGIONS, until });
      const judging = { config, accounts, deadline, keys: liveKeys(access.account, requestId) };
      if (file) return { kind: 'live', ...(await judged(file, place, judging)) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      return { kind: 'refused', account: access.account, ...refusal, latest: await latestOrNull(place, access.account, config) };
    }
    return await started({ account: access.account, name, place, config });
  } finally {
    bucket.close();
  }
});

/** The audit that ended last, or why there is none to show. */
async function latestAnswer(place: ReportPlace, of: string, { SCHEDULE_HOURS: scheduleHours }: Settings): Promise<Latest | None> {
  const latest = await latestOf(place.bucket, of);
  if (latest.kind !== 'read') return none(of, latest);
  const { keys, collectedAt } = latest.value;
  const report = await readReport(place.bucket, keys);
  if (report.kind !== 'read') return none(of, report);
  return { kind: 'latest', ...(await answerOf(place, { keys, report: report.value, collectedAt, scheduleHours })) };
}

async function latestOrNull(place: ReportPlace, of: string, config: Settings): Promise<Latest | null> {
  const latest = await latestAnswer(place, of, config);
  return latest.kind === 'latest' ? latest : null;
}

interface Judging {
  readonly config: Settings;
  readonly accounts: readonly string[];
  readonly keys: ReportKeys;
  readonly deadline: number;
}

async function judged(file: SnapshotFile, place: ReportPlace, { config, accounts, keys, deadline }: Judging): Promise<ReportAnswer> {
  const { bucket } = place;
  const { judgeLive } = await import('../runtime/live-judge.ts');
  const made = await judgeLive(file, { bucket, baselineAt: config.BASELINE, accounts });
  const report = await saveReport(bucket, { ...made, keys, isRetried: false, deadline });
  const { account: of, complete, summary, known } = report;
  logger.info('reported', { account: of, complete, summary, known });
  return answerOf(place, { keys, report, scheduleHours: undefined });
}

interface Start {
  readonly account: string;
  readonly name: string;
  readonly place: ReportPlace;
  readonly config: Settings;
}

async function started({ account: of, name, place, config }: Start): Promise<Answer> {
  const { STATE_MACHINE: stateMachine } = readConfig(['STATE_MACHINE'], process.env);
  const latest = await latestOrNull(place, of, config);
  await startExecution({ stateMachine, name, input: { mode: 'report', account: of } });
  logger.info('started', { account: of, execution: name });
  const message = `the scan takes longer than a caller waits; ask again with {"token": "${tokenOf(name)}"} when the execution has ended`;
  return { kind: 'started', account: of, execution: name, message, latest };
}

function none(of: string, reading: Exclude<StoredReportReading<unknown>, { kind: 'read' }>): None {
  const reason = reading.kind === 'none' ? 'no audit is stored yet' : `${reading.place} is no report that this version can read`;
  return { kind: 'none', account: of, message: `${reason}: wait for the schedule, or ask without \`latest\`` };
}

const QUARTER_HOUR = 900_000;

/** Without a token, whoever asks again within a quarter of an hour asks for the same scan. */
function executionName(of: string, token: string | undefined, now: number): string {
  return `report-${of}-${token ?? `at-${Math.floor(now / QUARTER_HOUR)}`}`;
}

function tokenOf(name: string): string {
  return name.split('-').slice(2).join('-');
}
