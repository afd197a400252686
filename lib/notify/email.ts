// The digest of a run: one plain mail, since more than a few a second would end the subscription (G6).

import type { Instant } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import { incompleteness } from '../report/completeness.ts';
import { evidenceLines } from '../report/evidence-lines.ts';
import { qualified } from '../report/qualified.ts';
import { riskOf } from '../report/risk.ts';
import { counted } from '../text/quote.ts';
import { whom } from '../text/whom.ts';
import { inGravityOrder, type Notice, type Occasion } from './alerts.ts';
import { uncertaintyOf } from './certainty.ts';
import { badge, badged, headlineAfterBadge, label, readLine } from './headline.ts';
import { plain, subjectLine } from './plain.ts';
import { whoOpens } from './report-link.ts';
import { type Row, rowsOf, summedRows } from './rows.ts';
import { type Advice, fixing, keeping, undoing } from './what-to-do.ts';
import { notKnown } from './who.ts';

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
const MOST_OF_FIRST = 15;
const MOST_GAPS = 8;

/** Subject and body; the gravest first, at most 60 lines, and what is left out is counted. `counts`: undefined where nothing was audited. */
export function digestMail(occasion: Occasion, notices: readonly Notice[], counts: OpenCounts | undefined): MailDigest {
  const sorted = inGravityOrder(notices);
  const opening = openingLines(occasion, sorted, counts !== undefined);
  const closing = closingLines(occasion, sorted, counts);
  const room = MOST_LINES - opening.length - closing.length - 1;
  const lines: string[] = [];
  let shown = 0;
  for (const notice of sorted) {
    const told = noticeLines(notice, occasion, sorted.length === 1);
    const next = told.length === 0 ? [] : [...told, ''];
    if (lines.length + next.length > room) break;
    lines.push(...next);
    shown += 1;
  }
  const more = shown < sorted.length ? [`and ${sorted.length - shown} more: see the report`, ''] : [];
  return { subject: subjectOf(occasion, sorted), body: `${[...opening, ...lines, ...more, ...closing].join('\n')}\n` };
}

/** Who can do what where; then whose account was read, when, and what of it was not. */
function openingLines(occasion: Occasion, notices: readonly Notice[], isAudit: boolean): readonly string[] {
  const { coverage } = occasion;
  const [first] = notices;
  if (!first) return [line(readLine(occasion)), ''];
  const others = notices.length - 1;
  const more = others > 0 ? `; and ${counted(others, 'more change')}, below` : '';
  const gaps = isAudit ? incompleteness(coverage) : [];
  return [
    `${line(badged(first))}${more}`,
    line(`${first.read}${isAudit && coverage.complete ? ', scan complete' : ''}`),
    ...gaps.slice(0, MOST_GAPS).map(line),
    ...(gaps.length > MOST_GAPS ? [`  and ${gaps.length - MOST_GAPS} more`] : []),
    '',
  ];
}

const LONGEST_NAME = 24;

/** `[ECR drift][NEW high] acme-production: anyone with an AWS account can push to team/app in us-east-1`. */
function subjectOf({ account, names }: Occasion, notices: readonly Notice[]): string {
  const [first] = notices;
  const name = names?.get(account);
  const whose = name !== undefined && /^[\w. -]+$/.test(name) && name.length <= LONGEST_NAME ? name : account;
  if (!first) return subjectLine(`[ECR drift] ${whose}`);
  const more = notices.length > 1 ? `, ${notices.length - 1} more` : '';
  return subjectLine(
    `[ECR drift][${badge(first.kind, first.alert)}${more}] ${whose}: ${headlineAfterBadge(first.headline).replace(whom('*'), 'anyone')}`,
  );
}

/** The headline of an only notice is the first line of the mail. */
function noticeLines(notice: Notice, { account, names = new Map(), reportUrl }: Occasion, isOnly: boolean): readonly string[] {
  const { alert, kind, owner } = notice;
  const { findings, total, event, cause } = alert;
  const head = isOnly ? [] : [line(badged(notice))];
  const whose = owner === null ? [] : [line(`  owner: ${owner}`)];
  const rows = (kind === 'onboarding' ? summedRows : rowsOf)(findings, { account, names });
  const [first] = rows;
  if (!first) return isOnly && event !== 'onboarding' ? whose : [...head, line(`  ${cause}`), ...whose];
  if (kind === 'onboarding') return [...head, line(`  ${cause}`), ...rowLines(rows, total, MOST_OF_FIRST), ...whose];
  const facts = total === 1 ? [] : [line(`  ${counted(total, 'finding')}${notice.headline.endsWith(cause) ? '' : `: ${cause}`}`)];
  const listed = rows.length === 1 && total === 1 ? [] : rowLines(rows, total, MOST_OF_ONE);
  return [...head, ...facts, ...whoLines(notice), ...listed, ...proofLines(first, notice, reportUrl), ...whose];
}

/** What is not known is said once, for all. */
function whoLines({ who }: Notice): readonly string[] {
  return who?.isKnown ? [line(`  ${who.line}`)] : [];
}

function rowLines(rows: readonly Row[], total: number, most: number): readonly string[] {
  const shown = rows.slice(0, most);
  const left = total - shown.reduce((sum, { count }) => sum + count, 0);
  const lines = shown.map(({ severity, words, finding: { code, id } }) => line(`  ${severity}: ${words} (${code}, ${id})`));
  return [...lines, ...(left > 0 ? [`  and ${counted(left, 'more finding')}`] : [])];
}

function proofLines({ finding }: Row, { alert: { total }, headline }: Notice, reportUrl: string | null): readonly string[] {
  const { message, id, firstSeen } = finding;
  const [fix, keep] = [fixing(finding), keeping(finding, reportUrl)];
  const risk = finding.state === 'resolved' ? undefined : riskOf([finding]);
  const each = total > 1 && keep?.kind === 'command' ? ['        (each finding is kept by its own id)'] : [];
  return [
    ...(total > 1 || headline.includes(message) ? [] : [line(`  in full: ${qualified(finding)}`)]),
    ...evidenceLines(finding).map((proof) => line(`  ${proof}`)),
    ...(risk === undefined ? [] : [line(`  risk: ${risk}`)]),
    ...(fix === undefined ? [] : [line(`  fix: ${fix}`)]),
    ...adviceLines('undo', undoing(finding, reportUrl)),
    ...adviceLines('keep', keep),
    ...each,
    ...(total > 1 ? [] : [line(`  ${label(finding)}, ${id}, first seen ${firstSeen}`)]),
  ];
}

/** A command and the address of the report are the deployment's own, and stand as they are. */
function adviceLines(what: string, advice: Advice | undefined): readonly string[] {
  if (!advice) return [];
  if (advice.kind === 'command') return [`  ${what}: ${advice.command}`];
  return [advice.kind === 'words' ? line(`  ${what}: ${advice.words}`) : `  ${what}: ${advice.words}: ${advice.url}`];
}

function closingLines(occasion: Occasion, notices: readonly Notice[], counts: OpenCounts | undefined): readonly string[] {
  const { reportUrl } = occasion;
  const opens = reportUrl === null ? undefined : whoOpens(reportUrl);
  return [
    `in this run: ${countsOf(notices)}`,
    ...unknownLines(occasion, notices),
    ...(counts ? countLines(occasion, counts) : ['nothing was scanned']),
    // The address is the deployment's own, and meant to be opened.
    ...(reportUrl === null ? [] : [`report: ${reportUrl}`]),
    ...(opens === undefined ? [] : [`(${opens})`]),
  ];
}

function unknownLines({ attribution: source }: Occasion, notices: readonly Notice[]): readonly string[] {
  const asked = notices.filter(({ who }) => who !== undefined);
  const unknown = asked.filter(({ who }) => who?.isKnown === false);
  if (source === undefined || unknown.length === 0) return [];
  return [`${notKnown(source)}${unknown.length === asked.length ? '' : ` for ${unknown.length} of ${counted(asked.length, 'change')}`}`];
}

function countLines({ at }: Occasion, { previous, open, causes, unverified = 0 }: OpenCounts): readonly string[] {
  const counts = SEVERITIES.toReversed().flatMap((severity) => (open[severity] > 0 ? [`${open[severity]} ${severity}`] : []));
  const from = causes === undefined || counts.length === 0 ? '' : `, from ${counted(causes, 'cause')}`;
  return [
    `open now: ${counts.length === 0 ? 'nothing' : counts.join(', ')}${from}${unverified === 0 ? '' : `; ${unverified} of them not verified in this run`}`,
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
