// Answers a question on demand: a live audit that changes nothing, or the last one that was stored.
import * as z from 'zod';
import { type Bucket, openBucket } from '../../lib/aws/deployment/bucket.ts';
import { startExecution } from '../../lib/aws/deployment/executions.ts';
import { type Config, readConfig } from '../../lib/config.ts';
import { type ReportSummary, reportSummary } from '../../lib/report/summary.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { readAccounts } from '../runtime/accounts.ts';
import { account } from '../runtime/events.ts';
import { lambda, logger } from '../runtime/handler.ts';
import { liveKeys, type ReportKeys } from '../runtime/report-keys.ts';
import { saveReport } from '../runtime/reports.ts';
import { latestOf, readReport, type StoredReport, type StoredReportReading } from '../runtime/stored-reports.ts';
import { accessesOf, accessTo, inAccount } from '../runtime/target-accounts.ts';

const VARIABLES = ['BUCKET', 'BASELINE', 'ACCOUNTS', 'READER_ROLE', 'EXTERNAL_ID', 'REGIONS'] as const;
type Settings = Config<(typeof VARIABLES)[number]>;

/** `token`: the same one never starts a second scan, and later brings the report of the first. */
const reportEvent = z.strictObject({
  account: account.optional(),
  latest: z.literal(true).optional(),
  token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'expected 1 to 40 letters, digits, hyphens or underscores' })
    .optional(),
});

/** What is left for judging and answering of the 100 seconds that a caller may wait. */
const PATIENCE = 100_000;
const JUDGING = 45_000;
const LINK_SECONDS = 3_600;

/** Until when at most: a link ends with the session of the function that signed it, which may be sooner. */
type Links = ReportKeys & { readonly untilAtMost: string };

interface Report extends ReportSummary {
  readonly known: StoredReport['known'];
  readonly links: Links;
  readonly message: string;
}

type Latest = { readonly kind: 'latest' } & Report;
type None = { readonly kind: 'none'; readonly account: string; readonly message: string };
type Answer =
  | ({ readonly kind: 'live' } & Report)
  | Latest
  | None
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
    const accesses = await inAccount({ role: null, externalId: undefined, signal: AbortSignal.timeout(PATIENCE) }, async (own) =>
      accessesOf(targets, own),
    );
    const access = accessTo(accesses, event.account);
    if (event.latest) return await latestAnswer(bucket, access.account);
    const name = executionName(access.account, event.token, now);
    const done = event.token === undefined ? undefined : await readReport(bucket, liveKeys(access.account, name));
    if (done?.kind === 'read') return { kind: 'live', ...(await answered(bucket, liveKeys(access.account, name), done.value)) };
    // Whoever asks for the latest audit does not wait for what only a scan needs.
    const { collectWithin } = await import('./live-scan.ts');
    const file = await collectWithin({ ...access, externalId: config.EXTERNAL_ID, regions: config.REGIONS, until });
    if (file)
      return {
        kind: 'live',
        ...(await judged(file, {
          bucket,
          config,
          accounts: accesses.map((each) => each.account),
          keys: liveKeys(access.account, requestId),
        })),
      };
    return await started({ account: access.account, name, bucket });
  } finally {
    bucket.close();
  }
});

/** The audit that ended last, or why there is none to show. */
async function latestAnswer(bucket: Bucket, of: string): Promise<Latest | None> {
  const latest = await latestOf(bucket, of);
  if (latest.kind !== 'read') return none(of, latest);
  const { keys, collectedAt } = latest.value;
  const report = await readReport(bucket, keys);
  if (report.kind !== 'read') return none(of, report);
  const answer = await answered(bucket, keys, report.value);
  return { kind: 'latest', ...answer, asOf: answer.asOf ?? collectedAt };
}

/** The answer about a report that is stored. */
async function answered(bucket: Bucket, keys: ReportKeys, report: StoredReport): Promise<Report> {
  const links = await linksTo(bucket, keys);
  const message = `the links work until ${links.untilAtMost} at the latest, and no longer than the session of the function's role: ask again for new ones`;
  return { ...reportSummary(report), known: report.known, links, message };
}

async function linksTo(bucket: Bucket, { json, markdown }: ReportKeys): Promise<Links> {
  const untilAtMost = new Date(Date.now() + LINK_SECONDS * 1000).toISOString();
  return { json: await bucket.link(json, LINK_SECONDS), markdown: await bucket.link(markdown, LINK_SECONDS), untilAtMost };
}

interface Judging {
  readonly bucket: Bucket;
  readonly config: Settings;
  readonly accounts: readonly string[];
  readonly keys: ReportKeys;
}

async function judged(file: SnapshotFile, { bucket, config, accounts, keys }: Judging): Promise<Report> {
  const { judgeLive } = await import('../runtime/live-judge.ts');
  const report = await judgeLive(file, { bucket, baselineAt: config.BASELINE, accounts });
  await saveReport(bucket, keys, report);
  const { account: of, complete, summary, known } = report;
  logger.info('reported', { account: of, complete, summary, known });
  return answered(bucket, keys, report);
}

interface Start {
  readonly account: string;
  readonly name: string;
  readonly bucket: Bucket;
}

async function started({ account: of, name, bucket }: Start): Promise<Answer> {
  const { STATE_MACHINE: stateMachine } = readConfig(['STATE_MACHINE'], process.env);
  const latest = await latestAnswer(bucket, of);
  await startExecution({ stateMachine, name, input: { mode: 'report', account: of } });
  logger.info('started', { account: of, execution: name });
  const message = `the scan takes longer than a caller waits; ask again with {"token": "${tokenOf(name)}"} when the execution has ended`;
  return { kind: 'started', account: of, execution: name, message, latest: latest.kind === 'latest' ? latest : null };
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
