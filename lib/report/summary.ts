// The short answer to whoever asks for a report: when it was made, counts, the worst findings, and how much was read.
import { counted } from '../text/quote.ts';
import { openBySeverity, openInWords } from './counts.ts';
import type { AuditView, FindingView, StoredAuditView } from './schema.ts';

const WORST = 10;
const MOST_GAPS = 10;

export interface ReportSummary {
  readonly account: string;
  /** When the account was read; null in a report of a version that did not say. */
  readonly asOf: string | null;
  /** The counts in words: they are of open findings. */
  readonly open: string;
  readonly complete: boolean;
  /** How many parts were not read; `unread` names the first of them. */
  readonly unreadParts: number;
  readonly unread: AuditView['unread'];
  readonly baseline: AuditView['baseline'];
  /** `bySeverity` counts what is open. */
  readonly summary: AuditView['summary'];
  readonly observed: AuditView['observed'];
  readonly worst: readonly WorstFinding[];
}

export type WorstFinding = Pick<FindingView, 'id' | 'code' | 'severity' | 'message' | 'unverifiedSince'>;

/** An audit in a few lines of JSON; the worst findings are open ones, and so is what is counted by severity, whichever version stored the audit. */
export function reportSummary({ account, asOf, complete, unread, baseline, summary, observed, findings }: StoredAuditView): ReportSummary {
  const open = findings.filter(({ state }) => state === 'open');
  return {
    ...{
      account,
      asOf,
      open: open.length === 0 ? 'no open findings' : `${counted(open.length, 'open finding')}: ${openInWords(open)}`,
      complete,
    },
    ...{ unreadParts: unread.length, unread: unread.slice(0, MOST_GAPS), baseline },
    // Versions that did not say when counted by severity what was over as well.
    summary: asOf === null ? { ...summary, bySeverity: openBySeverity(findings) } : summary,
    observed,
    worst: open.slice(0, WORST).map(worstView),
  };
}

function worstView({ id, code, severity, message, unverifiedSince }: FindingView): WorstFinding {
  return { id, code, severity, message, ...(unverifiedSince === undefined ? {} : { unverifiedSince }) };
}
