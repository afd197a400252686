// Conditions that no request meets, whoever asks for whatever: what they ask for does not occur, or two of them exclude each other.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { Condition } from '../../model/policy.ts';
import type { CompiledCondition } from '../condition/condition.ts';
import { isMultivalued } from '../condition/multivalued.ts';
import { type Comparison, operatorNamed } from '../condition/operators.ts';
import { isPrivateNetwork } from '../condition/private-network.ts';
import { hasVariable, isTextual, isTooLong, writtenTokens } from '../condition/written-value.ts';
import { all } from '../logic/formula.ts';
import { ANYTHING } from '../match/context.ts';
import { isEverything, tokensOf } from '../match/pattern.ts';
import { fits, shapeOf } from './key-shapes.ts';
import { isNever } from './solve.ts';
import { patternSteps } from './steps.ts';
import { tieOf } from './ties.ts';

/** Why nothing can be what a condition asks for. */
export type Fault =
  /** A wildcard where the operator compares letter by letter, and no value of the key holds one. */
  | 'wildcard'
  /** The ARN of a role's session, where the key has the ARN of the role (A53). */
  | 'session'
  /** Not of the operator's type. */
  | 'type'
  /** Not what values of the key look like. */
  | 'shape'
  /** A private address: the key has public ones only (C10). */
  | 'private'
  /** C4, C6: under ForAnyValue neither an empty list nor Null ever holds. */
  | 'nothing';

export type Unholdable =
  | { readonly kind: 'value'; readonly fault: Fault; readonly condition: Condition; readonly value: string }
  | { readonly kind: 'contradiction'; readonly conditions: readonly Condition[] };

/** Why the conditions of a statement never hold together; undefined where they may. `variables`: whether the policy substitutes them (B1). */
export function unholdable(conditions: readonly CompiledCondition[], variables: boolean): Unholdable | undefined {
  for (const { written } of conditions) {
    const fault = faultyValue(written, variables);
    if (fault) return fault;
  }
  const tied = conditions.filter(({ keys }) => tieOf(keys[0] ?? ''));
  const groups = [
    ...groupBy(conditions, ({ keys }) => keys[0] ?? '').values(),
    ...groupBy(tied, ({ keys }) => tieOf(keys[0] ?? '')?.main ?? '').values(),
  ];
  const excluding = groups.find(isContradiction);
  return excluding && { kind: 'contradiction', conditions: excluding.map(({ written }) => written) };
}

/** Whether neither values of the keys nor their absence meet all of the conditions on one key, or on keys that follow from each other. */
function isContradiction(conditions: readonly CompiledCondition[]): boolean {
  // C17: what several values come to without a set operator is not settled.
  const settled = conditions.filter(
    ({ written: { base, quantifier, key } }) => quantifier !== 'none' || base === 'Null' || !isMultivalued(key),
  );
  return settled.length > 1 && isNever(all(...settled.map(({ holds }) => holds(() => ANYTHING))), 'ofKind');
}

/** Of a condition that has to hold for a value, and has none that can. */
function faultyValue(condition: Condition, variables: boolean): Unholdable | undefined {
  const { base, quantifier, ifExists, values } = condition;
  const [first] = values;
  if (quantifier === 'ForAnyValue' && !ifExists && (base === 'Null' || first === undefined))
    return { kind: 'value', fault: 'nothing', condition, value: first ?? '' };
  // C2, C3, C12: those others hold without the key.
  if (ifExists || quantifier === 'ForAllValues' || operatorNamed(base)?.negated) return undefined;
  return faultyList(condition, variables);
}

/** Why a negated condition, which says who or what is excepted, excepts nothing; undefined where it may. */
export function emptyException(condition: Condition, variables: boolean): Unholdable | undefined {
  return operatorNamed(condition.base)?.negated ? faultyList(condition, variables) : undefined;
}

/** Whether a condition holds for every request: it excepts what does not occur, or passes whoever lacks the key. */
export function alwaysHolds(condition: Condition): boolean {
  // C13: under ForAnyValue some value has to be there.
  return getOrCreate(ALWAYS, condition, () => ({
    holds: condition.quantifier !== 'ForAnyValue' && emptyException(condition, true) !== undefined,
  })).holds;
}

/** Many policies share their statements, and everybody asks. */
const ALWAYS = new WeakMap<Condition, { readonly holds: boolean }>();

/** Of a condition none of whose values can be. */
function faultyList(condition: Condition, variables: boolean): Unholdable | undefined {
  const comparison = operatorNamed(condition.base)?.positive;
  if (!comparison) return undefined;
  const faults = condition.values.map((value) => faultOf(condition, comparison, value, variables));
  const [first] = condition.values;
  const [fault] = faults;
  if (first === undefined || !fault || faults.includes(undefined)) return undefined;
  return { kind: 'value', fault, condition, value: first };
}

function faultOf({ key: asked }: Condition, comparison: Comparison, value: string, variables: boolean): Fault | undefined {
  const key = asked.toLowerCase();
  const tokens = writtenTokens(comparison, value, variables);
  if (isEverything(tokens) || isTooLong(value)) return undefined;
  if (!hasVariable(value) && !comparison.compile(tokens)) return 'type';
  if (comparison.name === 'IpAddress') return key === 'aws:sourceip' && isPrivateNetwork(value) ? 'private' : undefined;
  if (!isTextual(comparison)) return undefined;
  const shape = shapeOf(key, value);
  const ignoreCase = comparison.name === 'StringEqualsIgnoreCase';
  if (fits(patternSteps(tokens, ignoreCase), shape)) return undefined;
  if (!comparison.wildcards && fits(patternSteps(tokensOf(value), ignoreCase), shape)) return 'wildcard';
  return key === 'aws:principalarn' && value.includes(':assumed-role/') ? 'session' : 'shape';
}
