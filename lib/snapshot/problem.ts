// Why a snapshot cannot be read, as one line: where, what, and what was there instead.
import type * as z from 'zod';
import { readUniqueJson } from '../text/json.ts';
import { jsonPath, type PathPart } from '../text/path.ts';
import { problemOf } from '../text/problem.ts';
import { cut, oneLine, shownValue, visible } from '../text/quote.ts';
import { deepestIssue, valueAt } from '../text/schema-issue.ts';
import { didYouMean } from '../text/suggest.ts';
import { answerInstead, documentInside, listInside, partAround } from './pasted.ts';
import { WITH_STATUS } from './schema.ts';

const LONGEST_REASON = 500;
const STATUSES = ['present', 'absent', 'unknown'];

/** `path: expected, got value`. */
export function wrongValue(path: readonly PathPart[], expected: string, value: unknown): string {
  return `${jsonPath(path)}: ${expected}, got ${shownValue(value)}`;
}

type Located = ReturnType<typeof deepestIssue>;

/** What the schema found wrong with `file`. */
export function schemaReason(issue: z.core.$ZodIssue, file: unknown): string {
  const inner = deepestIssue(issue);
  const { path, message } = inner;
  // Whether the word after `status` is what is wrong.
  const discriminated = inner.code === 'invalid_union' && inner.errors.length === 0 && path.at(-1) === 'status';
  const value = valueAt(file, path);
  const expected = discriminated ? `expected ${STATUSES.map((status) => `\`${status}\``).join(', ')}` : message;
  const hint = hintFor(inner, value, file);
  const advice = hint === undefined ? '' : `: ${hint}`;
  if (value === undefined) return `${jsonPath(path)} is missing: ${expected}${advice}`;
  const suggestion = discriminated && typeof value === 'string' ? didYouMean(value, STATUSES) : '';
  return suggestion
    ? `${jsonPath(path)}: unknown status ${shownValue(value)}${suggestion}`
    : `${wrongValue(path, expected, value)}${advice}`;
}

/** What to do where somebody put in one of AWS's answers as a whole, or in the place of a part. */
function hintFor(issue: Located, value: unknown, file: unknown): string | undefined {
  const path: readonly PathPart[] = issue.path;
  const parent = valueAt(file, path.slice(0, -1));
  if (issue.code === 'custom') return documentInside(value);
  if (value === undefined && path.at(-1) === 'status') return issue.code === 'invalid_union' ? partAround(parent) : listInside(parent);
  if (value === undefined) return answerInstead(jsonPath(path.slice(0, -1)), parent);
  if (issue.message.endsWith(WITH_STATUS)) return partAround(value);
  return issue.code === 'invalid_type' && issue.expected === 'array' ? listInside(value) : undefined;
}

/** What is wrong with an answer of AWS's, as one line. */
export function answerProblem(error: z.ZodError, answer: unknown): string {
  return oneLine(problemOf(error, answer, []));
}

/** Which key of an answer's JSON text is given twice, or that the text is no JSON. */
export function repeatedKey(text: string): string | undefined {
  const reading = readUniqueJson(text);
  return reading.kind === 'problem' ? oneLine(reading.reason) : undefined;
}

/** The first of `reasons` as one line that is fit for a terminal, with the number of the others. */
export function firstOf(reasons: readonly string[]): string {
  const first = reasons[0] ?? '';
  const line = visible(cut(first, LONGEST_REASON));
  return reasons.length > 1 ? `${line} (and ${reasons.length - 1} more)` : line;
}
