// What evaluation comes to for one request, and by which statements.
import type { Effect, Layer } from './policy.ts';
import type { Gap } from './snapshot.ts';

/** The statement that spoke. Every verdict that a person reads ends in one of these. */
export interface Reason {
  readonly layer: Layer;
  readonly policy: string;
  readonly sid: string | null;
  readonly index: number;
  readonly effect: Effect;
}

/** What a conditional decision still depends on: a written condition, or another account's own policies. */
export type Residual =
  | {
      readonly effect: Effect;
      readonly operator: string;
      readonly key: string;
      readonly values: readonly string[];
      readonly policy: string;
      readonly index: number;
    }
  | { readonly account: string };

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
