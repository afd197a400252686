// A scenario in, a decision or one error out.
import { type Decision, type NamedResidual, namedResidual } from '../model/decision.ts';
import { gapPartName } from '../model/gap-part.ts';
import type { Effect, Layer } from '../model/policy.ts';
import { policyName } from '../model/policy-ref.ts';
import { decide } from '../policy/decide.ts';
import { problemOf } from '../text/problem.ts';
import { type PolicyMemory, policyMemory } from './policy-memory.ts';
import { prepareScenario, Unusable } from './prepare.ts';
import { SCENARIO_KEYS, scenarioSchema } from './schema.ts';

export interface ScenarioDecision {
  readonly name: string | null;
  readonly decision: Decision['kind'];
  readonly deniedBy: readonly Layer[];
  readonly statements: readonly { readonly policy: string; readonly sid: string | null; readonly index: number; readonly effect: Effect }[];
  readonly conditions: readonly NamedResidual[];
  /** Layers given as unknown that were left out, or on which the decision depends. */
  readonly unread: readonly string[];
  /** Rule ids of docs/semantics.md that the documentation does not settle and on which the decision depends. */
  readonly unsettled: readonly string[];
}

export interface ScenarioError {
  readonly name: string | null;
  readonly error: string;
}

/**
 * Decides one scenario (docs/formats.md#scenario), parsed from JSON. What cannot be evaluated comes back as an error that says where.
 * `memory`: of scenarios that come one after another, so that equal policies are compiled once.
 */
export function evaluateScenario(input: unknown, memory: PolicyMemory = policyMemory()): ScenarioDecision | ScenarioError {
  const parsed = scenarioSchema.safeParse(input);
  if (!parsed.success) return { name: nameOf(input), error: problemOf(parsed.error, input, SCENARIO_KEYS) };
  const name = parsed.data.name ?? null;
  try {
    const { request, layers, ignored } = prepareScenario(parsed.data, memory);
    const { kind, deniedBy, statements, conditions, unread, unsettled } = decide(request, layers);
    return {
      name,
      decision: kind,
      deniedBy,
      statements: statements.map(({ policy, source: { sid, index, effect } }) => ({ policy: policyName(policy), sid, index, effect })),
      conditions: conditions.map(namedResidual),
      unread: [...unread.map(({ part }) => gapPartName(part)), ...ignored],
      unsettled,
    };
  } catch (error) {
    if (error instanceof Unusable) return { name, error: error.message };
    throw error;
  }
}

function nameOf(input: unknown): string | null {
  const name: unknown = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined;
  return typeof name === 'string' ? name : null;
}
