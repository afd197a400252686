// Text of strangers inside a message: short, in backticks, and on one line.

const LONGEST_WORD = 80;

/** At most `longest` characters of `text`, and never half of one; three dots where something was cut. */
export function cut(text: string, longest: number = LONGEST_WORD): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}...` : text;
}

/** `text` in backticks, cut where it is long. */
export function quoted(text: string): string {
  return `\`${cut(text)}\``;
}

/** Control, bidirectional, invisible and line-breaking characters as `\u{...}`: what strangers wrote prints as one harmless line. */
export function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

const LONGEST_REASON = 500;

/** A message that may hold what strangers wrote: cut where it is long, and on one line. */
export function oneLine(reason: string): string {
  return visible(cut(reason, LONGEST_REASON));
}

/** A JSON value as a message names it: objects and lists, which may be of any size, only by their kind. */
export function shownValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  // An account id without quotes looks right and is not: say that it is a number.
  return `${typeof value === 'number' ? 'the number ' : ''}${quoted(String(value))}`;
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
