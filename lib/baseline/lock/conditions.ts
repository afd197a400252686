// The conditions of a locked grant against others: by what they ask, wherever and however the policies write it.
import type { NamedResidual, Residual } from '../../model/decision.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { operatorNamed } from '../../policy/condition/operators.ts';
import { type Formula, not } from '../../policy/logic/formula.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { readConditions } from '../../policy/parse/parse-condition.ts';
import type { Report } from '../../policy/parse/parse-report.ts';
import { implies } from '../../policy/theory/solve.ts';

/** Whether every condition that the lock holds is asked for by `live` too: the same, or one that lets less through. */
export function isStrictAs(held: readonly AnyResidual[], live: readonly AnyResidual[]): boolean {
  const asked = live.map((residual) => ({ ...readResidual(residual), residual }));
  return held.every((residual) => {
    const each = readResidual(residual);
    return (
      asked.some((other) => other.about === each.about && asksForMore(other, each)) ||
      asked.some((other) => isImpliedBy(residual, other.residual))
    );
  });
}

/** Whether every request that gets past one condition gets past the other, whatever keys and operators they are written with. */
function isImpliedBy(held: AnyResidual, live: AnyResidual): boolean {
  const [most, least] = [passing(held), passing(live)];
  return most !== undefined && least !== undefined && implies(least, most, 'ofKind').kind === 'yes';
}

/** Which requests a condition lets through; undefined for what is no condition of a policy. */
function passing(residual: AnyResidual): Formula | undefined {
  if ('account' in residual) return undefined;
  const { effect, operator, key, values } = residual;
  const [condition] = readConditions({ [operator]: { [key]: values } }, [], UNREPORTED);
  if (!condition) return undefined;
  const holds = compileCondition(condition, true).holds(() => ANYTHING);
  return effect === 'Allow' ? holds : not(holds);
}

/** A pseudo-condition such as `Resource` is read as none. */
const UNREPORTED: Report = { error: () => undefined, note: () => undefined };

/** Equal for conditions that ask the same, sorted: without the policy, the statement, the order and the case of their words. */
export function conditionsKey(conditions: readonly AnyResidual[]): string {
  const keys = conditions.map(readResidual).map(({ about, values }) => JSON.stringify([about, [...values].sort()]));
  return JSON.stringify([...new Set(keys)].sort());
}

type AnyResidual = Residual | NamedResidual;

interface Asked {
  /** Equal where the same is asked of the same key. */
  readonly about: string;
  readonly values: ReadonlySet<string>;
  /** Whether more values let more through. */
  readonly widens: boolean;
}

function readResidual(residual: AnyResidual): Asked {
  if ('account' in residual) return { about: JSON.stringify(['account', residual.account]), values: new Set(), widens: true };
  const { effect, operator, key, values } = residual;
  const base = operator
    .toLowerCase()
    .replace(/^for(all|any)values?:/, '')
    .replace(/ifexists$/, '');
  const isNegated = operatorNamed(base)?.negated ?? false;
  const written = CASELESS.has(base) ? values.map((value) => value.toLowerCase()) : values;
  return {
    about: JSON.stringify([effect, operator.toLowerCase(), key.toLowerCase()]),
    values: new Set(written),
    widens: (effect === 'Allow') !== isNegated,
  };
}

/** Operators whose values are compared without case. */
const CASELESS: ReadonlySet<string> = new Set(['bool', 'null', 'stringequalsignorecase', 'stringnotequalsignorecase']);

function asksForMore(live: Asked, held: Asked): boolean {
  const [few, many] = held.widens ? [live.values, held.values] : [held.values, live.values];
  return [...few].every((value) => many.has(value));
}
