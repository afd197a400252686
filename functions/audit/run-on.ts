// What every run has in common: whom it tells, where its report is, and what is said of it afterwards.

import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import type { AttributionSource } from '../../lib/model/actor.ts';
import { accountId } from '../../lib/model/ids.ts';
import type { AuditInput, AuditOutcome, AuditPorts, ScopeOutcome } from '../../lib/run.ts';
import { readBaseline } from '../runtime/baseline.ts';
import type { TargetAccount } from '../runtime/events.ts';
import { logger, metrics } from '../runtime/handler.ts';
import { recordMetrics } from '../runtime/metrics.ts';
import { reportKeys } from '../runtime/report-keys.ts';
import { consoleUrl, countsOf, saveAsLatest, saveReport } from '../runtime/reports.ts';
import { amongAccounts } from '../runtime/shared-staleness.ts';
import type { HubOutcome } from './hub-import.ts';
import { type AuditMeans, accountsOf, type Settings, topicNames, topicsOf } from './settings.ts';
import { toSecurityHub } from './to-hub.ts';
import { unreadIn } from './unread.ts';

/** What the execution of an account puts out. */
export interface RunAnswer<Outcome> {
  readonly outcome: Outcome;
  /** What was not read, for the output of the execution. */
  readonly unread: string;
  /** What Security Hub took; left out where it is off. */
  readonly securityHub?: HubOutcome;
}

export interface RunMeans extends AuditMeans {
  /** Whether a report is kept of a run that nothing came of. */
  readonly alwaysReports: boolean;
  readonly attribute?: AuditPorts['attribute'];
}

export type RunInput = Omit<AuditInput, 'groundOf'>;

/** Runs with the topics, the baseline and the state of the deployment. Throws an AuditError. */
export async function runOn<O extends AuditOutcome | ScopeOutcome>(
  event: TargetAccount,
  { bucket, config, deadline, alwaysReports, attribute }: RunMeans,
  run: (ports: AuditPorts, input: RunInput) => Promise<O>,
): Promise<O> {
  const begun = Date.now();
  const account = accountId(event.account);
  if (account === undefined) throw new Error(`${event.account} is no account`);
  const keys = reportKeys(account, event.startedAt);
  const [baseline, accounts] = await Promise.all([readBaseline(config.BASELINE), accountsOf(config)]);
  const among = await amongAccounts(bucket, account, accounts, baseline);
  // Before anything is judged: without it nobody could be told.
  const { openPublisher, tell } = await import('./messages.ts');
  const publisher = openPublisher(topicsOf(config));
  try {
    const outcome = await run(
      {
        store: findingStore(stateObjects(bucket)),
        tell,
        ...(attribute ? { attribute } : {}),
        publish: publisher.publish,
        saveReport: async (judged) => {
          if (!alwaysReports && judged.view.events?.length === 0) return;
          const saved = await saveReport(bucket, { keys, report: judged, known: { status: 'read' }, isRetried: true, deadline });
          await saveAsLatest(bucket, { account, collectedAt: judged.view.asOf, keys, counts: countsOf(saved) });
        },
      },
      {
        account,
        baseline,
        among,
        notify: {
          topics: topicNames(config),
          minimumSeverity: config.MINIMUM_SEVERITY,
          attribution: sourceOf(config),
          reportUrl: consoleUrl({ bucket: bucket.name, key: keys.html, partition: event.partition, region: process.env['AWS_REGION'] }),
        },
      },
    );
    tellOutcome(outcome, event, Date.now() - begun);
    return outcome;
  } finally {
    publisher.close();
  }
}

/** Where people are told that a change has no name, and why; undefined where they did not ask for names. */
function sourceOf({ ATTRIBUTION: attribution, EVENTS: events }: Settings): AttributionSource | undefined {
  if (attribution === 'off') return undefined;
  return attribution === 'events' && events === 'off' ? 'off' : attribution;
}

function tellOutcome(outcome: AuditOutcome | ScopeOutcome, { account, scope }: TargetAccount, milliseconds: number): void {
  if (outcome.kind === 'skipped') {
    logger.info('nothing to judge', { account, scope, because: outcome.because, sent: outcome.sent });
    return;
  }
  const { kind, view, events, sent, issues } = outcome;
  recordMetrics(metrics, { outcome, milliseconds });
  logger.info('audited', { account, scope, kind, complete: view.complete, summary: view.summary, events: events.length, sent, issues });
}

/** What is said of a run that judged, once Security Hub has what it is to have. */
export async function answerOf(
  { kind, view }: AuditOutcome,
  { run }: TargetAccount,
  means: AuditMeans,
): Promise<RunAnswer<AuditOutcome['kind']>> {
  const answer = { outcome: kind, unread: unreadIn(view) };
  if (means.config.SECURITY_HUB === 'off') return answer;
  return { ...answer, securityHub: await toSecurityHub(view, run, means) };
}
