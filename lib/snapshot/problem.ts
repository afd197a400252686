// Why a snapshot cannot be read, as one line: where, what, and what was there instead.
import type * as z from 'zod';
import { jsonPath, type PathPart } from '../text/path.ts';
import { didYouMean } from '../text/suggest.ts';

const LONGEST_VALUE = 80;
const LONGEST_REASON = 500;
const STATUSES = ['present', 'absent', 'unknown'];

/** `path: expected, got value`. */
export function wrongValue(path: readonly PathPart[], expected: string, value: unknown): string {
  return `${jsonPath(path)}: ${expected}, got ${shown(value)}`;
}

/** What the schema found wrong with `file`. */
export function schemaReason(issue: z.core.$ZodIssue, file: unknown): string {
  const { path, message, discriminated } = deepest(issue);
  const value = valueAt(file, path);
  const expected = discriminated ? `expected ${STATUSES.map((status) => `\`${status}\``).join(', ')}` : message;
  if (value === undefined) return `${jsonPath(path)} is missing: ${expected}`;
  const suggestion = discriminated && typeof value === 'string' ? didYouMean(value, STATUSES) : '';
  return suggestion ? `${jsonPath(path)}: unknown status ${shown(value)}${suggestion}` : wrongValue(path, expected, value);
}

/** The first of `reasons` as one line that is fit for a terminal, with the number of the others. */
export function firstOf(reasons: readonly string[]): string {
  const first = reasons[0] ?? '';
  const line = printable(first.length > LONGEST_REASON ? `${first.slice(0, LONGEST_REASON)}...` : first);
  return reasons.length > 1 ? `${line} (and ${reasons.length - 1} more)` : line;
}

/** A value of the file in backticks, cut; objects and lists, which may be of any size, only by their kind. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = String(value);
  // An account id without quotes looks right and is not: say that it is a number.
  return `${typeof value === 'number' ? 'the number ' : ''}\`${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text}\``;
}

interface Place {
  readonly path: readonly PathPart[];
  readonly message: string;
  /** Whether the word after `status` is what is wrong. */
  readonly discriminated: boolean;
}

/** Where a union fails in all its forms, the form that got furthest is the one that was meant. */
function deepest(issue: z.core.$ZodIssue): Place {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const own = { path, message: issue.message, discriminated: issue.code === 'invalid_union' && issue.errors.length === 0 };
  if (issue.code !== 'invalid_union') return own;
  const forms = issue.errors.flatMap(([first]) => (first && first.path.length > 0 ? [deepest(first)] : []));
  const [inner] = forms.toSorted((a, b) => b.path.length - a.path.length);
  return inner ? { ...inner, path: [...path, ...inner.path] } : own;
}

function valueAt(root: unknown, path: readonly PathPart[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** Control, format and line-breaking characters are shown as escapes. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
