// A policy rewritten so that a statement asks for conditions again: ways to do it, the smallest first.
import type { BoundTerm } from '../../drift/cell/cell-intent.ts';
import { namesOf } from '../../ecr/actions.ts';
import { operatorNamed } from '../../policy/condition/operators.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';
import { isObject } from '../../policy/parse/parse-report.ts';
import { type Speaks, type WrittenStatement, withoutActions } from '../policy/action-edit.ts';
import { type DocumentJson, type StatementJson, withStatements } from '../policy/document.ts';
import type { Giving } from './identity-policy.ts';

/** Splits a statement so that one part is for the principal alone; undefined where it already is, or cannot be. */
export type Apart = (json: StatementJson) => { readonly own: StatementJson; readonly others: StatementJson } | undefined;

export interface Binding {
  readonly terms: readonly BoundTerm[];
  /** What is bound; what else the statements give stays as it is where that takes two statements. */
  readonly actions: ActionMask;
  readonly speaks: Speaks;
  readonly apart: Apart;
}

/** The document with the conditions in the statements that give it. */
export function boundOptions(
  { document, statements }: { readonly document: DocumentJson; readonly statements: readonly WrittenStatement[] },
  giving: Giving,
  binding: Binding,
): readonly DocumentJson[] {
  return WAYS.flatMap((way) => {
    const replaced = statements.map((written) => (giving.has(written.read.index) ? way(written, binding) : [written.json]));
    if (replaced.includes(undefined)) return [];
    const after = withStatements(
      document,
      replaced.flatMap((each) => each ?? []),
    );
    return after ? [after] : [];
  });
}

/** What stands in the place of a statement; undefined where the way leads nowhere. */
type Way = (written: WrittenStatement, binding: Binding) => readonly StatementJson[] | undefined;

/** For all whom the statement is for, and all its actions. */
const whole: Way = ({ json }, { terms }) => [withTerms(json, terms)];

/** For the principal, and all its actions. */
const forPrincipal: Way = ({ json }, { terms, apart }) => {
  const parts = apart(json);
  return parts && [parts.others, withTerms(withoutSid(parts.own), terms)];
};

/** For all whom the statement is for, and the actions in question. */
const forActions: Way = (written, { terms, actions, speaks }) => {
  const left = withoutActions(written, actions, speaks);
  if (left === undefined || left === 'empty') return undefined;
  return [left, withTerms(withoutSid({ ...written.json, Action: spokenOf(written, actions) }), terms)];
};

/** For the principal and the actions in question. */
const forBoth: Way = (written, { terms, actions, speaks, apart }) => {
  const parts = apart(written.json);
  if (!parts) return undefined;
  const left = withoutActions({ ...written, json: parts.own }, actions, speaks);
  if (left === undefined || left === 'empty') return undefined;
  const bound = withTerms(withoutSid({ ...parts.own, Action: spokenOf(written, actions) }), terms);
  return [parts.others, withoutSid(left), bound];
};

const WAYS: readonly Way[] = [whole, forPrincipal, forActions, forBoth];

/** B13: a Sid occurs once in a policy. */
function withoutSid({ Sid: _, ...rest }: StatementJson): StatementJson {
  return rest;
}

function spokenOf({ read }: WrittenStatement, actions: ActionMask): readonly string[] {
  const names = namesOf(actions);
  if (read.action.kind !== 'only') return names;
  const written = new Map(read.action.of.map((text) => [text.toLowerCase(), text]));
  const isPlain = [...written.keys()].every((text) => !/[*?]/.test(text));
  return isPlain ? names.flatMap((name) => written.get(name.toLowerCase()) ?? []) : names;
}

/** The statement with the conditions beside its own; what asked the same more loosely goes. */
export function withTerms(json: StatementJson, terms: readonly BoundTerm[]): StatementJson {
  const condition = isObject(json['Condition']) ? json['Condition'] : {};
  return { ...json, Condition: terms.reduce(withTerm, condition) };
}

type ConditionJson = Readonly<Record<string, unknown>>;

function withTerm(condition: ConditionJson, { operator, key, values }: BoundTerm): ConditionJson {
  const isKey = (written: string): boolean => written.toLowerCase() === key.toLowerCase();
  const isOperator = (written: string): boolean => written.toLowerCase() === operator.toLowerCase();
  const had = Object.entries(condition).flatMap(([name, block]) => {
    if (!isOperator(name) || !isObject(block)) return [];
    return Object.entries(block).flatMap(([written, value]) => (isKey(written) ? textsOf(value) : []));
  });
  const kept = Object.entries(condition).flatMap(([name, block]) => {
    if (!isObject(block)) return [[name, block] as const];
    const left = Object.entries(block).filter(([written]) => !isKey(written) || !(isOperator(name) || isLooser(name, operator)));
    return left.length > 0 ? [[name, Object.fromEntries(left)] as const] : [];
  });
  const rest: ConditionJson = Object.fromEntries(kept);
  const existing = Object.keys(rest).find(isOperator) ?? operator;
  const asked = strictest(operator, had, values);
  const [only, ...others] = asked;
  const beside = isObject(rest[existing]) ? rest[existing] : {};
  return { ...rest, [existing]: { ...beside, [key]: only === undefined || others.length > 0 ? asked : only } };
}

/** What both ask for, where the operator is the same; more values of a negated one let less through. */
function strictest(operator: string, had: readonly string[], wanted: readonly string[]): readonly string[] {
  if (had.length === 0) return wanted;
  if (isNegated(operator)) return [...new Set([...had, ...wanted])];
  const both = wanted.filter((value) => had.includes(value));
  return both.length > 0 ? both : wanted;
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => String(each));
}

function isNegated(operator: string): boolean {
  return operatorNamed(baseOf(operator))?.negated ?? false;
}

/** Whether a condition asks the same with more ways through: IfExists, ForAllValues. */
function isLooser(written: string, wanted: string): boolean {
  return baseOf(written) === baseOf(wanted) && !isNegated(written) && /^forallvalues:|ifexists$/i.test(written);
}

/** Without quantifier and IfExists, in lower case. */
function baseOf(operator: string): string {
  return operator
    .slice(operator.indexOf(':') + 1)
    .replace(/ifexists$/i, '')
    .toLowerCase();
}
