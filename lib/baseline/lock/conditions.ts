// The conditions of a locked grant against those of the access as it is: by what they let through, wherever and however policies write them.

import { forgetful } from '../../collections/forgetful.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { NamedResidual, Residual } from '../../model/decision.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
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
  return compared(`${asked} ${given}`, () => {
    const granted = through(live);
    return asksAll(held, live, granted) && isWithin(granted, through(held));
  });
}

/** Thousands of cells are locked alike. */
const compared = forgetful<boolean>(2_000);

/** A condition is asked for where a live one is the same or lets less through, or where all of them together do. */
function asksAll(held: readonly AnyResidual[], live: readonly AnyResidual[], granted: Formula): boolean {
  const written = new Set(live.map(textOf));
  const ways = [granted, ...live.flatMap((each) => passing(each, live) ?? [])];
  return held.every((residual) => {
    const most = passing(residual, held);
    return written.has(textOf(residual)) || (most !== undefined && ways.some((least) => isWithin(least, most)));
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
  return JSON.stringify([...new Set(conditions.map(textOf))].sort());
}

/** The same, with what stands together in one statement. */
function waysKey(conditions: readonly AnyResidual[]): string {
  const statements = groupBy(conditions, (each) => (isCondition(each) ? `${isGate(each)} ${statementOf(each)}` : '')).entries();
  return JSON.stringify([...new Set([...statements].map(([name, among]) => `${name.split(' ')[0]} ${conditionsKey(among)}`))].sort());
}

type AnyResidual = Residual | NamedResidual;

function textOf(residual: AnyResidual): string {
  if (!isCondition(residual)) return residual.account;
  const { effect, operator, key, values } = residual;
  const written = CASELESS.test(operator) ? values.map((value) => value.toLowerCase()) : values;
  return JSON.stringify([effect, operator.toLowerCase(), key.toLowerCase(), [...new Set(written)].sort()]);
}

/** Operators whose values are compared without case. */
const CASELESS = /(?:^|:)(?:bool|null|string(?:not)?equalsignorecase)(?:ifexists)?$/i;
