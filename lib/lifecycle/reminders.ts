// Reminders: what is grave and still open is told again, ever more rarely, until it is over or accepted.

import { reaches } from '../drift/severity.ts';
import type { Instant } from '../model/ids.ts';
import type { Severity } from '../model/severity.ts';
import type { KnownFinding } from '../model/state.ts';

const BAR: Severity = 'high';
const FIRST_DAYS = [1, 3];
const WEEK = 7;
const DAY = 24 * 60 * 60 * 1000;

export interface Reminded {
  /** All findings, those that are due with the time of this reminder. */
  readonly findings: readonly KnownFinding[];
  readonly due: readonly KnownFinding[];
}

/** Open high and critical findings are due after 1, 3 and 7 days, then every week; a run that comes late reminds once. `isReported`: people hear of it anyway. */
export function remind(findings: readonly KnownFinding[], isReported: (finding: KnownFinding) => boolean, now: Instant): Reminded {
  const next = findings.map((finding) => (isDue(finding, now) && !isReported(finding) ? { ...finding, remindedAt: now } : finding));
  return { findings: next, due: next.filter((finding, index) => finding !== findings[index]) };
}

function daysBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / DAY);
}

function isDue(finding: KnownFinding, now: Instant): finding is Extract<KnownFinding, { readonly state: 'open' }> {
  if (finding.state !== 'open' || !reaches(finding.severity, BAR)) return false;
  const { since, remindedAt } = finding;
  return remindersWithin(daysBetween(since, now)) > remindersWithin(daysBetween(since, remindedAt ?? since));
}

/** How many reminders fall into so many days. */
function remindersWithin(days: number): number {
  return FIRST_DAYS.filter((first) => first <= days).length + Math.floor(days / WEEK);
}
