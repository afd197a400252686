// An alert for a Slack webhook: Block Kit within its limits (G16, G17), strangers' text inert (G19, G20).
import { evidenceLines } from '../report/evidence-lines.ts';
import { qualified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';
import { counted } from '../text/quote.ts';
import { isEnding } from './alerts.ts';
import { NO_OWNER } from './attributes.ts';
import { uncertaintyOf } from './certainty.ts';
import { badge, completeness, hasProofOf, headlineOf, label } from './headline.ts';
import { mrkdwn, mrkdwnCode, mrkdwnLink } from './mrkdwn.ts';
import { isLink, reportAt, whoOpens } from './report-link.ts';
import { type Row, rowsOf, summedRows } from './rows.ts';
import type { Alert } from './schema.ts';
import { STILL_OPEN } from './transition.ts';
import { type Advice, fixing, keeping, undoing } from './what-to-do.ts';
import { whoOf } from './who.ts';

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  readonly emoji: false;
}

/** `verbatim`: Slack looks for no links and names in it. */
interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

/** Opens an address, and does nothing else. */
interface Button {
  readonly type: 'button';
  readonly text: PlainText;
  readonly url: string;
  readonly action_id: string;
}

export type SlackBlock =
  | { readonly type: 'section'; readonly text: Mrkdwn; readonly accessory?: Button }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
  | { readonly type: 'actions'; readonly elements: readonly Button[] };

/** What is posted to the webhook. `text` is for notifications and readers of screens. */
export interface SlackPayload {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** What the topic says of an alert besides: its attributes of those names, where there are any. */
export interface AlertWords {
  readonly owner?: string | undefined;
  /** Who can do what where, with the names of accounts. */
  readonly headline?: string | undefined;
  /** Whose account was read, and when. */
  readonly read?: string | undefined;
  /** Who did it, or that it is not known. */
  readonly who?: string | undefined;
}

const LONGEST_SENTENCE = 400;
const LONGEST_LINE = 200;
const LONGEST_COMMAND = 320;
/** The findings together: the rest of a payload is less than what is left to 10,000 characters. */
const MOST_OF_FINDINGS = 5_000;
const MOST_FINDINGS = 10;

/** The payload of an alert. */
export function slackPayload(
  alert: Alert,
  { owner, headline, read, who = whoOf({ kind: alert.event, alert })?.line }: AlertWords = {},
): SlackPayload {
  const { account, event, findings, total, cause, reportUrl } = alert;
  const kind = event === 'updated' && cause.startsWith(STILL_OPEN) ? 'reminder' : event;
  const said = headline ?? headlineOf({ alert, kind });
  const first = mrkdwn(said, LONGEST_SENTENCE);
  const head = badge(kind, alert);
  const rows = (event === 'onboarding' ? summedRows : rowsOf)(findings, { account, names: new Map() });
  const shown = findingSections(alert, rows, said);
  const more = total - shown.count;
  const about = total === 1 || findings.length === 0 ? [] : [section(mrkdwn(aboutAll(alert, said), LONGEST_SENTENCE))];
  return {
    text: `${first} (${head} in ${mrkdwn(account, LONGEST_LINE)})`,
    blocks: [
      section([`${emojiOf(alert)} ${first}`, ...(who === undefined ? [] : [mrkdwn(who, LONGEST_SENTENCE)])].join('\n')),
      { type: 'context', elements: [text(reading(alert, head, read))] },
      ...(event === 'onboarding' && findings.length === 0 ? [section(mrkdwn(cause, LONGEST_SENTENCE))] : about),
      ...shown.sections,
      ...(more > 0 && findings.length > 0 ? [section(`and ${counted(more, 'more finding')}`)] : []),
      ...buttonsOf(reportUrl, rows[0]?.finding.id),
      ...closing(alert, owner),
    ],
  };
}

function aboutAll({ event, total, cause }: Alert, headline: string): string {
  if (event === 'onboarding') return cause;
  return `${counted(total, 'finding')}${headline.endsWith(cause) ? '' : `: ${cause}`}`;
}

/** What it is, whose account was read, when, and how much of it: what was not read stands above all else. */
function reading(alert: Alert, head: string, read: string | undefined): string {
  const [whole, ...gaps] = completeness(alert);
  const words = [head, read ?? `account ${alert.account}`, ...(whole === undefined ? [] : [whole])].map((each) =>
    mrkdwn(each, LONGEST_LINE),
  );
  return [words.join(', '), ...gaps.map((line) => mrkdwn(line, LONGEST_LINE))].join('\n');
}

function buttonsOf(reportUrl: string | null, id: string | undefined): readonly SlackBlock[] {
  const button = reportUrl === null ? undefined : buttonTo(reportUrl, id, 'Open the report');
  return button ? [{ type: 'actions', elements: [button] }] : [];
}

/** A finding in the report; undefined where the address is not surely one. */
function buttonTo(reportUrl: string, id: string | undefined, words: string): Button | undefined {
  const url = reportAt(reportUrl, id);
  return isLink(url)
    ? {
        type: 'button',
        text: { type: 'plain_text', text: words, emoji: false },
        url,
        action_id: `open-${words === 'Open' ? id : 'report'}`,
      }
    : undefined;
}

/** A tick is for what was found to be over. */
function emojiOf(alert: Alert): string {
  if (!isEnding({ alert })) return EMOJI[alert.severity];
  return uncertaintyOf({ kind: alert.event, alert }) === undefined ? '✅' : EMOJI.info;
}

const EMOJI = { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵', info: '⚪' } as const satisfies Record<Alert['severity'], string>;

interface Sections {
  readonly sections: readonly SlackBlock[];
  /** How many findings they tell of. */
  readonly count: number;
}

interface Beside {
  /** Undefined for the first. */
  readonly before: FindingView | undefined;
  /** What has been said already. */
  readonly headline: string;
}

function findingSections(alert: Alert, rows: readonly Row[], headline: string): Sections {
  const sections: SlackBlock[] = [];
  let [left, count] = [MOST_OF_FINDINGS, 0];
  for (const [at, row] of rows.slice(0, MOST_FINDINGS).entries()) {
    const lines = rowLines(row, alert, { before: rows[at - 1]?.finding, headline });
    left -= lines.length;
    if (left < 0) break;
    const button = alert.total > 1 && alert.reportUrl !== null ? buttonTo(alert.reportUrl, row.finding.id, 'Open') : undefined;
    sections.push({ ...section(lines), ...(button ? { accessory: button } : {}) });
    count += row.count;
  }
  return { sections, count };
}

/** Of a list the first says what to do, and of the others who is mended otherwise. */
function rowLines({ finding, words, severity, count }: Row, alert: Alert, { before, headline }: Beside): string {
  const { id, message } = finding;
  const isFirst = before === undefined;
  const also = count > 1 ? `, and ${count - 1} more of it` : '';
  return [
    ...(alert.total > 1 ? [`*${severity}*  ${mrkdwn(words, LONGEST_SENTENCE)}`] : []),
    ...(alert.total > 1 || headline.includes(message) ? [] : [mrkdwn(qualified(finding), LONGEST_SENTENCE)]),
    ...(alert.event === 'onboarding' ? [] : proofLines(finding, before)),
    ...(alert.event === 'onboarding' || !isFirst ? [] : adviceOf(finding, alert)),
    `${mrkdwnCode(id, LONGEST_LINE)}  ${mrkdwn(label(finding), LONGEST_LINE)}${also}`,
  ].join('\n');
}

function proofLines(finding: FindingView, before: FindingView | undefined): readonly string[] {
  const fix = fixing(finding);
  return [
    ...(hasProofOf(finding, before) ? [] : evidenceLines(finding).map((line) => `• ${mrkdwn(line, LONGEST_LINE)}`)),
    ...(fix === undefined || before?.remediation === finding.remediation ? [] : [`*Fix*: ${mrkdwn(fix, LONGEST_LINE)}`]),
  ];
}

function adviceOf(finding: FindingView, { reportUrl }: Alert): readonly string[] {
  return [...adviceLines('Undo', undoing(finding, reportUrl)), ...adviceLines('Keep', keeping(finding, reportUrl))];
}

function adviceLines(what: 'Undo' | 'Keep', advice: Advice | undefined): readonly string[] {
  if (!advice) return [];
  const words = advice.kind === 'command' ? mrkdwnCode(advice.command, LONGEST_COMMAND) : mrkdwn(advice.words, LONGEST_LINE);
  return [`*${what}*: ${words}`];
}

function closing({ reportUrl }: Alert, owner: string | undefined): readonly SlackBlock[] {
  const opens = reportUrl === null ? undefined : whoOpens(reportUrl);
  const lines = [
    ...(owner === undefined || owner === NO_OWNER ? [] : [`owner ${mrkdwn(owner, LONGEST_LINE)}`]),
    ...(reportUrl === null || isLink(reportUrl) ? [] : [`report: ${mrkdwnLink(reportUrl)}`]),
    ...(opens === undefined ? [] : [opens]),
  ];
  return lines.length === 0 ? [] : [{ type: 'context', elements: [text(lines.join('\n'))] }];
}

function section(lines: string) {
  return { type: 'section', text: text(lines) } as const;
}

function text(lines: string): Mrkdwn {
  return { type: 'mrkdwn', text: lines, verbatim: true };
}
