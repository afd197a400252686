// The short answer to whoever asks for a report: when it was made, counts, the worst findings, and how much was read.
import { counted } from '../text/quote.ts';
import { openBySeverity, openInWords } from './counts.ts';
import type { AuditView, CauseView, FindingView, StoredAuditView } from './schema.ts';

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
  /** What the worst findings come from; none in a report of a version that knew of no causes. */
  readonly causes: readonly WorstCause[];
  /** How many more there are. */
  readonly causesLeftOut: number;
  readonly worst: readonly WorstFinding[];
  readonly worstLeftOut: number;
}

/** With how many of its findings are open. */
export type WorstCause = Pick<CauseView, 'id' | 'severity' | 'kind' | 'message' | 'principals' | 'repositories'> & {
  readonly open: number;
};
export type WorstFinding = Pick<FindingView, 'id' | 'code' | 'severity' | 'message' | 'unverifiedSince'>;

/** An audit in a few lines of JSON; the worst findings are open ones, and so is what is counted by severity, whichever version stored the audit. */
export function reportSummary({
  account,
  asOf,
  complete,
  unread,
  baseline,
  summary,
  observed,
  causes,
  findings,
}: StoredAuditView): ReportSummary {
  const open = findings.filter(({ state }) => state === 'open');
  const behind = openCauses(causes, new Set(open.map(({ id }) => id)));
  // Nothing found in what was not read is not nothing.
  const partly = complete ? '' : `; INCOMPLETE, ${counted(unread.length, 'part')} not read`;
  const from = behind.length === 0 ? '' : ` from ${counted(behind.length, 'cause')}`;
  return {
    ...{
      account,
      asOf,
      open: `${open.length === 0 ? 'no open findings' : `${counted(open.length, 'open finding')}${from}: ${openInWords(open)}`}${partly}`,
      complete,
    },
    ...{ unreadParts: unread.length, unread: unread.slice(0, MOST_GAPS), baseline },
    // Versions that did not say when counted by severity what was over as well.
    summary: asOf === null ? { ...summary, bySeverity: openBySeverity(findings) } : summary,
    observed,
    causes: behind.slice(0, WORST),
    causesLeftOut: Math.max(0, behind.length - WORST),
    worst: open.slice(0, WORST).map(worstView),
    worstLeftOut: Math.max(0, open.length - WORST),
  };
}

/** The causes of what is open, the gravest first. */
function openCauses(causes: readonly CauseView[], open: ReadonlySet<string>): readonly WorstCause[] {
  return causes.flatMap(({ id, severity, kind, message, findings, principals, repositories }) => {
    const count = findings.filter((finding) => open.has(finding)).length;
    return count === 0 ? [] : [{ id, severity, kind, message, open: count, principals, repositories }];
  });
}

function worstView({ id, code, severity, message, unverifiedSince }: FindingView): WorstFinding {
  return { id, code, severity, message, ...(unverifiedSince === undefined ? {} : { unverifiedSince }) };
}
