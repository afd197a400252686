// A zod issue as one line: where, what was expected, what to do about a mistyped key.
import type * as z from 'zod';
import { jsonPath } from './path.ts';
import { quoted, shownValue } from './quote.ts';
import { deepestIssue, valueAt } from './schema-issue.ts';
import { didYouMean } from './suggest.ts';

/** The first issue of a failed parse of `input`, in words; `keys` are what a mistyped key may have meant. */
export function problemOf(error: z.ZodError, input: unknown, keys: readonly string[]): string {
  const [issue] = error.issues;
  return issue ? describe(deepestIssue(issue), input, keys) : 'not valid';
}

function describe(issue: ReturnType<typeof deepestIssue>, input: unknown, keys: readonly string[]): string {
  const { path } = issue;
  const where = jsonPath(path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `${jsonPath([...path, key])}: unknown key ${quoted(key)}${didYouMean(key, keys)}`;
  }
  const value = valueAt(input, path);
  return value === undefined ? `${where} is missing` : `${where}: ${expectation(issue)}, got ${shownValue(value)}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `expected ${issue.values.map((each) => quoted(String(each))).join(' or ')}`;
    case 'invalid_type':
      return `expected ${KINDS.get(issue.expected) ?? `a ${issue.expected}`}`;
    case 'invalid_union':
      return 'not of the expected form';
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['array', 'a list'],
  ['object', 'an object'],
  ['record', 'an object'],
]);
