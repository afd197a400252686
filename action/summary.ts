// What the summary of the job and the comment say.
import { markdownBlock, markdownText } from '../lib/report/markdown-text.ts';
import type { ActionResult } from './result.ts';

const LONGEST = 500;
const MOST_LINES = 40;

/** The check in whole, and what it was laid over: that has a time, which no comment has. */
export function summaryOf(markdown: string, { asOf, isBaseComplete }: ActionResult): string {
  const whole = isBaseComplete ? 'read completely' : 'not read completely';
  return `${markdown}\nThe account is as of ${markdownText(asOf, LONGEST)}, ${whole}.\n`;
}

const NOT_CHECKED = '# ECR access: not checked\n\nThe check could not do its work';

/** The summary of a check that came to nothing, with what the program said. */
export function failedSummary(lines: readonly string[]): string {
  return `${NOT_CHECKED}:\n\n${markdownBlock(lines.slice(-MOST_LINES), LONGEST)}\n`;
}

/** The comment of a check that came to nothing: what was said of an earlier commit holds no more. The same whatever went wrong. */
export const FAILED_COMMENT = `${NOT_CHECKED}: the log of the job says why. Nothing is known of what this change gives or takes.\n`;

/** How a check ended, in a line for the log. */
export function endLine(status: number, result: ActionResult | undefined): string {
  switch (status) {
    case 0:
      return 'the change opens nothing that counts';
    case 2:
      return `the change opens ${result?.opened ?? 'some'} finding${result?.opened === 1 ? '' : 's'}, at least one of them at or above fail-on`;
    case 3:
      return 'something of the change or of the account is not known, and could bear on access: the summary of the job says what';
    default:
      return 'the check could not do its work: the log says why';
  }
}
