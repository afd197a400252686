// Text of the user inside a message: short, and on one line.
import { didYouMean } from '../text/suggest.ts';

const LONGEST_WORD = 80;
const LONGEST_REASON = 500;
const MOST_CANDIDATES = 200;

/** `text` in backticks, cut where it is long. */
export function quoted(text: string): string {
  return `\`${cut(text, LONGEST_WORD)}\``;
}

/** `: did you mean ...?`, or an empty string; neither a long word nor many candidates make it slow. */
export function suggestion(word: string, known: Iterable<string>): string {
  return word.length > LONGEST_WORD ? '' : didYouMean(word, some(known));
}

function* some(known: Iterable<string>): Iterable<string> {
  let left = MOST_CANDIDATES;
  for (const name of known) {
    if (left === 0) return;
    left -= 1;
    yield name;
  }
}

/** `reason` with line breaks, controls and invisible characters written as escapes. */
export function oneLine(reason: string): string {
  return cut(reason, LONGEST_REASON).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
