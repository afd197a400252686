// The digest of a run: one plain mail, since more than a few a second would end the subscription (G6).

import type { Instant } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import { incompleteness } from '../report/completeness.ts';
import { evidenceLines } from '../report/evidence-lines.ts';
import { qualified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';
import { counted } from '../text/quote.ts';
import { byGravity, type Notice, type Occasion } from './alerts.ts';
import { uncertaintyOf } from './certainty.ts';
import { badge, delta, fixing, keeping, label, sentence } from './headline.ts';
import { plain, subjectLine } from './plain.ts';

export interface MailDigest {
  readonly subject: string;
  readonly body: string;
}

/** What a digest says besides its notices. */
export interface OpenCounts {
  /** When the last audit was before this one; null for the first. */
  readonly previous: Instant | null;
  /** How many findings are open, by severity. */
  readonly open: Readonly<Record<Severity, number>>;
  /** How many causes those have. */
  readonly causes?: number;
  /** How many of them the run could not verify. */
  readonly unverified?: number;
}

const MOST_LINES = 60;
const LONGEST_LINE = 300;
const MOST_OF_ONE = 5;
const MOST_GAPS = 8;

/** Subject and body; the gravest first, at most 60 lines, and what is left out is counted. `counts`: undefined where nothing was audited. */
export function digestMail(occasion: Occasion, notices: readonly Notice[], counts: OpenCounts | undefined): MailDigest {
  const sorted = notices.toSorted(byGravity);
  const opening = [`ECR access of account ${occasion.account}, ${counts ? 'audited at' : 'as of'} ${occasion.at}`, ''];
  const closing = closingLines(occasion, sorted, counts);
  const room = MOST_LINES - opening.length - closing.length - 1;
  const lines: string[] = [];
  let shown = 0;
  for (const notice of sorted) {
    const next = [...noticeLines(notice), ''];
    if (lines.length + next.length > room) break;
    lines.push(...next);
    shown += 1;
  }
  const more = shown < sorted.length ? [`and ${sorted.length - shown} more: see the report`, ''] : [];
  return { subject: subjectOf(occasion, sorted), body: `${[...opening, ...lines, ...more, ...closing].join('\n')}\n` };
}

/** `[ECR drift][NEW high] team/app: +pull account:222222222222`, or counts where there is more than one finding. */
function subjectOf({ account }: Occasion, notices: readonly Notice[]): string {
  const [first] = notices;
  if (!first) return subjectLine(`[ECR drift] ${account}`);
  const { alert, kind } = first;
  const [finding] = alert.findings;
  if (notices.length > 1) return subjectLine(`[ECR drift][worst ${alert.severity}] ${account}: ${countsOf(notices)}`);
  if (alert.total === 1 && finding && alert.event !== 'onboarding')
    return subjectLine(`[ECR drift][${badge(kind, alert)}] ${delta(finding)}`);
  return subjectLine(`[ECR drift][${badge(kind, alert)}] ${account}: ${sentence(alert)}`);
}

function noticeLines({ alert, kind, owner }: Notice): readonly string[] {
  const { findings, total } = alert;
  const [first] = findings;
  const head = line(`${badge(kind, alert)}: ${sentence(alert)}`);
  const whose = owner === null ? [] : [line(`  owner: ${owner}`)];
  if (total === 1 && first) return [head, ...proofLines(first), ...whose];
  const listed = findings.slice(0, MOST_OF_ONE).map((each) => line(`  ${each.severity}: ${qualified(each)} (${each.id})`));
  const more = total > listed.length && total > 0 ? [`  and ${total - listed.length} more`] : [];
  const fix = alert.causeId === null || !first ? undefined : fixing(first);
  return [head, ...listed, ...more, ...(fix === undefined ? [] : [line(`  fix: ${fix}`)]), ...whose];
}

function proofLines(finding: FindingView): readonly string[] {
  const [fix, keep] = [fixing(finding), keeping(finding)];
  return [
    ...evidenceLines(finding).map((each) => line(`  ${each}`)),
    ...(fix === undefined ? [] : [line(`  fix: ${fix}`)]),
    ...(keep === undefined ? [] : [line(`  keep: ${keep}`)]),
    line(`  ${label(finding)}, ${finding.id}, first seen ${finding.firstSeen}`),
  ];
}

function closingLines(occasion: Occasion, notices: readonly Notice[], counts: OpenCounts | undefined): readonly string[] {
  const { reportUrl } = occasion;
  return [
    `in this run: ${countsOf(notices)}`,
    ...(counts ? countLines(occasion, counts) : ['nothing was scanned']),
    // The address is the deployment's own, and meant to be opened.
    ...(reportUrl === null ? [] : [`report: ${reportUrl}`]),
  ];
}

function countLines({ coverage, at }: Occasion, { previous, open, causes, unverified = 0 }: OpenCounts): readonly string[] {
  const counts = SEVERITIES.toReversed().flatMap((severity) => (open[severity] > 0 ? [`${open[severity]} ${severity}`] : []));
  const gaps = incompleteness({ complete: coverage.complete, unread: [...coverage.unread] });
  const from = causes === undefined || counts.length === 0 ? '' : `, from ${counted(causes, 'cause')}`;
  return [
    `open now: ${counts.length === 0 ? 'nothing' : counts.join(', ')}${from}${unverified === 0 ? '' : `; ${unverified} of them not verified in this run`}`,
    ...(coverage.complete ? ['scan complete'] : []),
    ...gaps.slice(0, MOST_GAPS).map(line),
    ...(gaps.length > MOST_GAPS ? [`  and ${gaps.length - MOST_GAPS} more`] : []),
    previous === null ? `watching since ${at}` : `still watching: the audit before this one was at ${previous}`,
  ];
}

/** `3 new, 1 resolved`. */
function countsOf(notices: readonly Notice[]): string {
  const totals = new Map<string, number>();
  for (const notice of notices) totals.set(nounOf(notice), (totals.get(nounOf(notice)) ?? 0) + Math.max(1, notice.alert.total));
  return [...totals].map(([noun, count]) => (noun === NOUNS.onboarding ? noun : `${count} ${noun}`)).join(', ');
}

function nounOf(notice: Notice): string {
  return uncertaintyOf(notice) ?? NOUNS[notice.kind];
}

const NOUNS = {
  opened: 'new',
  updated: 'updated',
  reopened: 'reopened',
  resolved: 'resolved',
  accepted: 'accepted',
  'exception-expiring': 'with an exception that ends soon',
  'exception-expired': 'with an exception that has ended',
  reminder: 'still open',
  onboarding: 'first audit',
  'scan-incomplete': 'not read',
  test: 'test',
} as const satisfies Record<Notice['kind'], string>;

function line(text: string): string {
  return plain(text, LONGEST_LINE);
}
