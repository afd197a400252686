// Pieces of AWS policies that stand in a baseline: read by the engine, with its words, and the line where each problem stands.

import type { IntentPolicy } from '../../model/baseline.ts';
import type { Condition, Layer } from '../../model/policy.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { readConditions } from '../../policy/parse/parse-condition.ts';
import { isObject, type Report } from '../../policy/parse/parse-report.ts';
import { jsonPath, type PathPart } from '../../text/path.ts';
import { quoted } from '../../text/quote.ts';
import { lineOf, type YamlIssue, type YamlNode } from '../../text/yaml.ts';
import { fillPlaceholders, misplacedPlaceholder, placeholderProblem } from '../read/placeholder.ts';
import { isBaselineDocument } from '../schema/document.ts';
import { accountInQuotes } from '../schema/issues.ts';

export interface WhenReading {
  readonly conditions: readonly Condition[];
  readonly issues: readonly YamlIssue[];
}

/** A condition block that must say something. */
export function readWhen(block: YamlNode): WhenReading {
  const issues: YamlIssue[] = [...wordIssues(block, misplacedPlaceholder)];
  const error: Report['error'] = (path, reason) => {
    issues.push({ reason: `${quoted(jsonPath(['when', ...path]))}: ${reason}`, line: lineOf(block, path) });
  };
  const conditions = readConditions(block.value, [], { error, note: () => undefined });
  if (conditions.length === 0 && issues.length === 0) issues.push({ reason: '`when` holds no condition', line: block.line });
  return { conditions, issues };
}

export interface FragmentReading {
  /** JSON text, with its placeholders. */
  readonly text: string;
  readonly style: IntentPolicy['style'];
  readonly issues: readonly YamlIssue[];
}

const LAYERS = { identity: 'identity', repository: 'resource' } as const satisfies Record<IntentPolicy['style'], Layer>;
const MOST_ISSUES = 100;
const EXAMPLE = { partition: 'aws', region: 'us-east-1', account: '111111111111', repository: 'team/app' };

/** A policy document, checked as it would be for some repository. */
export function readPolicy(root: YamlNode): FragmentReading {
  const text = JSON.stringify(root.value);
  const style = statementsOf(root.value).some(namesPrincipals) ? 'repository' : 'identity';
  if (isBaselineDocument(root))
    return { text, style, issues: [{ reason: 'a baseline document, not an AWS policy document', line: root.line }] };
  const words = wordIssues(root, placeholderProblem);
  const parsed = parsePolicy(...exampleOf(text, style));
  const problems = parsed.kind === 'policy' ? [] : parsed.issues;
  const issues = [...words, ...problems.map(({ path, reason }) => placed(root, path, reason))];
  return { text, style, issues: issues.slice(0, MOST_ISSUES) };
}

/** The policy as it would be for some repository, for the engine's parser. */
export function exampleOf(text: string, style: IntentPolicy['style']): readonly [string, Layer] {
  return [fillPlaceholders(text, EXAMPLE), LAYERS[style]];
}

function statementsOf(document: unknown): readonly unknown[] {
  const statements = isObject(document) ? document['Statement'] : undefined;
  return Array.isArray(statements) ? statements : [statements];
}

function namesPrincipals(statement: unknown): boolean {
  return isObject(statement) && ('Principal' in statement || 'NotPrincipal' in statement);
}

function placed(root: YamlNode, path: string, reason: string): YamlIssue {
  return { reason: path === '$' ? reason : `${quoted(path)}: ${reason}`, line: lineOf(root, partsOf(path)) };
}

const PART = /\[(?<index>\d+)\]|\[(?<text>"(?:[^"\\]|\\.)*")\]|\.?(?<name>[A-Za-z_][A-Za-z0-9_-]*)/g;

/** `Statement[0]["a b"]` taken apart. */
function partsOf(path: string): readonly PathPart[] {
  return [...path.matchAll(PART)].map(({ groups = {} }): PathPart => {
    const { index, text, name = '' } = groups;
    if (index !== undefined) return Number(index);
    return text === undefined ? name : String(JSON.parse(text));
  });
}

/** What is wrong with single words: keys and values alike. */
function wordIssues(root: YamlNode, problemOf: (word: string) => string | undefined): readonly YamlIssue[] {
  const ofKeys = [...root.children].flatMap(([key, { line }]) => (typeof key === 'string' ? issueOf(problemOf(key), line) : []));
  const own = typeof root.value === 'string' ? problemOf(root.value) : numberProblem(root);
  return [...issueOf(own, root.line), ...ofKeys, ...[...root.children.values()].flatMap(({ node }) => wordIssues(node, problemOf))];
}

function issueOf(reason: string | undefined, line: number): readonly YamlIssue[] {
  return reason === undefined ? [] : [{ reason, line }];
}

/** An account id is a string, and YAML reads `0123` as another number. */
function numberProblem({ value, source = '' }: YamlNode): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (/^[0-9]{12}$/.test(source)) return accountInQuotes(source);
  return String(value) === source ? undefined : `${quoted(source)} must be in quotes`;
}
