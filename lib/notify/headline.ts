// What an alert says first, as plain text: whoever prints it makes it inert.
import { isAcceptable } from '../model/codes.ts';
import { incompleteness } from '../report/completeness.ts';
import { evidenceLines } from '../report/evidence-lines.ts';
import { qualified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';
import { counted } from '../text/quote.ts';
import { whom } from '../text/whom.ts';
import type { Notice } from './alerts.ts';
import { uncertaintyOf } from './certainty.ts';
import type { Alert } from './schema.ts';

const WORDS = {
  opened: 'NEW',
  updated: 'UPDATED',
  reopened: 'REOPENED',
  resolved: 'RESOLVED',
  accepted: 'ACCEPTED',
  'exception-expiring': 'EXCEPTION ENDING',
  'exception-expired': 'EXCEPTION ENDED',
  reminder: 'STILL OPEN',
  onboarding: 'WATCHING',
  'scan-incomplete': 'SCAN INCOMPLETE',
  test: 'TEST',
} as const satisfies Record<Notice['kind'], string>;

/** `NEW high`: the event and how grave it is; what is about the audit itself has no severity. */
export function badge(kind: Notice['kind'], alert: Alert): string {
  const words = uncertaintyOf({ kind, alert })?.toUpperCase() ?? WORDS[kind];
  return alert.total === 0 || kind === 'onboarding' ? words : `${words} ${alert.severity}`;
}

/** One plain sentence: that of the only finding, or the cause of all. */
export function sentence({ findings: [first], total, cause, event }: Alert): string {
  if (event === 'onboarding' || event === 'test' || !first) return cause;
  return total === 1 ? qualified(first) : `${counted(total, 'finding')}: ${cause}`;
}

const MOST_GAPS = 5;

/** What was read, in a few lines: every message says so. */
export function completeness(alert: Pick<Alert, 'event' | 'complete' | 'unread'>): readonly string[] {
  if (alert.event === 'test') return ['nothing was scanned'];
  const gaps = incompleteness(alert).map((line) => line.trim());
  const more = gaps.length > MOST_GAPS ? [`and ${gaps.length - MOST_GAPS} more`] : [];
  return [...(alert.complete ? ['scan complete'] : []), ...gaps.slice(0, MOST_GAPS), ...more];
}

const LACKS: ReadonlySet<string> = new Set(['ECRD-102', 'ECRD-106']);

/** `team/app: +pull account:222222222222`: the object of a finding and what is too much (+) or not enough (-) of it. */
export function delta({ code, name, repository, principal, capability, evidence }: FindingView): string {
  const object = repository ?? evidence.unread?.part ?? principal;
  const change = capability === null ? name : `${LACKS.has(code) ? '-' : '+'}${capability}`;
  const subject = principal === object ? null : principal;
  return [object === null ? change : `${object}: ${change}`, ...(subject === null ? [] : [whom(subject)])].join(' ');
}

/** The code of a finding, and until when it is accepted. */
export function label({ code, acceptance }: FindingView): string {
  return acceptance ? `${code}, accepted until ${acceptance.until.slice(0, 10)}` : code;
}

/** Whether the first finding of an alert about one cause has the same proof and the same remedy. */
export function isToldBefore(finding: FindingView, { causeId, findings: [first] }: Alert): boolean {
  if (causeId === null || !first || first === finding) return false;
  return first.remediation === finding.remediation && evidenceLines(first).join('\n') === evidenceLines(finding).join('\n');
}

/** How to mend what a finding shows; nothing where it is over. */
export function fixing({ state, remediation }: FindingView): string | undefined {
  return state === 'resolved' || remediation === '' ? undefined : remediation;
}

/** How to keep what a finding shows: nothing for what no exception can mend. */
export function keeping({ id, code, state, capability }: FindingView): string | undefined {
  // What a rule forbids no exception accepts.
  return state === 'open' && capability !== null && isAcceptable(code)
    ? `ecr-drift accept ${id} --audit REPORT.json --reason TEXT --owner TEAM --expires 90d`
    : undefined;
}
