// `*` and `?` globs, never a RegExp. Only `*` can be matched in more than one way, and the earliest match of each part between
// two stars is always the right one, so nothing is tried twice: time is bounded by pattern times text, and linear in both where
// the parts are short.

export const ANY_RUN: unique symbol = Symbol('*');
export const ANY_CHAR: unique symbol = Symbol('?');
/** A literal text or a wildcard; literal text may itself hold `*` and `?` (B32, B34). */
export type Token = string | typeof ANY_RUN | typeof ANY_CHAR;

export type Matcher = (text: string) => boolean;

/** The tokens of a pattern in which every `*` and `?` is a wildcard. */
export function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  let literal = 0;
  for (let at = 0; at <= pattern.length; at += 1) {
    const char = pattern[at];
    if (char !== undefined && char !== '*' && char !== '?') continue;
    if (at > literal) tokens.push(pattern.slice(literal, at));
    if (char === '*') tokens.push(ANY_RUN);
    if (char === '?') tokens.push(ANY_CHAR);
    literal = at + 1;
  }
  return tokens;
}

/** Matches the whole text: `*` any run, also empty; `?` exactly one character. */
export function compileIamPattern(tokens: readonly Token[]): Matcher {
  const parts = partsOf(tokens);
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) return (text) => text === '';
  if (parts.length === 1)
    return first.gaps ? (text) => text.length === first.text.length && partAt(first, text, 0) : (text) => text === first.text;
  if (parts.length === 2 && !first.gaps && last.text === '') return (text) => text.startsWith(first.text);
  const shortest = parts.reduce((sum, part) => sum + part.text.length, 0);
  return (text) => text.length >= shortest && matchParts(parts, first, last, text);
}

/** The text before the first wildcard, and whether there is no wildcard at all. */
export function literalPrefix(tokens: readonly Token[]): { readonly prefix: string; readonly whole: boolean } {
  const wildcard = tokens.findIndex((token) => typeof token !== 'string');
  const literals = wildcard < 0 ? tokens : tokens.slice(0, wildcard);
  return { prefix: literals.filter((token) => typeof token === 'string').join(''), whole: wildcard < 0 };
}

/** Whether a pattern matches every text. */
export function isEverything(tokens: readonly Token[]): boolean {
  return tokens.length > 0 && tokens.every((token) => token === ANY_RUN);
}

/** What lies between two stars: literal characters, with `gaps` where `?` stands. */
interface Part {
  readonly text: string;
  readonly gaps: ReadonlySet<number> | undefined;
}

function partsOf(tokens: readonly Token[]): readonly Part[] {
  const parts: Part[] = [];
  let text = '';
  let gaps: Set<number> | undefined;
  for (const token of tokens) {
    if (token === ANY_RUN) {
      // INVARIANT: an empty part between two stars would only repeat the star.
      if (parts.length === 0 || text !== '') parts.push({ text, gaps });
      text = '';
      gaps = undefined;
    } else if (token === ANY_CHAR) {
      gaps ??= new Set();
      gaps.add(text.length);
      text += '?';
    } else text += token;
  }
  return [...parts, { text, gaps }];
}

function matchParts(parts: readonly Part[], first: Part, last: Part, text: string): boolean {
  if (!partAt(first, text, 0)) return false;
  const end = text.length - last.text.length;
  let from = first.text.length;
  for (let index = 1; index < parts.length - 1; index += 1) {
    const part = parts[index];
    if (!part) return false;
    const found = findPart(part, text, from, end);
    if (found < 0) return false;
    from = found + part.text.length;
  }
  return from <= end && partAt(last, text, end);
}

/** Where the part is first; one that is found beyond `end` leaves no room for the last part. */
function findPart(part: Part, text: string, from: number, end: number): number {
  if (!part.gaps) return text.indexOf(part.text, from);
  for (let at = from; at + part.text.length <= end; at += 1) if (partAt(part, text, at)) return at;
  return -1;
}

function partAt(part: Part, text: string, at: number): boolean {
  if (!part.gaps) return text.startsWith(part.text, at);
  for (let index = 0; index < part.text.length; index += 1) {
    if (!part.gaps.has(index) && part.text[index] !== text[at + index]) return false;
  }
  return true;
}
