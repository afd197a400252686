// A check as one self-contained page that needs neither network nor script.
import { joinedChunks } from '../../text/chunks.ts';
import { visible } from '../../text/quote.ts';
import { differenceTally, differenceWords, findingTally, uncertainSections, verdictOf } from '../check-lines.ts';
import type { CheckResult } from '../check-result.ts';

const MOST_ROWS = 2_000;

/** The page, in chunks. */
export function checkPage(result: CheckResult): Iterable<string> {
  return joinedChunks(pieces(result));
}

function* pieces(result: CheckResult): Iterable<string> {
  const { head, rows, around } = result;
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n';
  yield '<link rel="icon" href="data:,">\n';
  yield `<title>${escaped(`Proposed ECR access of ${head.account}`)}</title>\n</head>\n<body>\n<main>\n`;
  yield `<h1>${escaped(`What the change does to ECR access: ${verdictOf(result).toLowerCase()}`)}</h1>\n`;
  yield `<p>${escaped(`account ${head.account}, as of ${head.base.asOf}, read ${around.source}`)}</p>\n`;
  yield `<p>${escaped(`${differenceTally(head.summary)}; ${findingTally(head)}`)}</p>\n`;
  if (rows.length > 0) {
    yield '<table>\n<thead><tr><th scope="col">Who</th><th scope="col">Can</th><th scope="col">Where</th><th scope="col">Region</th></tr></thead>\n<tbody>\n';
    for (const row of rows.slice(0, MOST_ROWS)) {
      const { who, what, where, region } = differenceWords(row, head.account, around);
      yield `<tr>${[who, what, where, region].map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>\n`;
    }
    yield '</tbody>\n</table>\n';
    if (rows.length > MOST_ROWS) yield `<p>${escaped(`and ${rows.length - MOST_ROWS} rows more`)}</p>\n`;
  }
  yield* section('Opened by the change', head.opened.map(findingLine));
  yield* section('Ended by the change', head.resolved.map(findingLine));
  for (const { title, lines } of uncertainSections(head)) yield* section(title, lines);
  yield* section(
    'Proposed changes',
    head.changes.map(({ address, what, action }) => `${action} ${address}: ${what}`),
  );
  yield '</main>\n</body>\n</html>\n';
}

function findingLine({ severity, code, message, addresses = [] }: CheckResult['head']['opened'][number]): string {
  return `${severity} ${code}: ${message}${addresses.length === 0 ? '' : ` (${addresses.join(', ')})`}`;
}

function* section(title: string, lines: readonly string[]): Iterable<string> {
  if (lines.length === 0) return;
  yield `<h2>${escaped(title)}</h2>\n<ul>\n`;
  for (const line of lines) yield `<li>${escaped(line)}</li>\n`;
  yield '</ul>\n';
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
