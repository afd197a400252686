// What an alert says first, as plain text: whoever prints it makes it inert.
import type { Instant } from '../model/ids.ts';
import { accessWords, type WordsContext } from '../report/access-words.ts';
import { incompleteness } from '../report/completeness.ts';
import { evidenceLines } from '../report/evidence-lines.ts';
import type { AccountNames } from '../report/place-names.ts';
import { notVerified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';
import { counted } from '../text/quote.ts';
import { uncertaintyOf } from './certainty.ts';
import { summedRows } from './rows.ts';
import type { Alert } from './schema.ts';
import type { NoticeKind } from './transition.ts';

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
} as const satisfies Record<NoticeKind, string>;

/** `NEW high`: the event and how grave it is; what is about the audit itself has no severity. */
export function badge(kind: NoticeKind, alert: Alert): string {
  const words = uncertaintyOf({ kind, alert })?.toUpperCase() ?? WORDS[kind];
  return alert.total === 0 || kind === 'onboarding' ? words : `${words} ${alert.severity}`;
}

/** What a badge says as well. */
const SAID_BY_BADGE = /^(?:still|again|first audit|not watched any more): /;

/** A badge and a headline on one line. */
export function badged({ alert, kind, headline }: { readonly alert: Alert; readonly kind: NoticeKind; readonly headline: string }): string {
  return `${badge(kind, alert)}: ${headlineAfterBadge(headline)}`;
}

/** A headline where a badge stands before it. */
export function headlineAfterBadge(headline: string): string {
  return headline.replace(SAID_BY_BADGE, '');
}

const NO_NAMES: AccountNames = new Map();

export interface Headed {
  readonly alert: Alert;
  readonly kind: NoticeKind;
  /** None where nobody knows any. */
  readonly names?: AccountNames | undefined;
  /** What is other than it was, where that is known. */
  readonly change?: string | undefined;
}

/** One plain sentence: who can do what where, and whether that is new, over, accepted or not known any more. */
export function headlineOf({ alert, kind, names = NO_NAMES, change }: Headed): string {
  const { findings, total, cause, event, account } = alert;
  const [first] = findings;
  const context = { account, names };
  if (event === 'onboarding') return `first audit: ${first ? gravestOf(alert, context) : cause}`;
  if (event === 'test' || !first) return cause;
  if (uncertaintyOf({ kind, alert }) === 'not watched any more') return cause;
  if (first.state === 'resolved') return endOf(alert, first, context);
  const isGap = event === 'scan-incomplete' && total > 1;
  const now = isGap ? `${counted(total, 'part')} could not be read: ${cause}` : saying(alert, first, context);
  return `${beginning(kind, first, change)}${now}`;
}

/** Of many findings the gravest, and how many there are besides. */
function gravestOf({ findings, total }: Alert, context: WordsContext): string {
  const [row] = summedRows(findings, context);
  if (!row) return '';
  const more = total - row.count;
  return more > 0 ? `${row.words}; and ${counted(more, 'more finding')}` : row.words;
}

function saying({ findings, total }: Alert, first: FindingView, context: WordsContext): string {
  const more = total === 1 ? '' : `; and ${total - 1} more of the same cause`;
  return accessWords(findings, context, 'now') ?? `${first.message}${more}`;
}

function beginning(kind: NoticeKind, { unverifiedSince, reopenedAfter, acceptance }: FindingView, change: string | undefined): string {
  if (unverifiedSince !== undefined) return `${notVerified(unverifiedSince)}: `;
  const until = acceptance?.until.slice(0, DAY);
  switch (kind) {
    case 'updated':
      return `${change ?? 'changed'}: `;
    case 'reminder':
      return 'still: ';
    case 'reopened':
      return reopenedAfter === 'not-watched' ? 'watched again: ' : 'again: ';
    case 'accepted':
      return until === undefined ? 'accepted: ' : `accepted until ${until}: `;
    case 'exception-expiring':
      return until === undefined ? 'an exception ends soon: ' : `accepted only until ${until}: `;
    case 'exception-expired':
      return 'an exception has ended: ';
    default:
      return '';
  }
}

const DAY = 'YYYY-MM-DD'.length;

function endOf(alert: Alert, first: FindingView, context: WordsContext): string {
  const now = saying(alert, first, context);
  switch (first.because) {
    case 'access-removed':
    case 'access-restored':
    case 'corrected':
      return accessWords(alert.findings, context, 'over') ?? `no longer so: ${now}`;
    case 'baseline-changed':
      return `as the baseline wants it now: ${now}`;
    case 'superseded':
      return `told by another finding now: ${now}`;
    case 'part-read':
      return `read again; before, ${now}`;
    case 'repository-deleted':
    case 'principal-deleted': {
      const over = accessWords(alert.findings, context, 'over');
      return over === undefined ? alert.cause : `${over}: ${first.because === 'repository-deleted' ? 'repository' : 'principal'} deleted`;
    }
    case 'not-watched':
      return alert.cause;
    default:
      return accessWords(alert.findings, context, 'over') ?? alert.cause;
  }
}

/** `account acme-production (111111111111), read 2026-11-21 20:00 UTC`. */
export function readLine({
  account,
  at,
  names = NO_NAMES,
}: {
  readonly account: string;
  readonly at: Instant;
  readonly names?: AccountNames | undefined;
}): string {
  const name = names.get(account);
  const whose = name === undefined ? account : `${name} (${account})`;
  return `account ${whose}, read ${at.slice(0, DAY)} ${at.slice(DAY + 1, DAY + 6)} UTC`;
}

const MOST_GAPS = 5;

/** What was read, in a few lines: every message says so. */
export function completeness(alert: Pick<Alert, 'event' | 'complete' | 'unread'>): readonly string[] {
  if (alert.event === 'test') return ['nothing was scanned'];
  const gaps = incompleteness(alert).map((line) => line.trim());
  const more = gaps.length > MOST_GAPS ? [`and ${gaps.length - MOST_GAPS} more`] : [];
  return [...(alert.complete ? ['scan complete'] : []), ...gaps.slice(0, MOST_GAPS), ...more];
}

/** The code of a finding, and until when it is accepted. */
export function label({ code, acceptance }: FindingView): string {
  return acceptance ? `${code}, accepted until ${acceptance.until.slice(0, DAY)}` : code;
}

/** Whether a row before has the same proof. */
export function hasProofOf(finding: FindingView, before: FindingView | undefined): boolean {
  return before !== undefined && evidenceLines(before).join('\n') === evidenceLines(finding).join('\n');
}
