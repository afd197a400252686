// A policy after parsing: what every layer of an evaluation is made of.
import type { PolicyRef } from './policy-ref.ts';

export type Effect = 'Allow' | 'Deny';

/** The kind of policy decides which gate of an evaluation it feeds; the order is that of `deniedBy`. */
export const LAYERS = ['identity', 'resource', 'boundary', 'session', 'scp', 'rcp'] as const;
export type Layer = (typeof LAYERS)[number];

/** A policy as fetched: which one it is, and the JSON text. Equal texts are parsed and compiled once. */
export interface PolicyDocument {
  readonly ref: PolicyRef;
  readonly text: string;
}

export interface Policy {
  /** B1: only version 2012-10-17 substitutes `${...}`. */
  readonly variables: boolean;
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: Effect;
  readonly principal: Scope<PrincipalPattern>;
  readonly action: Scope<string>;
  readonly resource: Scope<string>;
  readonly conditions: readonly Condition[];
}

/** `X`, `NotX`, or an element that this policy does not have. */
export type Scope<T> =
  | { readonly kind: 'every' }
  | { readonly kind: 'only'; readonly of: readonly T[] }
  | { readonly kind: 'except'; readonly of: readonly T[] };

/** A principal as written in a policy. */
export type PrincipalPattern =
  | { readonly kind: 'everyone' }
  /** `partition` is undefined for the form of 12 digits. */
  | { readonly kind: 'account'; readonly account: string; readonly partition: string | undefined }
  /** A user, a role, a role session or a federated user. */
  | { readonly kind: 'entity'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'uniqueId'; readonly id: string }
  /** Grammar that can match no one. */
  | { readonly kind: 'nobody'; readonly text: string };

export type Quantifier = 'none' | 'ForAllValues' | 'ForAnyValue';

export interface Condition {
  /** As written, for people: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** In the spelling of the documentation, without quantifier and IfExists: `StringLike`. */
  readonly base: string;
  readonly quantifier: Quantifier;
  readonly ifExists: boolean;
  /** As written; compared without regard to case (B7). */
  readonly key: string;
  readonly values: readonly string[];
}

/** Something wrong with a document. An error makes the whole policy malformed; a note does not. */
export interface PolicyIssue {
  readonly severity: 'error' | 'note';
  readonly path: string;
  readonly reason: string;
  /** The rule of docs/semantics.md behind it. */
  readonly rule: string;
}
