// Comparisons with a value of which only a part is known. The answer is undefined where it depends on the rest.
import type { Likeness } from '../../collections/text-index.ts';
import { arnFields } from '../../model/ids.ts';
import type { Known } from './context.ts';
import { ANY_RUN, compileIamPattern, isEverything, literalPrefix, type Token } from './pattern.ts';

/** Against a value that begins with `prefix` and goes on in any way. */
export function prefixMatches(comparison: string, tokens: readonly Token[] | undefined, prefix: string): boolean | undefined {
  if (!tokens || !TEXTUAL.has(comparison)) return undefined;
  const literal = literalPrefix(tokens);
  if (literal.whole) return literal.prefix.startsWith(prefix) ? undefined : false;
  if (tokens.at(-1) === ANY_RUN && compileIamPattern(tokens)(prefix)) return true;
  const shared = Math.min(prefix.length, literal.prefix.length);
  return prefix.slice(0, shared) === literal.prefix.slice(0, shared) ? undefined : false;
}

/** What every text has that `tokens` match: its beginning, and the longest literal behind that; undefined where this does not tell. */
export function likenessOf(comparison: string, tokens: readonly Token[]): Likeness | undefined {
  if (!TEXTUAL.has(comparison)) return undefined;
  const { prefix, whole } = literalPrefix(tokens);
  const literals = whole ? [] : tokens.slice(tokens.findIndex((token) => typeof token !== 'string'));
  const texts = literals.filter((token) => typeof token === 'string');
  return { beginning: prefix, holding: texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '') };
}

/** Whether a text may be matched by what is like this. */
export function isLike(text: string, { beginning, holding }: Likeness): boolean {
  return text.startsWith(beginning) && text.includes(holding);
}

/** Whether it is one value, and one that is like none of these. */
export function isUnlike(value: Known | undefined, likenesses: readonly Likeness[]): boolean {
  if (value?.kind !== 'values' || value.values.length !== 1) return false;
  const [text = ''] = value.values;
  return !likenesses.some((each) => isLike(text, each));
}

/** Against the value of an outsider: one that no policy writes out, neither whole nor by its account or organization. */
export function outsiderMatches(comparison: string, tokens: readonly Token[] | undefined, mayBeAbsent: boolean): boolean | undefined {
  if (!tokens) return undefined;
  if (!PATTERNS.has(comparison)) return false;
  if (isEverything(tokens)) return mayBeAbsent ? undefined : true;
  const { prefix, whole } = literalPrefix(tokens);
  return whole || namesAccount(tokens) || namesOrganization(prefix) || namesUniqueId(prefix) ? false : undefined;
}

const PATTERNS: ReadonlySet<string> = new Set(['StringLike', 'ArnLike']);
const TEXTUAL: ReadonlySet<string> = new Set(['StringEquals', ...PATTERNS]);

/** A pattern of ARNs of one account: `arn:aws:iam::222222222222:role/*`. */
function namesAccount(tokens: readonly Token[]): boolean {
  const account = arnFields(tokens.map((token) => (typeof token === 'string' ? token : '*')).join(''))?.account;
  return account !== undefined && account !== '' && !account.includes('*');
}

/** A pattern of organization paths below one organization: `o-abc/*`. */
function namesOrganization(prefix: string): boolean {
  return prefix.startsWith('o-') && prefix.includes('/');
}

/** A pattern of the sessions of one role: `AROA...:*`. */
function namesUniqueId(prefix: string): boolean {
  return prefix.startsWith('AROA') || prefix.startsWith('AIDA');
}
