// Text patterns: wildcards, policy variables, and the colons of an ARN. Backtracking, on purpose.
import type { PolicyKind } from './grammar.ts';

/** The request's context: key names in lower case (B7); a key that is absent is not in the map. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** One character of a pattern; `span` says what a wildcard may stand for. */
interface Glyph {
  readonly text: string;
  readonly span: 'itself' | 'any' | 'no colon';
}
export type Pattern = readonly Glyph[];

/** `*` is any run of characters, `?` exactly one, everything else itself; both ends are anchored (B9). */
export function glob([glyph, ...rest]: Pattern, text: string): boolean {
  if (glyph === undefined) return text === '';
  const fits = text !== '' && (glyph.span === 'itself' ? text[0] === glyph.text : glyph.span === 'any' || text[0] !== ':');
  if (glyph.span !== 'itself' && glyph.text === '*') return glob(rest, text) || (fits && glob([glyph, ...rest], text.slice(1)));
  return fits && glob(rest, text.slice(1));
}

/** The pattern as plain text, for operators that know no wildcards. */
export const plain = (pattern: Pattern): string => pattern.map((glyph) => glyph.text).join('');

/** A pattern in which `${…}` is text (B1). */
export const literally = (text: string): Pattern => [...text].map(wildcardOrLetter);

/** Puts the values of policy variables in; undefined where one has neither value nor default (B33). */
export function substitute(text: string, context: Context): Pattern | undefined {
  const pattern: Glyph[] = [];
  for (const part of text.split(/(\$\{[^}]*\})/)) {
    const glyphs = /^\$\{.*\}$/.test(part) ? lettersFor(part.slice(2, -1), context) : literally(part);
    if (glyphs === undefined) return undefined;
    pattern.push(...glyphs);
  }
  return pattern;
}

function lettersFor(variable: string, context: Context): Pattern | undefined {
  if (['*', '?', '$'].includes(variable)) return letters(variable); // B32
  const [, key = variable, fallback] = /^(.*), '(.*)'$/.exec(variable) ?? []; // B30
  const values = context.get(key.toLowerCase());
  const value = values?.length === 1 ? values[0] : fallback; // B30: only keys with one value
  return value === undefined ? undefined : letters(value); // B34: wildcards inside a value are letters
}

const letters = (text: string): Pattern => [...text].map((letter) => ({ text: letter, span: 'itself' }));
const wildcardOrLetter = (letter: string): Glyph => ({ text: letter, span: letter === '*' || letter === '?' ? 'any' : 'itself' });

/** B6: action names ignore case. */
export const actionMatches = (entry: string, action: string): boolean => glob(literally(entry.toLowerCase()), action.toLowerCase());

/** One entry of Resource or NotResource against the resource of the request. */
export function resourceMatches(
  entry: string,
  resource: string,
  policy: { kind: PolicyKind; variables: boolean; context: Context },
): boolean {
  if (entry === '*') return true;
  const fields = entry.split(':');
  if (fields.length < 6 && policy.kind !== 'identity' && policy.kind !== 'boundary') return false; // B12
  const complete = [...fields, ...Array<string>(Math.max(0, 6 - fields.length)).fill('*')]; // B12
  const head = complete.slice(0, 5).flatMap((field) => [...headField(field), ...letters(':')]);
  const name = complete.slice(5).join(':'); // B31: variables stand only after the fifth colon
  const tail = policy.variables ? substitute(name, policy.context) : literally(name); // B1
  return tail !== undefined && glob([...head, ...tail], resource); // B33: no value, no match
}

/** B10: in the first five fields a wildcard stops at a colon, unless it is a `*` that ends its field. */
function headField(field: string): Pattern {
  const last = field.length - 1;
  return literally(field).map((glyph, at) =>
    glyph.span === 'any' && !(glyph.text === '*' && at === last) ? { ...glyph, span: 'no colon' } : glyph,
  );
}

/** C8: six components, each matched by itself; the sixth is all that follows the fifth colon. */
export function arnMatches(pattern: Pattern, arn: string): boolean {
  const given = arn.split(':');
  const wanted = components(pattern);
  if (given.length < 6 || wanted.length < 6) return false; // C8: not an ARN
  return wanted.every((component, at) => glob(component, at === 5 ? given.slice(5).join(':') : (given[at] ?? '')));
}

function components(pattern: Pattern): readonly Pattern[] {
  const parts: Glyph[][] = [[]];
  for (const glyph of pattern) {
    if (glyph.text === ':' && glyph.span === 'itself' && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(glyph);
  }
  return parts;
}
