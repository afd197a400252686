import { Metrics } from '@aws-lambda-powertools/metrics';
import { expect, test, vi } from 'vitest';
import { recordMetrics } from '../../../functions/runtime/metrics.ts';
import { reportAccount } from '../../../lib/audit.ts';
import { emptyState } from '../../../lib/lifecycle/state.ts';
import type { AccountId } from '../../../lib/model/ids.ts';
import { readSnapshotValue } from '../../../lib/snapshot/parse.ts';

const ACCOUNT = '111111111111' as AccountId;
const UNREAD = { status: 'unknown', error: { code: 'AccessDenied', message: 'no', api: 'iam:GetAccountAuthorizationDetails' } };

function viewOfUnreadAccount() {
  const file = { schemaVersion: 1, partition: 'aws', account: ACCOUNT, collectedAt: '2026-11-21T20:00:00Z', identity: UNREAD, regions: [] };
  const reading = readSnapshotValue(file);
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reportAccount({ snapshot: reading.snapshot, baseline: undefined, known: emptyState(ACCOUNT) }).view;
}

/** What CloudWatch gets of an audit, by name; findings by severity. */
function recorded(kind: 'judged' | 'frozen') {
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  // Prints through the console that is watched here.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const metrics = new Metrics({ namespace: 'EcrDrift', serviceName: 'ecr-drift-test', logger: console });
  const outcome = {
    kind,
    view: viewOfUnreadAccount(),
    events: [],
    sent: 2,
    observed: undefined,
    access: GRANTS,
    issues: [],
    staleness: undefined,
  };
  recordMetrics(metrics, { outcome, milliseconds: 1_234 });
  metrics.publishStoredMetrics();
  const printed = lines.mock.calls.map(([line]) => JSON.parse(String(line)));
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  return printed;
}

const GRANTS = { grants: 7, principals: 3, repositories: 2 };

test('an audit is counted: its findings by severity, its grants, its gaps and its time', () => {
  const printed = recorded('judged');
  expect(printed.filter(({ Findings: count }) => count > 0)).toMatchObject([{ account: ACCOUNT, severity: 'high', Findings: 1 }]);
  expect(printed.map(({ severity }) => severity)).toEqual(expect.arrayContaining(['info', 'low', 'medium', 'high', 'critical']));
  expect(printed.at(-1)).toMatchObject({ AuditSucceeded: 1, IncompleteScans: 1, Gaps: 1, Grants: 7, MessagesSent: 2, Duration: 1_234 });
});

test('an audit that an invalid baseline froze is no success', () => {
  expect(recorded('frozen').at(-1)).toMatchObject({ AuditSucceeded: 0 });
});
