// A zod issue as one line: where, what was expected, what to do about a mistyped key.
import type * as z from 'zod';
import { jsonPath, type PathPart } from './path.ts';
import { didYouMean } from './suggest.ts';

/** The first issue of a failed parse of `input`, in words; `keys` are what a mistyped key may have meant. */
export function problemOf(error: z.ZodError, input: unknown, keys: readonly string[]): string {
  const [issue] = error.issues;
  return issue ? describe(deepest(issue), input, keys) : 'not valid';
}

type Issue = z.core.$ZodIssue;

/** Of a union the alternative that got furthest: what its writer most likely meant. */
function deepest(issue: Issue, above: readonly PropertyKey[] = []): Issue {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { ...issue, path };
  const branches = issue.errors.flatMap(([first]) => (first ? [deepest(first, path)] : []));
  const furthest = branches.reduce<Issue | undefined>(
    (best, each) => (best && best.path.length >= each.path.length ? best : each),
    undefined,
  );
  return furthest && furthest.path.length > path.length ? furthest : { ...issue, path };
}

function describe(issue: Issue, input: unknown, keys: readonly string[]): string {
  const path = issue.path.map((part): PathPart => (typeof part === 'number' ? part : String(part)));
  const where = jsonPath(path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `${jsonPath([...path, key])}: unknown key \`${key}\`${didYouMean(key, keys)}`;
  }
  const value = valueAt(input, path);
  if (value === undefined) return `${where} is missing`;
  if (issue.code === 'invalid_value')
    return `${where}: expected ${issue.values.map((each) => `\`${String(each)}\``).join(' or ')}, got ${shape(value)}${suggestion(value, issue.values)}`;
  if (issue.code === 'invalid_type') return `${where}: expected ${article(issue.expected)}, got ${shape(value)}`;
  return `${where}: ${issue.code === 'invalid_union' ? 'not of the expected form' : lower(issue.message)}, got ${shape(value)}`;
}

function suggestion(value: unknown, known: readonly unknown[]): string {
  return typeof value === 'string' ? didYouMean(value, known.map(String)) : '';
}

function valueAt(input: unknown, path: readonly PathPart[]): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), input);
}

const LONGEST_SHOWN = 60;

function shape(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = String(value);
  return `\`${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text}\``;
}

function article(expected: string): string {
  if (expected === 'array') return 'a list';
  if (expected === 'object' || expected === 'record') return 'an object';
  return `a ${expected}`;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
