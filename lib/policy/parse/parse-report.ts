// What the readers of policy elements share: where issues go, and the shapes of JSON values.
import type { PathPart } from '../../text/path.ts';
import { cut } from '../../text/quote.ts';

/** Collects issues while a document is read; `rule` is an id of docs/semantics.md. */
export interface Report {
  readonly error: (path: readonly PathPart[], reason: string, rule: string) => void;
  readonly note: (path: readonly PathPart[], reason: string, rule: string) => void;
}

/** B2: a single text or a list of texts. */
export function readTexts(value: unknown, path: readonly PathPart[], report: Report): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  // Nearly always: a copy for each list would be a good part of what reading takes.
  if (areTexts(list)) return list;
  return list.flatMap((each, index) => {
    if (typeof each === 'string') return [each];
    report.error(Array.isArray(value) ? [...path, index] : path, `expected a string, this is ${kindOf(each)}`, 'B2');
    return [];
  });
}

function areTexts(list: readonly unknown[]): list is readonly string[] {
  return list.every((each) => typeof each === 'string');
}

/** Whether a parsed value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a parsed value is, for a message: `null`, `a list`, `a string` and so on. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** User text in a message, cut to a readable length. */
export function shown(value: unknown): string {
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}
