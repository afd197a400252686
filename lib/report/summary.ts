// The short answer to whoever asks for a report: counts, the worst findings, and how much was read.
import type { AuditView, FindingView } from './schema.ts';

const WORST = 10;
const MOST_GAPS = 10;

export interface ReportSummary {
  readonly account: string;
  readonly complete: boolean;
  /** How many parts were not read; `unread` names the first of them. */
  readonly unreadParts: number;
  readonly unread: AuditView['unread'];
  readonly baseline: AuditView['baseline'];
  readonly summary: AuditView['summary'];
  readonly observed: AuditView['observed'];
  readonly worst: readonly WorstFinding[];
}

export type WorstFinding = Pick<FindingView, 'id' | 'code' | 'severity' | 'message'>;

/** An audit in a few lines of JSON; the worst findings are open ones. */
export function reportSummary({ account, complete, unread, baseline, summary, observed, findings }: AuditView): ReportSummary {
  const open = findings.filter(({ state }) => state === 'open');
  const worst = open.slice(0, WORST).map(({ id, code, severity, message }) => ({ id, code, severity, message }));
  return { account, complete, unreadParts: unread.length, unread: unread.slice(0, MOST_GAPS), baseline, summary, observed, worst };
}
