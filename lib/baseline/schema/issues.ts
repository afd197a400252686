// What a schema finds wrong with a document, in words and with the line where it stands.

import type * as z from 'zod';
import type { BaselineIssue } from '../../model/baseline.ts';
import { jsonPath, type PathPart } from '../../text/path.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';
import { lineOf, nodeAt, type YamlNode } from '../../text/yaml.ts';
import type { BaselineDocument } from '../read/file.ts';
import { keysAt } from './keys.ts';

type Issue = z.core.$ZodIssue;

interface Located {
  readonly issue: Issue;
  readonly path: readonly PathPart[];
}

/** The issues of `document`, for which `schema` has failed with `error`. */
export function schemaIssues(schema: z.core.$ZodType, error: z.core.$ZodError, document: BaselineDocument): readonly BaselineIssue[] {
  const located = error.issues.map((issue) => ({ issue, path: pathOf(issue) }));
  return withoutConsequences(located, document.root).flatMap((each) => describe(each, schema, document));
}

function pathOf(issue: Issue): readonly PathPart[] {
  return issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
}

/** Leaves out what a map lacks where one of its keys is not known: that key is the reason. */
function withoutConsequences(problems: readonly Located[], root: YamlNode): readonly Located[] {
  const strange = new Set(problems.filter(({ issue }) => issue.code === 'unrecognized_keys').map(({ path }) => jsonPath(path)));
  return problems.filter(({ issue, path }) => {
    if (issue.code === 'custom' && strange.has(jsonPath(path))) return false;
    return nodeAt(root, path) !== undefined || !strange.has(jsonPath(path.slice(0, -1)));
  });
}

function describe({ issue, path }: Located, schema: z.core.$ZodType, { file, root }: BaselineDocument): readonly BaselineIssue[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      reason: `unknown key ${quoted(key)}${suggestion(key, known)}`,
      at: { file, line: lineOf(root, [...path, key]) },
    }));
  }
  const reason = issue.code === 'custom' ? issue.message : valueProblem(issue, path, nodeAt(root, path));
  return [{ reason, at: { file, line: lineOf(root, path) } }];
}

function valueProblem(issue: Issue, path: readonly PathPart[], node: YamlNode | undefined): string {
  const where = quoted(jsonPath(path));
  if (!node) return `${where} is missing`;
  if (issue.code === 'invalid_value') return choiceProblem(where, issue.values, node);
  if (issue.code === 'invalid_type') return typeProblem(wordOf(issue.expected), path, node);
  if (issue.code === 'invalid_union') return unionProblem(issue.errors, path, node);
  if (issue.code === 'invalid_key') return `${quoted(jsonPath(path.slice(0, -1)))} has an empty key`;
  return issue.code === 'too_small' ? `${where} is empty` : `${where} is not valid`;
}

/** `where`, already quoted, holds something else than one of `choices`. */
export function choiceProblem(where: string, choices: readonly unknown[], { value }: YamlNode): string {
  const words = choices.map(String);
  const expected = `: expected ${words.map(quoted).join(' or ')}`;
  if (!choices.some((choice) => typeof choice === typeof value)) return `${where} must not be ${nameOf(value)}${expected}`;
  return `unknown ${where} ${quoted(String(value))}${(typeof value === 'string' && suggestion(value, words)) || expected}`;
}

/** Only where no branch takes such a value at all does its type say what is wrong. */
function unionProblem(branches: readonly (readonly Issue[])[], path: readonly PathPart[], node: YamlNode): string {
  const types = branches.flatMap(([first]) => (first?.code === 'invalid_type' && first.path.length === 0 ? [wordOf(first.expected)] : []));
  return types.length === branches.length
    ? typeProblem([...new Set(types)].join(' or '), path, node)
    : `${quoted(jsonPath(path))} is not valid`;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['array', 'a list'],
  ['object', 'a map'],
  ['record', 'a map'],
]);

function wordOf(type: string): string {
  return TYPES.get(type) ?? type;
}

function typeProblem(expected: string, path: readonly PathPart[], { value, source }: YamlNode): string {
  if (value === null) return `${quoted(jsonPath(path))} is empty: expected ${expected}`;
  if (typeof value === 'number' && path.at(-2) === 'accounts') return accountInQuotes(source ?? '');
  const quote = expected === 'a string' && typeof value !== 'object' ? ': write it in quotes' : '';
  return `${quoted(jsonPath(path))} must be ${expected}, not ${nameOf(value)}${quote}`;
}

/** What a number of 12 digits gets. */
export function accountInQuotes(digits: string): string {
  return `account id ${quoted(digits)} must be in quotes`;
}

/** What a value is, in words for a message: `a list`, `a number`. */
export function nameOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}
