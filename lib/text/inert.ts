// Sentences in which strangers had a say, for places that give some characters a meaning: whatever is no plain word becomes a code span.
import { cut, visible } from './quote.ts';

/** Letters, digits and the punctuation of prose. */
const PLAIN = /^[\p{L}\p{N}.,;:/'"()%=+-]+$/u;
/** Would be made a link, a rule or an item of a list. */
const MARKED = /:\/|\/\/|www\.|^[-+=.]+$|^\d+[.)]$/iu;

/** `text` on one line, cut where it is long; `span` makes code of every word that is not plain. */
export function inert(text: string, longest: number, span: (code: string) => string): string {
  const words = cut(visible(text), longest).split(' ');
  return words.map((word) => (word === '' || isPlain(word) ? word : span(unquoted(word)))).join(' ');
}

/** One colon ends a word or stands in it; two may be an emoji, and more are an ARN. */
function isPlain(word: string): boolean {
  return PLAIN.test(word) && !MARKED.test(word) && word.indexOf(':') === word.lastIndexOf(':');
}

/** Messages quote what strangers named in backticks: as code it needs none. */
function unquoted(word: string): string {
  return word.length > 2 && word.startsWith('`') && word.endsWith('`') ? word.slice(1, -1) : word;
}
