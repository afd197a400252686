// Conditions on one key that exclude each other. The engine is asked about every value that one of them leaves.
import type { Condition } from '../model/policy.ts';
import type { CompiledCondition } from './condition.ts';
import { ABSENT, ANYTHING, type Known, known } from './context.ts';
import { all } from './formula.ts';
import { meet, patternSteps, type Step } from './meet.ts';
import { isMultivalued } from './multivalued.ts';
import { type Comparison, operatorNamed } from './operators.ts';
import { boundaryValues } from './ordered-values.ts';
import { isNever } from './solve.ts';
import { hasVariable, isTextual, isTooLong, writtenTokens } from './written-value.ts';

/** Whether no value of the key, nor its absence, meets all of the conditions, which are all on it. `key` in lower case. */
export function contradiction(key: string, conditions: readonly CompiledCondition[], variables: boolean): boolean {
  const finite = [absenceOnly(conditions), ...(isMultivalued(key) ? [] : conditions.map(({ written }) => valuesLeft(written)))];
  if (finite.some((left) => left?.every((value) => failsFor(key, conditions, value)))) return true;
  if (isMultivalued(key)) return false;
  return boundaryFails(key, conditions) || somePairIsApart(conditions, variables);
}

function failsFor(key: string, conditions: readonly CompiledCondition[], value: Known): boolean {
  return isNever(all(...conditions.map(({ holds }) => holds((asked) => (asked === key ? value : ANYTHING)))));
}

/** C4: where the key has to be missing. */
function absenceOnly(conditions: readonly CompiledCondition[]): readonly Known[] | undefined {
  const demands = conditions.some(({ written: { base, quantifier, values } }) => {
    return base === 'Null' && quantifier === 'none' && values.length > 0 && values.every((value) => value.toLowerCase() === 'true');
  });
  return demands ? [ABSENT] : undefined;
}

/** All that a condition leaves, where that is a list. */
function valuesLeft({ base, quantifier, ifExists, values }: Condition): readonly Known[] | undefined {
  const operator = operatorNamed(base);
  if (!operator || operator.negated || values.length === 0 || values.some(hasVariable)) return undefined;
  const spelledOut = operator.positive.name === 'StringEquals' || (operator.positive.name === 'ArnLike' && !values.some(hasWildcard));
  if ((!spelledOut && operator.positive.name !== 'Bool') || values.length > MOST_TRIED) return undefined;
  const texts = spelledOut ? values : ['true', 'false'];
  return [...texts.map((text) => known(text)), ...(ifExists || quantifier === 'ForAllValues' ? [ABSENT] : [])];
}

function hasWildcard(value: string): boolean {
  return value.includes('*') || value.includes('?');
}

/** Numbers and dates, where the key has to be there: between the values that are written nothing changes. */
function boundaryFails(key: string, conditions: readonly CompiledCondition[]): boolean {
  const values = boundaryValues(conditions.map(({ written }) => written));
  return values?.every((value) => failsFor(key, conditions, known(value))) ?? false;
}

/** Two conditions of which each has to find a value, and that share none. */
function somePairIsApart(conditions: readonly CompiledCondition[], variables: boolean): boolean {
  const demands = conditions.flatMap(({ written }) => demandOf(written) ?? []);
  return demands.some((left, at) => demands.slice(at + 1).some((right) => areApart(left, right, variables)));
}

/** Longer lists are not gone through, and count as leaving something. */
const MOST_TRIED = 1000;

interface Demand {
  readonly comparison: Comparison;
  readonly values: readonly string[];
}

function demandOf({ base, quantifier, ifExists, values }: Condition): Demand | undefined {
  const operator = operatorNamed(base);
  if (!operator || operator.negated || ifExists || quantifier === 'ForAllValues' || !isTextual(operator.positive)) return undefined;
  return values.length === 0 || values.some(isTooLong) ? undefined : { comparison: operator.positive, values };
}

function areApart(left: Demand, right: Demand, variables: boolean): boolean {
  if (left.values.length * right.values.length > MOST_TRIED) return false;
  const ignoreCase = [left, right].some(({ comparison }) => comparison.name === 'StringEqualsIgnoreCase');
  const steps = ({ comparison, values }: Demand): readonly (readonly Step[])[] => {
    return values.map((value) => patternSteps(writtenTokens(comparison, value, variables), ignoreCase));
  };
  const others = steps(right);
  return steps(left).every((one) => others.every((other) => !meet(one, other)));
}
