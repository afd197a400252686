// An alert for a Slack webhook: Block Kit within its limits (G16, G17), strangers' text inert (G19, G20).
import { evidenceLines } from '../report/evidence-lines.ts';
import { qualified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';
import { cut, visible } from '../text/quote.ts';
import { isEnding } from './alerts.ts';
import { uncertaintyOf } from './certainty.ts';
import { badge, completeness, fixing, isToldBefore, keeping, label, sentence } from './headline.ts';
import { mrkdwn, mrkdwnCode, mrkdwnLink } from './mrkdwn.ts';
import type { Alert } from './schema.ts';

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

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

/** What is posted to the webhook. `text` is for notifications and readers of screens. */
export interface SlackPayload {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

const LONGEST_HEADER = 140;
const LONGEST_SENTENCE = 400;
const LONGEST_LINE = 200;
/** The findings together: the rest of a payload is less than what is left to 10,000 characters. */
const MOST_OF_FINDINGS = 5_000;
const MOST_FINDINGS = 10;

/** The payload of an alert; `owner` is the attribute of that name, where there is one. */
export function slackPayload(alert: Alert, owner?: string): SlackPayload {
  const head = `${badge(alert.event, alert)} in ${alert.account}`;
  const first = mrkdwn(sentence(alert), LONGEST_SENTENCE);
  const shown = findingSections(alert);
  const more = alert.total - shown.length;
  return {
    text: `${head}: ${first}`,
    blocks: [
      {
        type: 'header',
        text: {
          type: 'plain_text',
          text: cut(`${emojiOf(alert)} ${visible(head)}`, LONGEST_HEADER),
          emoji: false,
        },
      },
      section(first),
      ...shown,
      ...(more > 0 ? [section(`and ${more} more`)] : []),
      { type: 'context', elements: [text(closing(alert, owner))] },
    ],
  };
}

/** A tick is for what was found to be over. */
function emojiOf(alert: Alert): string {
  if (!isEnding({ alert })) return EMOJI[alert.severity];
  return uncertaintyOf({ kind: alert.event, alert }) === undefined ? '✅' : EMOJI.info;
}

const EMOJI = { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵', info: '⚪' } as const satisfies Record<Alert['severity'], string>;

function findingSections(alert: Alert): readonly SlackBlock[] {
  const sections: SlackBlock[] = [];
  let left = MOST_OF_FINDINGS;
  for (const finding of alert.findings.slice(0, MOST_FINDINGS)) {
    const lines = findingLines(finding, alert);
    left -= lines.length;
    if (left < 0) break;
    sections.push(section(lines));
  }
  return sections;
}

/** The sentence of an only finding is the alert's. Proof and remedy are told by the first that has them of a cause. */
function findingLines(finding: FindingView, alert: Alert): string {
  const { severity, id } = finding;
  const [fix, keep] = [fixing(finding), keeping(finding)];
  return [
    ...(alert.total === 1 ? [] : [`*${severity}*  ${mrkdwn(qualified(finding), LONGEST_SENTENCE)}`]),
    ...(isToldBefore(finding, alert) ? [] : evidenceLines(finding).map((line) => `• ${mrkdwn(line, LONGEST_LINE)}`)),
    ...(fix === undefined || isToldBefore(finding, alert) ? [] : [`*Fix*: ${mrkdwn(fix, LONGEST_LINE)}`]),
    ...(keep === undefined ? [] : [`*Keep*: ${mrkdwnCode(keep, LONGEST_LINE)}`]),
    `${mrkdwnCode(id, LONGEST_LINE)}  ${mrkdwn(label(finding), LONGEST_LINE)}`,
  ].join('\n');
}

function closing(alert: Alert, owner: string | undefined): string {
  return [
    ...completeness(alert).map((line) => mrkdwn(line, LONGEST_LINE)),
    ...(owner === undefined ? [] : [`owner ${mrkdwn(owner, LONGEST_LINE)}`]),
    ...(alert.reportUrl === null ? [] : [`report: ${mrkdwnLink(alert.reportUrl)}`]),
  ].join('\n');
}

function section(lines: string): SlackBlock {
  return { type: 'section', text: text(lines) };
}

function text(lines: string): Mrkdwn {
  return { type: 'mrkdwn', text: lines, verbatim: true };
}
