// An alert as a custom notification of Amazon Q Developer in chat applications (G13 to G15).
import { evidenceLines } from '../report/evidence-lines.ts';
import type { AccountNames } from '../report/place-names.ts';
import { qualified } from '../report/qualified.ts';
import { counted, cut, visible } from '../text/quote.ts';
import type { Notice } from './alerts.ts';
import { badged, completeness, hasProofOf, label } from './headline.ts';
import { mrkdwn, mrkdwnCode, mrkdwnLink } from './mrkdwn.ts';
import { isLink, reportAt, whoOpens } from './report-link.ts';
import { type Row, rowsOf, summedRows } from './rows.ts';
import type { Alert } from './schema.ts';
import { type Advice, fixing, keeping, undoing } from './what-to-do.ts';

export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

/** Half as long again when it is escaped. */
const LONGEST_TITLE = 160;
const LONGEST_SENTENCE = 400;
const LONGEST_LINE = 200;
/** The sentence and the closing are less than what is left to 8,000 characters. */
const MOST_OF_FINDINGS = 5_000;
const LONGEST_STEP = 320;
const LONGEST_KEYWORD = 75;

/** The notification of an alert; those of one thread are shown together. `names`: what accounts are called. */
export function chatNotification(
  { alert, thread, owner, kind, headline, read, who }: Notice,
  names: AccountNames = new Map(),
): ChatNotification {
  const { id, severity, event, account, region, findings } = alert;
  const rows = (event === 'onboarding' ? summedRows : rowsOf)(findings, { account, names });
  const [first] = rows;
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: mrkdwn(badged({ alert, kind, headline }), LONGEST_TITLE),
      description: descriptionOf(alert, rows, { headline, read, who }),
      nextSteps: first && event !== 'onboarding' ? stepsOf(first, alert) : [],
      keywords: [severity, event, ...(first ? [first.finding.code] : [])].map((word) => cut(visible(word), LONGEST_KEYWORD - '...'.length)),
    },
    metadata: {
      threadId: thread,
      summary: mrkdwn(headline, LONGEST_SENTENCE),
      additionalContext: {
        account,
        ...(region === null ? {} : { region }),
        ...(owner === null ? {} : { owner: mrkdwn(owner, LONGEST_LINE) }),
      },
    },
  };
}

/** What was not read stands above what was found. */
function descriptionOf(alert: Alert, rows: readonly Row[], { headline, read, who }: Pick<Notice, 'headline' | 'read' | 'who'>): string {
  const { total, cause, event, reportUrl } = alert;
  const blocks: string[] = [];
  let [left, told] = [MOST_OF_FINDINGS, 0];
  for (const [at, row] of rows.entries()) {
    const lines = rowLines(row, alert, rows[at - 1]);
    left -= lines.length + 1;
    if (left < 0) break;
    blocks.push(lines);
    told += row.count;
  }
  const more = total - told;
  const about = event === 'onboarding' ? cause : `${counted(total, 'finding')}${headline.endsWith(cause) ? '' : `: ${cause}`}`;
  const [whole = '', ...gaps] = completeness(alert);
  const opens = reportUrl === null ? undefined : whoOpens(reportUrl);
  return [
    mrkdwn(headline, LONGEST_SENTENCE),
    ...(who === undefined ? [] : [mrkdwn(who.line, LONGEST_SENTENCE)]),
    `${mrkdwn(read, LONGEST_LINE)}, ${mrkdwn(whole, LONGEST_LINE)}`,
    ...gaps.map((line) => mrkdwn(line, LONGEST_LINE)),
    ...(total === 1 || (rows.length === 0 && event !== 'onboarding') ? [] : [mrkdwn(about, LONGEST_SENTENCE)]),
    ...blocks,
    ...(more > 0 && rows.length > 0 ? [`and ${counted(more, 'more finding')}`] : []),
    ...(reportUrl === null ? [] : [`report: ${mrkdwnLink(isLink(reportUrl) ? reportAt(reportUrl, rows[0]?.finding.id) : reportUrl)}`]),
    ...(opens === undefined ? [] : [opens]),
  ].join('\n');
}

/** The sentence of an only finding is the alert's. The proof is told by the first that has it. */
function rowLines({ finding, severity, words }: Row, alert: Alert, before: Row | undefined): string {
  const lead = alert.total === 1 ? mrkdwn(qualified(finding), LONGEST_SENTENCE) : `*${severity}* ${mrkdwn(words, LONGEST_SENTENCE)}`;
  const isTold = alert.event === 'onboarding' || hasProofOf(finding, before?.finding);
  return [
    lead,
    ...(isTold ? [] : evidenceLines(finding).map((line) => mrkdwn(line, LONGEST_LINE))),
    `${mrkdwnCode(finding.id, LONGEST_LINE)}  ${mrkdwn(label(finding), LONGEST_LINE)}`,
  ].join('\n');
}

function stepsOf({ finding }: Row, { reportUrl }: Alert): readonly string[] {
  const fix = fixing(finding);
  return [
    ...(fix === undefined ? [] : [`Fix: ${mrkdwn(fix, LONGEST_LINE)}`]),
    ...stepOf('Undo', undoing(finding, reportUrl)),
    ...stepOf('Keep', keeping(finding, reportUrl)),
  ];
}

function stepOf(what: string, advice: Advice | undefined): readonly string[] {
  if (!advice) return [];
  return [`${what}: ${advice.kind === 'command' ? mrkdwnCode(advice.command, LONGEST_STEP) : mrkdwn(advice.words, LONGEST_LINE)}`];
}
