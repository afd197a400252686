// How many findings there are of a kind.
import { FINDING_STATES } from '../model/finding.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { AuditView, FindingView } from './schema.ts';

/** The counts of an audit. */
export function summaryOf(findings: readonly FindingView[]): AuditView['summary'] {
  const count = (holds: (finding: FindingView) => boolean): number => findings.filter(holds).length;
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    bySeverity: openBySeverity(findings),
    byCode: counts(codes, (code) => count((finding) => finding.code === code)),
    byState: counts(FINDING_STATES, (state) => count((finding) => finding.state === state)),
    unverified: count(({ evidence: { unread, unsettled }, unverifiedSince }) =>
      [unread, unsettled, unverifiedSince].some((each) => each !== undefined),
    ),
  };
}

/** How many findings are open, the gravest severity first. */
export function openBySeverity(findings: readonly Pick<FindingView, 'severity' | 'state'>[]): AuditView['summary']['bySeverity'] {
  const open = findings.filter(({ state }) => state === 'open');
  return counts(SEVERITIES.toReversed(), (severity) => open.filter((finding) => finding.severity === severity).length);
}

/** `1 high, 2 low`, the gravest first; empty where nothing is open. */
export function openInWords(findings: readonly Pick<FindingView, 'severity' | 'state'>[]): string {
  const counted = Object.entries(openBySeverity(findings)).flatMap(([severity, count]) => (count > 0 ? [`${count} ${severity}`] : []));
  return counted.join(', ');
}

function counts<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  // INVARIANT: one entry for each key.
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
}
