// What is wrong with one document, in words and with the line where it stands.
import type * as z from 'zod';
import type { BaselineIssue } from '../model/baseline.ts';
import { jsonPath, type PathPart } from '../text/path.ts';
import type { BaselineDocument } from './parse-file.ts';
import { quoted, suggestion } from './parse-quote.ts';
import { nodeAt, nodesAt, type YamlChild, type YamlIssue, type YamlNode } from './parse-yaml.ts';
import {
  type AccessPolicy,
  API_VERSION,
  accessPolicySchema,
  DOCUMENT_KEYS,
  ENTRY_KEYS,
  type KnownKeys,
  METADATA_KEYS,
  RULE_KEYS,
} from './schema.ts';

export type Validation =
  | { readonly kind: 'policy'; readonly policy: AccessPolicy }
  | { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[] };

/** zod hands the issues of one element on as arguments of one call, whose number the stack limits. */
const MAX_VALUES = 20_000;

export function validateDocument({ file, root }: BaselineDocument): Validation {
  const whole = documentProblem(root) ?? sizeProblem(root);
  if (whole) return { kind: 'invalid', issues: [{ reason: whole.reason, at: { file, line: whole.line } }] };
  const parsed = accessPolicySchema.safeParse(root.value);
  if (parsed.success) return { kind: 'policy', policy: parsed.data };
  const located = parsed.error.issues.map((issue) => ({ issue, path: pathOf(issue) }));
  return { kind: 'invalid', issues: withoutConsequences(located, root).flatMap((each) => describe(each, { file, root })) };
}

/** A problem after which nothing else in the document deserves a message. */
function documentProblem(root: YamlNode): YamlIssue | undefined {
  const { value, line, children } = root;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { reason: `a document must be a map, not ${nameOf(value)}`, line };
  if (!children.has('apiVersion') && !children.has('kind')) return { reason: NOT_A_BASELINE, line };
  if (nodeAt(root, ['kind'])?.value !== 'Exception') return undefined;
  return { reason: '`kind: Exception` is not supported yet', line: lineOf(root, ['kind']) };
}

const NOT_A_BASELINE = `not a baseline document: it lacks \`apiVersion: ${API_VERSION}\` and \`kind: AccessPolicy\``;

function sizeProblem(root: YamlNode): YamlIssue | undefined {
  const large = [...nodesAt(root, ['groups', '*']), ...nodesAt(root, ['rules', '*'])].find(({ size }) => size > MAX_VALUES);
  return large && { reason: `one rule or group holds more than ${MAX_VALUES} values`, line: large.line };
}

type Issue = z.core.$ZodIssue;

interface Located {
  readonly issue: Issue;
  readonly path: readonly PathPart[];
}

function pathOf(issue: Issue): readonly PathPart[] {
  return issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
}

/** Leaves out what a map lacks where one of its keys is not known: that key is the reason. */
function withoutConsequences(problems: readonly Located[], root: YamlNode): readonly Located[] {
  const strange = new Set(problems.filter(({ issue }) => issue.code === 'unrecognized_keys').map(({ path }) => jsonPath(path)));
  return problems.filter(({ issue, path }) => {
    if (issue.code === 'custom') return !strange.has(jsonPath(path));
    return nodeAt(root, path) !== undefined || !strange.has(jsonPath(path.slice(0, -1)));
  });
}

function describe({ issue, path }: Located, { file, root }: BaselineDocument): readonly BaselineIssue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ reason: keyProblem(key, path), at: { file, line: lineOf(root, [...path, key]) } }));
  }
  const reason = issue.code === 'custom' ? issue.message : valueProblem(issue, path, nodeAt(root, path));
  return [{ reason, at: { file, line: lineOf(root, path) } }];
}

/** The maps of the format that have a fixed set of keys, told apart by the length of their path. */
const KEYS_BY_DEPTH: ReadonlyMap<number, KnownKeys> = new Map([
  [0, DOCUMENT_KEYS],
  [1, METADATA_KEYS],
  [2, RULE_KEYS],
  [4, ENTRY_KEYS],
]);

function keyProblem(key: string, path: readonly PathPart[]): string {
  const { supported, later } = KEYS_BY_DEPTH.get(path.length) ?? DOCUMENT_KEYS;
  if (later.includes(key)) return `${quoted(key)} is not supported yet`;
  return `unknown key ${quoted(key)}${suggestion(key, [...supported, ...later])}`;
}

function valueProblem(issue: Issue, path: readonly PathPart[], node: YamlNode | undefined): string {
  const where = quoted(jsonPath(path));
  if (!node) return `${where} is missing`;
  if (issue.code === 'invalid_value') return choiceProblem(where, issue.values.map(String), node);
  if (issue.code === 'invalid_type') return typeProblem(issue.expected, path, node);
  if (issue.code === 'invalid_key') return `${quoted(jsonPath(path.slice(0, -1)))} has an empty key`;
  return issue.code === 'too_small' ? `${where} is empty` : `${where} is not valid`;
}

function choiceProblem(where: string, choices: readonly string[], { value }: YamlNode): string {
  const expected = `: expected ${choices.map(quoted).join(' or ')}`;
  if (typeof value !== 'string') return `${where} must not be ${nameOf(value)}${expected}`;
  return `unknown ${where} ${quoted(value)}${suggestion(value, choices) || expected}`;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a string'],
  ['array', 'a list'],
  ['object', 'a map'],
  ['record', 'a map'],
]);

function typeProblem(type: string, path: readonly PathPart[], { value, source }: YamlNode): string {
  const expected = TYPES.get(type) ?? type;
  if (value === null) return `${quoted(jsonPath(path))} is empty: expected ${expected}`;
  if (typeof value === 'number' && path.at(-2) === 'accounts') return `account id ${quoted(source ?? '')} must be in quotes`;
  const quote = type === 'string' && typeof value !== 'object' ? ': write it in quotes' : '';
  return `${quoted(jsonPath(path))} must be ${expected}, not ${nameOf(value)}${quote}`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

/** The line of the last part of `path` that is there. */
function lineOf(root: YamlNode, path: readonly PathPart[]): number {
  let { line } = root;
  let node: YamlNode | undefined = root;
  for (const part of path) {
    const child: YamlChild | undefined = node?.children.get(part);
    line = child?.line ?? line;
    node = child?.node;
  }
  return line;
}
