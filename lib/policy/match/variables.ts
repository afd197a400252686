// Policy variables: `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}` (B30-B34).
import type { Context } from './context.ts';
import { ANY_RUN, type Token, tokensOf } from './pattern.ts';

/** A text of a policy with its variables taken apart. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** The tokens, when there is no variable to wait for. */
  readonly fixed: readonly Token[] | undefined;
}

type TemplatePart =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

export type Resolved =
  | { readonly kind: 'tokens'; readonly tokens: readonly Token[] }
  /** B33: a variable without value matches nothing. */
  | { readonly kind: 'noValue' }
  /** The value of this key is not known; `tokens` have `*` in its place. */
  | { readonly kind: 'unknown'; readonly key: string; readonly tokens: readonly Token[] };

export interface TemplateOptions {
  /** B1: version 2008-10-17 takes `${` literally. */
  readonly variables: boolean;
  /** Whether `*` and `?` outside of variables are wildcards. */
  readonly wildcards: boolean;
}

/** The template of a policy text. A `${` that nothing closes, or that holds no key, is literal. */
export function templateOf(text: string, { variables, wildcards }: TemplateOptions): Template {
  const plain = (piece: string): readonly Token[] => (wildcards ? tokensOf(piece) : [piece]);
  if (!variables || !text.includes('${')) {
    const fixed = plain(text);
    return { parts: [{ kind: 'tokens', tokens: fixed }], fixed };
  }
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', from)) {
    const close = text.indexOf('}', open);
    if (close < 0) break;
    if (open > from) parts.push({ kind: 'tokens', tokens: plain(text.slice(from, open)) });
    parts.push(variableOf(text.slice(open + 2, close)));
    from = close + 1;
  }
  if (from < text.length) parts.push({ kind: 'tokens', tokens: plain(text.slice(from)) });
  const fixed = parts.every((part) => part.kind === 'tokens') ? parts.flatMap((part) => part.tokens) : undefined;
  return { parts, fixed };
}

/** The template with every variable replaced; a value's own `*` and `?` stay literal (B34). */
export function resolve(template: Template, context: Context): Resolved {
  if (template.fixed) return { kind: 'tokens', tokens: template.fixed };
  const tokens: Token[] = [];
  let unknownKey: string | undefined;
  for (const part of template.parts) {
    if (part.kind === 'tokens') {
      tokens.push(...part.tokens);
      continue;
    }
    const value = context(part.key);
    // B30: only a single value can stand in for a variable.
    if (value.kind === 'values' && value.values.length === 1) tokens.push(value.values[0] ?? '');
    else if (value.kind !== 'values' && value.kind !== 'absent') {
      unknownKey ??= part.key;
      tokens.push(ANY_RUN);
    } else if (part.fallback !== undefined) tokens.push(part.fallback);
    else return { kind: 'noValue' };
  }
  return unknownKey === undefined ? { kind: 'tokens', tokens } : { kind: 'unknown', key: unknownKey, tokens };
}

/**
 * The values of one variable under which a template can match a text, those under which it can not among them; undefined where that is
 * not found out. Under every other single value it does not match. For comparisons that compare texts as they are.
 */
export function fillings({ parts }: Template, key: string, text: string): readonly string[] | undefined {
  const at = parts.findIndex((part) => part.kind === 'variable');
  const [before, others] = [parts.slice(0, at), parts.slice(at + 1)];
  if (at < 0 || parts.some((part) => part.kind === 'variable' && part.key !== key)) return undefined;
  const tokens = before.flatMap((part) => (part.kind === 'tokens' ? part.tokens : []));
  // No text can be made of a wildcard.
  if (!tokens.every((token) => typeof token === 'string')) return undefined;
  const prefix = tokens.join('');
  if (!text.startsWith(prefix)) return [];
  const rest = text.slice(prefix.length);
  return others.length === 0 ? [rest] : Array.from({ length: rest.length + 1 }, (_, length) => rest.slice(0, length));
}

/** Whether a template has a variable that comes to something even without a value. */
export function hasFallback({ parts }: Template): boolean {
  return parts.some((part) => part.kind === 'variable' && part.fallback !== undefined);
}

/** The keys that a template asks for. */
export function variableKeys(template: Template): readonly string[] {
  return template.parts.flatMap((part) => (part.kind === 'variable' ? [part.key] : []));
}

function variableOf(inside: string): TemplatePart {
  if (inside === '*' || inside === '?' || inside === '$') return { kind: 'tokens', tokens: [inside] };
  const comma = inside.indexOf(',');
  if (comma < 0) return { kind: 'variable', key: inside.trim().toLowerCase(), fallback: undefined };
  const quoted = inside.slice(comma + 1).trim();
  const fallback = quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'") ? quoted.slice(1, -1) : undefined;
  return { kind: 'variable', key: inside.slice(0, comma).trim().toLowerCase(), fallback };
}
