// One change of policies that somebody may make: what it is, to whom it may be done, and whether it is permitted.
import type { Documents } from '../../access/account/documents.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Collected, Group, LocalPrincipal, ManagedPolicy } from '../../model/snapshot.ts';
import type { PathAction } from './indirect-actions.ts';
import type { Permit, Permits, PermitTarget } from './permits.ts';

export type Part = Collected<PolicyDocument>;

/** One change that is permitted. */
export interface PolicyChange {
  /** `gives` adds policies, `unbinds` is about the boundary, `lifts` takes away a policy that denies. */
  readonly kind: 'gives' | 'unbinds' | 'lifts';
  /** Whether no other change of its kind comes to more. */
  readonly whole?: true;
  /** `iam:PutUserPolicy on itself`. */
  readonly text: string;
  readonly permit: Permit;
  readonly apply: (local: LocalPrincipal) => LocalPrincipal;
}

export interface ChangeInput {
  readonly permits: Permits;
  /** Of ECR, those that nobody has among them. */
  readonly documents: Documents;
  readonly groupNamed: (name: string) => Group | undefined;
}

/** Whose policies are changed, and by whom. */
export interface AskedOfPolicy {
  readonly ground: ChangeInput;
  readonly actor: Subject;
  readonly local: LocalPrincipal;
  /** What the user or role is called in words. */
  readonly whom: string;
}

/** What the changes are called, by whose policies they are. */
export const ACTIONS = {
  user: {
    put: 'iam:PutUserPolicy',
    attach: 'iam:AttachUserPolicy',
    deleteInline: 'iam:DeleteUserPolicy',
    detach: 'iam:DetachUserPolicy',
    deleteBoundary: 'iam:DeleteUserPermissionsBoundary',
    putBoundary: 'iam:PutUserPermissionsBoundary',
  },
  role: {
    put: 'iam:PutRolePolicy',
    attach: 'iam:AttachRolePolicy',
    deleteInline: 'iam:DeleteRolePolicy',
    detach: 'iam:DetachRolePolicy',
    deleteBoundary: 'iam:DeleteRolePermissionsBoundary',
    putBoundary: 'iam:PutRolePermissionsBoundary',
  },
  group: {
    put: 'iam:PutGroupPolicy',
    attach: 'iam:AttachGroupPolicy',
    deleteInline: 'iam:DeleteGroupPolicy',
    detach: 'iam:DetachGroupPolicy',
  },
} as const satisfies Record<string, Readonly<Record<string, PathAction>>>;

/** A user, role or group whose policies are changed. */
export interface ChangeableOwner {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
  readonly arn: string;
  readonly whom: string;
  readonly about?: LocalPrincipal;
}

/** The change as a list of one where the actor may make it, else an empty list. */
export function change(
  { ground, actor }: AskedOfPolicy,
  action: PathAction,
  target: PermitTarget,
  reported: Omit<PolicyChange, 'permit'>,
): readonly PolicyChange[] {
  const permit = ground.permits.may(actor, action, target);
  return permit ? [{ ...reported, permit }] : [];
}

/** The owner as a request for a change names it. */
export function targetOf({ arn, about }: ChangeableOwner): PermitTarget {
  return about ? { resource: arn, about } : { resource: arn };
}

/** The same user or role with other policies. */
export function withPolicies(local: LocalPrincipal, policies: readonly Part[]): LocalPrincipal {
  return { ...local, policies };
}

/** The policy of AWS that allows everything: everybody may attach it who may attach any. */
export function administratorAccess({ ground }: AskedOfPolicy): string {
  return `arn:${ground.permits.account.ground.partition}:iam::aws:policy/AdministratorAccess`;
}

/** The managed policies that the account has, those that nobody has among them. */
export function stockOf({ ground }: AskedOfPolicy): readonly ManagedPolicy[] {
  return ground.permits.account.snapshot.stock.managedPolicies;
}
