// Judges what was read of one account, remembers it, and tells what changed; or, for a report, changes nothing.

import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { openBucket } from '../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { readConfig } from '../../lib/config.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { accountId, instant } from '../../lib/model/ids.ts';
import { refuseFuture } from '../runtime/clock.ts';
import { isDry } from '../runtime/dry.ts';
import { auditEvent, type CollectedPart } from '../runtime/events.ts';
import { lambda } from '../runtime/handler.ts';
import { judgeLive } from '../runtime/live-judge.ts';
import { liveKeys } from '../runtime/report-keys.ts';
import { saveReport } from '../runtime/reports.ts';
import { assemble } from './assemble.ts';
import { dryAudit, dryTest } from './dry-audit.ts';
import type { RunAnswer } from './run-on.ts';
import { auditScan } from './scan-audit.ts';
import { auditAgain } from './scoped-audit.ts';
import { type AuditMeans, accountsOf, ownAccount, type Settings, topicNames, topicsOf, VARIABLES } from './settings.ts';
import { unreadIn } from './unread.ts';

export const handler = lambda(auditEvent, async (event, { deadline }) => {
  if (!('test' in event)) refuseFuture(event.startedAt, Date.now());
  if ('test' in event && isDry(event)) return await dryTest(event.account);
  if ('parts' in event && event.mode === 'audit' && isDry(event)) return await dryAudit(event);
  if ('reread' in event && isDry(event))
    throw new Error('what events began is run in a deployment alone: give the event `dry: false` to save and tell');
  const config = readConfig(VARIABLES, process.env);
  const bucket = openBucket(config.BUCKET);
  try {
    if ('test' in event) return await test(event.account, bucket, config);
    if ('reread' in event) return await auditAgain(event, { bucket, config, deadline });
    return event.mode === 'report'
      ? await report(event, { bucket, config, deadline })
      : await auditScan(event, { bucket, config, deadline });
  } finally {
    bucket.close();
  }
});

/** For a caller who could not wait for the scan: nothing is remembered and nobody is told. */
async function report(event: CollectedPart, { bucket, config, deadline }: AuditMeans): Promise<RunAnswer<'reported'>> {
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
  const { openPublisher, sendTestAlert } = await import('./messages.ts');
  const publisher = openPublisher(topicsOf(config));
  try {
    const ports = { store: findingStore(stateObjects(bucket)), publish: publisher.publish };
    return { outcome: 'tested', sent: await sendTestAlert(ports, { account, now, topics: topicNames(config) }) };
  } finally {
    publisher.close();
  }
}
