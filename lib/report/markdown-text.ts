// Text of strangers in Markdown: nothing in it is markup, a link or a mention, wherever it is rendered.
import { inert } from '../text/inert.ts';
import { cut, visible } from '../text/quote.ts';

/** The one escape: `text` as code on one line, in a fence longer than any within, cut where it is long. */
export function markdownCode(text: string, longest: number): string {
  const line = cut(visible(text), longest);
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A sentence on one line, with code for every word that is not plain. */
export function markdownText(text: string, longest: number): string {
  return inert(text, longest, (word) => markdownCode(word, word.length));
}

const SHORTEST_FENCE = 3;

/** Lines as a block of code, in a fence longer than any within; each cut where it is long. */
export function markdownBlock(lines: readonly string[], longest: number): string {
  const shown = lines.map((line) => cut(visible(line), longest));
  const runs = shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(SHORTEST_FENCE, ...runs.map((run) => run + 1)));
  return [fence, ...shown, fence].join('\n');
}
