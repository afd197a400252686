// The conditions of a locked grant against those of the access as it is: by what they let through, wherever and however policies write them.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { NamedResidual, Residual } from '../../model/decision.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { operatorNamed } from '../../policy/condition/operators.ts';
import { all, any, FALSE, type Formula, not, TRUE } from '../../policy/logic/formula.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { readConditions } from '../../policy/parse/parse-condition.ts';
import type { Report } from '../../policy/parse/parse-report.ts';
import { implies } from '../../policy/theory/solve.ts';

/**
 * Whether access is at least as strict as the lock holds it: what each locked condition asks for is asked for, and nothing gets in by another
 * way than the locked ones.
 */
export function isStrictAs(held: readonly AnyResidual[], live: readonly AnyResidual[]): boolean {
  const [asked, given] = [waysKey(held), waysKey(live)];
  if (asked === given) return true;
  if (COMPARED.size >= MOST_COMPARED) COMPARED.clear();
  return getOrCreate(COMPARED, `${asked} ${given}`, () => {
    const granted = through(live);
    return asksAll(held, live, granted) && isWithin(granted, through(held));
  });
}

/** Thousands of cells are locked alike. */
const MOST_COMPARED = 2_000;
const COMPARED = new Map<string, boolean>();

/** A condition is asked for where a live one is the same or lets less through, or where all of them together do. */
function asksAll(held: readonly AnyResidual[], live: readonly AnyResidual[], granted: Formula): boolean {
  const asked = live.map((residual) => ({ ...readResidual(residual), residual }));
  return held.every((residual) => {
    const each = readResidual(residual);
    if (asked.some((other) => other.about === each.about && asksForMore(other, each))) return true;
    const most = passing(residual, held);
    if (!most) return false;
    const lessThrough = (other: AnyResidual): boolean => {
      const least = passing(other, live);
      return least !== undefined && isWithin(least, most);
    };
    return isWithin(granted, most) || live.some(lessThrough);
  });
}

function isWithin(least: Formula, most: Formula): boolean {
  return implies(least, most, 'ofKind').kind === 'yes';
}

/** What one condition lets through; a Deny strikes where all conditions of its statement hold. Undefined for what is no condition of a policy. */
function passing(residual: AnyResidual, among: readonly AnyResidual[]): Formula | undefined {
  if ('account' in residual) return undefined;
  if (residual.effect === 'Allow') return holds(residual);
  const statement = statementOf(residual);
  const together = among.filter(isCondition).flatMap((each) => (statementOf(each) === statement ? [holds(each)] : []));
  return together.every((each) => each !== undefined) ? not(all(...together)) : undefined;
}

/** What gets through all together: each Allow by itself is a way in, unless it only has to be there too. What is no condition of a policy keeps nobody out. */
function through(residuals: readonly AnyResidual[]): Formula {
  const statements = [...groupBy(residuals.filter(isCondition), statementOf).values()];
  const holding = (of: (first: ConditionResidual) => boolean, other: Formula): readonly Formula[] =>
    statements.flatMap((each) => (each[0] && of(each[0]) ? [all(...each.map((residual) => holds(residual) ?? other))] : []));
  const gates = holding((first) => first.effect === 'Allow' && isGate(first), TRUE);
  const ways = holding((first) => first.effect === 'Allow' && !isGate(first), TRUE);
  const strikes = holding(({ effect }) => effect === 'Deny', FALSE);
  return all(...gates, ways.length > 0 ? any(...ways) : TRUE, ...strikes.map(not));
}

/** Whether a policy gives nothing by itself. The lock has only its name. */
function isGate({ policy }: ConditionResidual): boolean {
  return typeof policy !== 'string' && GATES.has(policy.kind);
}

const GATES: ReadonlySet<PolicyRef['kind']> = new Set(['scp', 'rcp', 'session']);

type ConditionResidual = Exclude<AnyResidual, { readonly account: string }>;

function isCondition(residual: AnyResidual): residual is ConditionResidual {
  return !('account' in residual);
}

function statementOf({ effect, policy, index }: ConditionResidual): string {
  return JSON.stringify([effect, policy, index]);
}

/** Which requests a condition is the case of; undefined for a pseudo-condition such as `Resource`. */
function holds({ operator, key, values }: ConditionResidual): Formula | undefined {
  const [condition] = readConditions({ [operator]: { [key]: values } }, [], UNREPORTED);
  return condition && compileCondition(condition, true).holds(() => ANYTHING);
}

/** A pseudo-condition is read as none. */
const UNREPORTED: Report = { error: () => undefined, note: () => undefined };

/** Equal for conditions that ask the same, sorted: without the policy, the statement, the order and the case of their words. */
export function conditionsKey(conditions: readonly AnyResidual[]): string {
  const keys = conditions.map(readResidual).map(({ about, values }) => JSON.stringify([about, [...values].sort()]));
  return JSON.stringify([...new Set(keys)].sort());
}

/** The same, with what stands together in one statement. */
function waysKey(conditions: readonly AnyResidual[]): string {
  const statements = groupBy(conditions, (each) => (isCondition(each) ? statementOf(each) : '')).values();
  const isGated = (among: readonly AnyResidual[]): boolean => among.some((each) => isCondition(each) && isGate(each));
  return JSON.stringify([...new Set([...statements].map((among) => `${isGated(among)} ${conditionsKey(among)}`))].sort());
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
