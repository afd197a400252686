// A check as Markdown, for the comment of a pull request or the summary of a job.
import { counted } from '../text/quote.ts';
import { differenceTally, differenceWords, findingTally, uncertainSections, verdictOf } from './check-lines.ts';
import type { CheckResult } from './check-result.ts';
import { markdownCode, markdownText } from './markdown-text.ts';

const MOST_ROWS = 60;
const MOST_FINDINGS = 60;
const MOST_LINES = 40;
const LONGEST = 500;

/** The same bytes for the same change, whenever the account was read: a comment is edited when there is something new to read. */
export function checkMarkdown(result: CheckResult): string {
  const { head } = result;
  const verdict = verdictOf(result).toLowerCase();
  const sections = [
    `# ECR access: ${verdict}\n\n${differenceTally(head.summary)}; ${findingTally(head)}\n`,
    differences(result),
    findings('Opened by the change', head.opened),
    findings('Ended by the change', head.resolved),
    ...uncertainSections(head).map((each) => lines(each.title, each.lines)),
    `${counted(head.changes.length, 'proposed change')} to account ${markdownText(head.account, LONGEST)}\n`,
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function differences({ head, rows, around }: CheckResult): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, MOST_ROWS).map((row) => {
    const { who, what, where, region } = differenceWords(row, head.account, around);
    const cells = [who, what, region === '' ? where : `${where} (${region})`];
    return `| ${cells.map((cell) => markdownCode(cell, LONGEST).replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  const rest = rows.length > MOST_ROWS ? `\nand ${counted(rows.length - MOST_ROWS, 'row')} more\n` : '';
  return `| who | can | where |\n|---|---|---|\n${shown.join('')}${rest}`;
}

function findings(title: string, list: CheckResult['head']['opened']): string {
  return lines(
    title,
    list.map(({ severity, code, message, addresses = [] }) => {
      const by = addresses.length === 0 ? '' : ` (${addresses.slice(0, 3).join(', ')})`;
      return `${severity}, ${code}: ${message}${by}`;
    }),
    MOST_FINDINGS,
  );
}

function lines(title: string, list: readonly string[], most: number = MOST_LINES): string {
  if (list.length === 0) return '';
  const rest = list.length > most ? [`- and ${list.length - most} more`] : [];
  return `## ${title}\n\n${[...list.slice(0, most).map((line) => `- ${markdownText(line, LONGEST)}`), ...rest].join('\n')}\n`;
}
