// What a scan for a report comes to, after what is known of the account: nothing is remembered and nobody is told.
import { type AccountReport, reportAccount } from '../../lib/audit.ts';
import type { Bucket } from '../../lib/aws/deployment/bucket.ts';
import { stateObjects } from '../../lib/aws/deployment/finding-store.ts';
import { findingStore } from '../../lib/lifecycle/state-store.ts';
import { AuditError } from '../../lib/model/ports.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AccountState } from '../../lib/model/state.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { readBaseline } from './baseline.ts';
import { amongAccounts } from './shared-staleness.ts';
import { snapshotOf } from './snapshot.ts';
import type { StoredReport } from './stored-reports.ts';

export interface LiveAuditSources {
  readonly bucket: Bucket;
  readonly baselineAt: string;
  /** The accounts of the deployment. */
  readonly accounts: readonly string[];
}

export interface LiveReport {
  readonly report: AccountReport;
  readonly known: StoredReport['known'];
}

/** The report of a scan; one without a past where the state cannot be used. Throws where the scan is no snapshot, and where the baseline cannot be read. */
export async function judgeLive(file: SnapshotFile, { bucket, baselineAt, accounts }: LiveAuditSources): Promise<LiveReport> {
  const snapshot = snapshotOf(file);
  const [baseline, past] = await Promise.all([readBaseline(baselineAt), pastOf(bucket, snapshot)]);
  const among = await amongAccounts(bucket, snapshot.account, accounts, baseline);
  if (past.kind === 'known') return { report: reportAccount({ snapshot, baseline, among, known: past.state }), known: { status: 'read' } };
  return {
    report: reportAccount({ snapshot, baseline, among, known: undefined }),
    known: { status: 'unread', reason: past.reason, message: WITHOUT_PAST },
  };
}

const WITHOUT_PAST =
  'judged without what earlier audits knew: every finding counts as seen for the first time, what is over is not listed, and exceptions hold as the baseline has them';

type Past = { readonly kind: 'known'; readonly state: AccountState } | { readonly kind: 'unread'; readonly reason: string };

async function pastOf(bucket: Bucket, { account, collectedAt }: AccountSnapshot): Promise<Past> {
  try {
    const { state } = await findingStore(stateObjects(bucket)).load(account);
    if (state.collectedAt === null || state.collectedAt <= collectedAt) return { kind: 'known', state };
    return { kind: 'unread', reason: `the state is of a later audit, of ${state.collectedAt}: this scan began at ${collectedAt}` };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return { kind: 'unread', reason: error.message };
  }
}
