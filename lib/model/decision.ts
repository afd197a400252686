// What evaluation comes to for one request, and by which statements.
import type { Effect, Layer, Statement } from './policy.ts';
import { type PolicyRef, policyKey, policyName } from './policy-ref.ts';
import type { Gap } from './snapshot.ts';

/** The statement that spoke. Every verdict that a person reads ends in one of these. */
export interface Reason {
  readonly layer: Layer;
  readonly policy: PolicyRef;
  /** As written: nobody has to find it again by its place. */
  readonly source: Statement;
}

/** What a conditional decision still depends on: a written condition, or another account's own policies. */
export type Residual = ResidualOf<PolicyRef>;

/** The same with the policy in words, as outputs and the lock have it. */
export type NamedResidual = ResidualOf<string>;

type ResidualOf<Policy> =
  | {
      readonly effect: Effect;
      readonly operator: string;
      readonly key: string;
      readonly values: readonly string[];
      readonly policy: Policy;
      readonly index: number;
    }
  | { readonly account: string };

/** A text that is equal for the same statement of the same policy in the same layer. */
export function reasonKey({ layer, policy, source: { sid, index, effect } }: Reason): string {
  return `${layer} ${index} ${effect} ${policyKey(policy)} ${sid ?? ''}`;
}

/** The statements in the order given, each once. */
export function distinctReasons(reasons: readonly Reason[]): readonly Reason[] {
  return distinctBy(reasons, reasonKey);
}

/** What is left open in the order given, each condition and each account once. */
export function distinctResiduals(residuals: readonly Residual[]): readonly Residual[] {
  return distinctBy(residuals, residualKey);
}

function residualKey(residual: Residual): string {
  if ('account' in residual) return residual.account;
  const { effect, operator, key, values, policy, index } = residual;
  return JSON.stringify([effect, operator, key, values, policyKey(policy), index]);
}

function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return items.length < 2 ? items : [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** What is left open, for an output. */
export function namedResidual(residual: Residual): NamedResidual {
  return 'account' in residual ? residual : { ...residual, policy: policyName(residual.policy) };
}

export type DecisionKind = 'allowed' | 'explicitDeny' | 'implicitDeny' | 'conditional' | 'unknown';

export interface Decision {
  readonly kind: DecisionKind;
  /** For an explicit deny the layers with a certain Deny, for an implicit deny the layers that had to allow and did not. */
  readonly deniedBy: readonly Layer[];
  readonly statements: readonly Reason[];
  readonly conditions: readonly Residual[];
  /** Policies that were not read and on which the decision depends. */
  readonly unread: readonly Gap[];
  /** Rule ids of questions that the documentation does not settle and on which the decision depends. */
  readonly unsettled: readonly string[];
}
