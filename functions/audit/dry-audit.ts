// What an audit would save and send, for runs on somebody's machine: nothing is saved, and nobody is told.

import { openBucket } from '../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { accountIds, readConfig } from '../../lib/config.ts';
import type { Outbox } from '../../lib/lifecycle/outbox.ts';
import { emptyState } from '../../lib/lifecycle/state.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { type AccountId, accountId, instant } from '../../lib/model/ids.ts';
import type { FindingStore } from '../../lib/model/ports.ts';
import type { Message, Topic } from '../../lib/model/state.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { type AuditOutcome, auditAccount } from '../../lib/run.ts';
import { readAccounts } from '../runtime/accounts.ts';
import { readBaseline } from '../runtime/baseline.ts';
import { DRY_NOTE } from '../runtime/dry.ts';
import type { CollectedPart } from '../runtime/events.ts';
import { amongAccounts } from '../runtime/shared-staleness.ts';
import { snapshotOf } from '../runtime/snapshot.ts';
import { assemble } from './assemble.ts';
import { watchedRegions } from './watched.ts';

interface Dry {
  readonly dry: true;
  /** What would have been sent, with what waits from earlier runs. */
  readonly messages: readonly Pick<Message, 'topic' | 'subject' | 'body'>[];
  readonly note: string;
}

export interface DryAudit extends Dry, Pick<AuditView, 'asOf' | 'complete' | 'summary' | 'events'> {
  readonly outcome: AuditOutcome['kind'];
}

const TOPICS: readonly Topic[] = ['findings', 'email'];

/** The audit of parts that were collected, after the state of the account as it is. */
export async function dryAudit(event: CollectedPart): Promise<DryAudit> {
  const { BUCKET, BASELINE, ACCOUNTS, MINIMUM_SEVERITY } = readConfig(['BUCKET', 'BASELINE', 'ACCOUNTS', 'MINIMUM_SEVERITY'], process.env);
  const bucket = openBucket(BUCKET);
  try {
    const store = findingStore(stateObjects(bucket));
    const watched = event.regionsUnread === null ? [] : await watchedRegions(store, event.account);
    const [file, baseline, listed] = await Promise.all([assemble(bucket, event, watched), readBaseline(BASELINE), readAccounts(ACCOUNTS)]);
    // Which account `this` is, a machine that is not deployed knows only where no other is meant: else nothing is known of it.
    const accounts = listed.includes(event.account) ? listed : accountIds(listed, event.account);
    const among = await amongAccounts(bucket, event.account, accounts, baseline);
    const { tell } = await import('./messages.ts');
    const { outbox, messages } = dryOutbox(store.load);
    const snapshot = snapshotOf(file);
    const { account } = snapshot;
    const { kind, view } = await auditAccount(
      { ...outbox, tell, saveReport: async () => undefined },
      {
        account,
        groundOf: () => ({ snapshot, basis: undefined }),
        baseline,
        among,
        notify: { topics: TOPICS, minimumSeverity: MINIMUM_SEVERITY, reportUrl: null },
      },
    );
    const { asOf, complete, summary, events } = view;
    return { outcome: kind, dry: true, asOf, complete, summary, events, messages: messages(), note: DRY_NOTE };
  } finally {
    bucket.close();
  }
}

/** The test alert as it would go out; needs neither a deployment nor credentials. */
export async function dryTest(named: string | undefined): Promise<Dry & { readonly outcome: 'tested' }> {
  const account = named === undefined ? undefined : accountId(named);
  const now = instant(new Date().toISOString());
  if (account === undefined || now === undefined) throw new Error('no account for a test alert: give the event an `account`');
  const { sendTestAlert } = await import('./messages.ts');
  const { outbox, messages } = dryOutbox(async (of: AccountId) => ({ state: emptyState(of), version: undefined }));
  await sendTestAlert(outbox, { account, now, topics: TOPICS });
  return { outcome: 'tested', dry: true, messages: messages(), note: DRY_NOTE };
}

/** Takes every message and every state, and keeps the messages alone. */
function dryOutbox(load: FindingStore['load']): { readonly outbox: Outbox; readonly messages: () => Dry['messages'] } {
  const taken: Message[] = [];
  return {
    outbox: {
      store: { load, save: async () => 'unsaved' },
      publish: async (message) => {
        taken.push(message);
      },
    },
    messages: () => taken.map(({ topic, subject, body }) => ({ topic, subject, body })),
  };
}
