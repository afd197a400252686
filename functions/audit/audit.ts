// Judges what was read of one account, remembers it, and tells what changed; or, for a report, changes nothing.
import { type AuditOutcome, auditAccount } from '../../lib/audit.ts';
import { type Bucket, openBucket } from '../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { openPublisher } from '../../lib/aws/deployment/publisher.ts';
import { accountIds, type Config, readConfig } from '../../lib/config.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { accountId, instant } from '../../lib/model/ids.ts';
import type { Topic } from '../../lib/model/state.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { oneLine } from '../../lib/text/quote.ts';
import { readAccounts } from '../runtime/accounts.ts';
import { readBaseline } from '../runtime/baseline.ts';
import { refuseFuture } from '../runtime/clock.ts';
import { isDry } from '../runtime/dry.ts';
import { auditEvent, type CollectedPart } from '../runtime/events.ts';
import { lambda, logger, metrics } from '../runtime/handler.ts';
import { rememberAudit } from '../runtime/last-audit.ts';
import { judgeLive } from '../runtime/live-judge.ts';
import { recordMetrics } from '../runtime/metrics.ts';
import { liveKeys, reportKeys } from '../runtime/report-keys.ts';
import { consoleUrl, countsOf, saveAsLatest, saveReport } from '../runtime/reports.ts';
import { amongAccounts, rememberStaleness } from '../runtime/shared-staleness.ts';
import { snapshotOf } from '../runtime/snapshot.ts';
import { assemble } from './assemble.ts';
import { dryAudit, dryTest } from './dry-audit.ts';
import type { HubImport, HubOutcome } from './hub-import.ts';
import { keepSnapshot } from './latest-snapshot.ts';
import { unreadIn } from './unread.ts';
import { watchedRegions } from './watched.ts';

const VARIABLES = [
  'BUCKET',
  'BASELINE',
  'ACCOUNTS',
  'MINIMUM_SEVERITY',
  'FINDINGS_TOPIC',
  'EMAIL_TOPIC',
  'CHAT_TOPIC',
  'SECURITY_HUB',
  'IMPORT_QUEUE',
] as const;

export const handler = lambda(auditEvent, async (event, { deadline }) => {
  if (!('test' in event)) refuseFuture(event.startedAt, Date.now());
  if ('test' in event && isDry(event)) return await dryTest(event.account);
  if ('mode' in event && event.mode === 'audit' && isDry(event)) return await dryAudit(event);
  const config = readConfig(VARIABLES, process.env);
  const bucket = openBucket(config.BUCKET);
  try {
    if ('test' in event) return await test(event.account, bucket, config);
    return event.mode === 'report' ? await report(event, { bucket, config, deadline }) : await audit(event, { bucket, config, deadline });
  } finally {
    bucket.close();
  }
});

interface Answer<Outcome> {
  readonly outcome: Outcome;
  /** What was not read, for the output of the execution. */
  readonly unread: string;
  /** What Security Hub took; left out where it is off. */
  readonly securityHub?: HubOutcome;
}

type Settings = Config<(typeof VARIABLES)[number]>;

interface Surroundings {
  readonly bucket: Bucket;
  readonly config: Settings;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

async function audit(event: CollectedPart, { bucket, config, deadline }: Surroundings): Promise<Answer<AuditOutcome['kind']>> {
  const { account, startedAt } = event;
  const begun = Date.now();
  const keys = reportKeys(account, startedAt);
  const store = findingStore(stateObjects(bucket));
  const watched = event.regionsUnread === null ? [] : await watchedRegions(store, account);
  const [file, baseline, accounts] = await Promise.all([
    assemble(bucket, event, watched),
    readBaseline(config.BASELINE),
    accountsOf(config),
  ]);
  const among = await amongAccounts(bucket, account, accounts, baseline);
  // Before anything is judged: without it nobody could be told.
  const { tell } = await import('./messages.ts');
  const publisher = openPublisher(topicsOf(config));
  try {
    const outcome = await auditAccount(
      {
        store,
        tell,
        publish: publisher.publish,
        saveReport: async (judged) => {
          const saved = await saveReport(bucket, { keys, report: judged, known: { status: 'read' }, isRetried: true, deadline });
          await saveAsLatest(bucket, { account, collectedAt: startedAt, keys, counts: countsOf(saved) });
        },
      },
      {
        snapshot: snapshotOf(file),
        baseline,
        among,
        notify: {
          topics: topicNames(config),
          minimumSeverity: config.MINIMUM_SEVERITY,
          reportUrl: consoleUrl({ bucket: bucket.name, key: keys.html, partition: event.partition, region: process.env['AWS_REGION'] }),
        },
      },
    );
    recordMetrics(metrics, { outcome, milliseconds: Date.now() - begun });
    const { kind, view, events, sent, issues, staleness } = outcome;
    if (kind === 'judged') await rememberAudit(bucket, new Date());
    await keepSnapshot(bucket, file);
    if (staleness) await rememberStaleness(bucket, account, staleness);
    logger.info('audited', { account, kind, complete: view.complete, summary: view.summary, events: events.length, sent, issues });
    const answer = { outcome: kind, unread: unreadIn(view) };
    if (config.SECURITY_HUB === 'off') return answer;
    return { ...answer, securityHub: await toSecurityHub(view, event.run, { bucket, config, deadline }) };
  } finally {
    publisher.close();
  }
}

/** After everybody was told: whatever comes of it, the audit is done. */
async function toSecurityHub(view: AuditView, run: string, { bucket, config, deadline }: Surroundings): Promise<HubOutcome> {
  const [, partition = '', , region = '', account = ''] = config.FINDINGS_TOPIC.split(':');
  const outcome = await hubOutcome(bucket, { view, place: { account, region }, partition, run, queue: config.IMPORT_QUEUE, deadline });
  metrics.addMetric('SecurityHubImported', 'Count', outcome.imported);
  metrics.addMetric('SecurityHubFailed', 'Count', outcome.kept ? 0 : 1);
  if (outcome.problem === null) logger.info('sent to Security Hub', { account: view.account, ...outcome });
  else logger.warn('Security Hub did not take everything: the next audit sends it again', { account: view.account, ...outcome });
  return outcome;
}

async function hubOutcome(bucket: Bucket, sending: HubImport): Promise<HubOutcome> {
  try {
    const { importFindings } = await import('./hub-import.ts');
    return await importFindings(bucket, sending);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no reason is known';
    return { imported: 0, rejected: 0, waiting: 0, queued: 0, kept: false, problem: oneLine(`what was sent is not remembered: ${reason}`) };
  }
}

/** For a caller who could not wait for the scan: nothing is remembered and nobody is told. */
async function report(event: CollectedPart, { bucket, config, deadline }: Surroundings): Promise<Answer<'reported'>> {
  const accounts = await accountsOf(config);
  const made = await judgeLive(await assemble(bucket, event), { bucket, baselineAt: config.BASELINE, accounts });
  const saved = await saveReport(bucket, { ...made, keys: liveKeys(event.account, event.run), isRetried: true, deadline });
  return { outcome: 'reported', unread: unreadIn(saved) };
}

/** The way of a real alert, from the state of the account to every topic. */
async function test(
  named: string | undefined,
  bucket: Bucket,
  config: Settings,
): Promise<{ readonly outcome: 'tested'; readonly sent: number }> {
  const account = accountId(named ?? ownAccount(config));
  const now = instant(new Date().toISOString());
  if (account === undefined || now === undefined) throw new Error(`no account for a test alert: give the event an \`account\``);
  const { sendTestAlert } = await import('./messages.ts');
  const publisher = openPublisher(topicsOf(config));
  try {
    const ports = { store: findingStore(stateObjects(bucket)), publish: publisher.publish };
    return { outcome: 'tested', sent: await sendTestAlert(ports, { account, now, topics: topicNames(config) }) };
  } finally {
    publisher.close();
  }
}

/** Every account that is audited, by its id. */
async function accountsOf(config: Settings): Promise<readonly string[]> {
  return accountIds(await readAccounts(config.ACCOUNTS), ownAccount(config));
}

/** The account of the topic: the function has no other way to know its own without a call. */
function ownAccount({ FINDINGS_TOPIC: topic }: Settings): string {
  return topic.split(':')[4] ?? '';
}

function topicsOf({ FINDINGS_TOPIC: findings, EMAIL_TOPIC: email, CHAT_TOPIC: chat }: Settings): Readonly<Partial<Record<Topic, string>>> {
  return { findings, email, ...(chat === undefined ? {} : { chat }) };
}

function topicNames({ CHAT_TOPIC: chat }: Settings): readonly Topic[] {
  return chat === undefined ? ['findings', 'email'] : ['findings', 'email', 'chat'];
}
