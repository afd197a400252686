// What a dashboard shows of an audit.
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { SEVERITIES } from '../../lib/model/severity.ts';
import type { AuditOutcome } from '../../lib/run.ts';

export interface Measured {
  readonly outcome: AuditOutcome;
  readonly milliseconds: number;
}

/** Findings are counted per account and severity. A frozen audit is no success: an alarm hears of it. */
export function recordMetrics(metrics: Metrics, { outcome: { kind, view, sent, access }, milliseconds }: Measured): void {
  for (const severity of SEVERITIES) {
    const open = view.findings.filter((finding) => finding.severity === severity && finding.state === 'open').length;
    metrics.singleMetric().addDimensions({ account: view.account, severity }).addMetric('Findings', 'Count', open);
  }
  metrics.addMetric('AuditSucceeded', 'Count', kind === 'judged' ? 1 : 0);
  metrics.addMetric('IncompleteScans', 'Count', view.complete ? 0 : 1);
  if (access) metrics.addMetric('Grants', 'Count', access.grants);
  metrics.addMetric('Gaps', 'Count', view.unread.length);
  metrics.addMetric('MessagesSent', 'Count', sent);
  metrics.addMetric('Duration', 'Milliseconds', milliseconds);
}
