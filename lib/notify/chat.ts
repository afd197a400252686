// An alert as a custom notification of Amazon Q Developer in chat applications (G13 to G15).
import { evidenceLines } from '../report/evidence-lines.ts';
import { qualified } from '../report/qualified.ts';
import type { FindingView } from '../report/schema.ts';
import { cut, visible } from '../text/quote.ts';
import type { Notice } from './alerts.ts';
import { badge, completeness, fixing, isToldBefore, keeping, label, sentence } from './headline.ts';
import { mrkdwn, mrkdwnCode, mrkdwnLink } from './mrkdwn.ts';
import type { Alert } from './schema.ts';

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

const LONGEST_TITLE = 240;
const LONGEST_SENTENCE = 400;
const LONGEST_LINE = 200;
/** The sentence and the closing are less than what is left to 8,000 characters. */
const MOST_OF_FINDINGS = 5_000;
const LONGEST_STEP = 300;
const LONGEST_KEYWORD = 75;

/** The notification of an alert; those of one thread are shown together. */
export function chatNotification({ alert, thread, owner, kind }: Notice): ChatNotification {
  const { id, severity, event, account, region, findings } = alert;
  const title = `${badge(kind, alert)} in ${account}`;
  const [first] = findings;
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: cut(visible(title), LONGEST_TITLE),
      description: descriptionOf(alert),
      nextSteps: first ? stepsOf(first) : [],
      keywords: [severity, event, ...(first ? [first.code] : [])].map((word) => cut(visible(word), LONGEST_KEYWORD - '...'.length)),
    },
    metadata: {
      threadId: thread,
      summary: mrkdwn(sentence(alert), LONGEST_SENTENCE),
      additionalContext: {
        account,
        ...(region === null ? {} : { region }),
        ...(owner === null ? {} : { owner: mrkdwn(owner, LONGEST_LINE) }),
      },
    },
  };
}

function descriptionOf(alert: Alert): string {
  const blocks: string[] = [];
  let left = MOST_OF_FINDINGS;
  for (const finding of alert.findings) {
    const lines = findingLines(finding, alert);
    left -= lines.length + 1;
    if (left < 0) break;
    blocks.push(lines);
  }
  const more = alert.total - blocks.length;
  return [
    mrkdwn(sentence(alert), LONGEST_SENTENCE),
    ...blocks,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...completeness(alert).map((line) => mrkdwn(line, LONGEST_LINE)),
    ...(alert.reportUrl === null ? [] : [`report: ${mrkdwnLink(alert.reportUrl)}`]),
  ].join('\n');
}

/** The sentence of an only finding is the alert's. The proof is told by the first that has it of a cause. */
function findingLines(finding: FindingView, alert: Alert): string {
  const lead = alert.total === 1 ? [] : [`*${finding.severity}* ${mrkdwn(qualified(finding), LONGEST_SENTENCE)}`];
  return [
    ...lead,
    ...(isToldBefore(finding, alert) ? [] : evidenceLines(finding).map((line) => mrkdwn(line, LONGEST_LINE))),
    `${mrkdwnCode(finding.id, LONGEST_LINE)}  ${mrkdwn(label(finding), LONGEST_LINE)}`,
  ].join('\n');
}

function stepsOf(finding: FindingView): readonly string[] {
  const [fix, keep] = [fixing(finding), keeping(finding)];
  return [
    ...(fix === undefined ? [] : [`Fix: ${mrkdwn(fix, LONGEST_LINE)}`]),
    ...(keep === undefined ? [] : [`Keep: ${mrkdwnCode(keep, LONGEST_STEP)}`]),
  ];
}
