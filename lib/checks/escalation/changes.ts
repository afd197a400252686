// What somebody may change about the policies of a user or a role: their own ones, those of their groups, their boundary (H1-H5).
import type { Documents } from '../../access/account/documents.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import type { Collected, Group, LocalPrincipal, ManagedPolicy } from '../../model/snapshot.ts';
import { intersection, isEmpty, maskOf } from '../../policy/logic/mask.ts';
import { isCustomerManaged } from '../survey/policy-names.ts';
import { type PathAction, pathBit } from './indirect-actions.ts';
import type { Permit, Permits, PermitTarget } from './permits.ts';
import { EVERYTHING, presentPart } from './policy-stock.ts';

type Part = Collected<PolicyDocument>;

/** One change that is permitted. */
export interface PolicyChange {
  /** `gives` adds policies, `unbinds` is about the boundary, `undenies` takes away a policy that denies. */
  readonly kind: 'gives' | 'unbinds' | 'undenies';
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

interface Asked {
  readonly ground: ChangeInput;
  readonly actor: Subject;
  readonly local: LocalPrincipal;
  /** How a step on the user or role is told. */
  readonly whom: string;
}

/** Every change that `actor` may make to what `of` can do. */
export function changesOf(ground: ChangeInput, actor: Subject, of: Subject): readonly PolicyChange[] {
  const { local } = of;
  if (!local || isEmpty(intersection(ground.permits.spoken(actor), CHANGING))) return [];
  const asked = { ground, actor, local, whom: actor === of ? 'itself' : local.arn };
  const groups = local.groups.flatMap((name) => ground.groupNamed(name) ?? []);
  return [
    ...written(asked),
    ...groups.flatMap((group) => groupChanges(asked, group)),
    ...(local.kind === 'user' ? joined(asked, groups) : []),
    ...versions(asked),
    ...unbounded(asked),
    ...undenied(asked, groups),
  ];
}

const ACTIONS = {
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

const CHANGING = maskOf(
  [
    ...Object.values(ACTIONS).flatMap((actions) => Object.values<PathAction>(actions)),
    ...(['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:AddUserToGroup', 'iam:RemoveUserFromGroup'] as const),
  ].map(pathBit),
);

interface Owner {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
  readonly arn: string;
  readonly whom: string;
  readonly about?: LocalPrincipal;
}

function written(asked: Asked): readonly PolicyChange[] {
  const { kind, name, arn } = asked.local;
  return policiesOf(asked, { kind, name, arn, whom: asked.whom, about: asked.local });
}

/** A user in the group has what is written for it. */
function groupChanges(asked: Asked, { name, arn }: Group): readonly PolicyChange[] {
  return policiesOf(asked, { kind: 'group', name, arn, whom: arn });
}

function policiesOf(asked: Asked, owner: Owner): readonly PolicyChange[] {
  const { put, attach } = ACTIONS[owner.kind];
  const target = targetOf(owner);
  // Whoever may write inline policies may write those anew that deny.
  const rewrite = (local: LocalPrincipal): LocalPrincipal =>
    withPolicies(local, [...local.policies.filter((part) => !isInline(part, owner)), ALL]);
  return [
    ...change(asked, put, target, { kind: 'gives', whole: true, text: `${put} on ${owner.whom}`, apply: rewrite }),
    ...attachments(asked, attach, owner),
  ];
}

const ALL: Part = presentPart(EVERYTHING);

/** AdministratorAccess is there for everybody; where conditions allow only some policies, those that the account has and that say something of ECR. */
function attachments(asked: Asked, action: PathAction, owner: Owner): readonly PolicyChange[] {
  const { permits, documents } = asked.ground;
  if (!permits.may(asked.actor, action, targetOf(owner))) return [];
  const of = (arn: string): PermitTarget => ({ ...targetOf(owner), keys: { 'iam:policyarn': arn } });
  const give = (parts: readonly Part[]) => (local: LocalPrincipal) => withPolicies(local, [...local.policies, ...parts]);
  const any = change(asked, action, of(administratorAccess(asked)), {
    kind: 'gives',
    text: `${action} on ${owner.whom}`,
    whole: true,
    apply: give([ALL]),
  });
  if (any.length > 0) return any;
  return stockOf(asked).flatMap(({ arn, document }) => {
    if (document.kind !== 'present' || documents.compiled(document.value, 'identity').policy.statements.length === 0) return [];
    return change(asked, action, of(arn), { kind: 'gives', text: `${action} of ${arn} on ${owner.whom}`, apply: give([document]) });
  });
}

/** H3: a user who joins a group has its policies. */
function joined(asked: Asked, own: readonly Group[]): readonly PolicyChange[] {
  const { permits } = asked.ground;
  // A user who may let others into a group may join it.
  const isDetour = asked.whom !== 'itself' && asked.actor.local?.kind === 'user';
  if (isDetour || !permits.speaksOf(asked.actor, 'iam:AddUserToGroup')) return [];
  const others = permits.account.snapshot.stock.groups.filter((group) => !own.includes(group) && group.policies.length > 0);
  return others.flatMap(({ arn, policies }) => {
    const who = asked.whom === 'itself' ? '' : ` for ${asked.whom}`;
    const apply = (local: LocalPrincipal): LocalPrincipal => withPolicies(local, [...local.policies, ...policies]);
    return change(asked, 'iam:AddUserToGroup', { resource: arn }, { kind: 'gives', text: `iam:AddUserToGroup on ${arn}${who}`, apply });
  });
}

/** H2: of the account's own managed policies that it has. */
function versions(asked: Asked): readonly PolicyChange[] {
  const names = new Set(
    asked.local.policies.flatMap((part) => (part.kind === 'present' && isCustomerManaged(part.value) ? [part.value.name] : [])),
  );
  return [...names].flatMap((arn) => {
    const replaced = (by: PolicyDocument) => (local: LocalPrincipal) =>
      withPolicies(
        local,
        local.policies.map((part) => (isNamed(part, arn) ? presentPart(by) : part)),
      );
    return versionChanges(asked, arn, 'gives', replaced);
  });
}

type Replacing = (by: PolicyDocument) => PolicyChange['apply'];

/** A new version says what its writer likes; an old one is there to be read. */
function versionChanges(asked: Asked, arn: string, kind: PolicyChange['kind'], replaced: Replacing): readonly PolicyChange[] {
  const [create, select] = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'] as const;
  const others = stockOf(asked).find((each) => each.arn === arn)?.otherVersions ?? [];
  return [
    ...change(asked, create, { resource: arn }, { kind, whole: true, text: `${create} on ${arn}`, apply: replaced(EVERYTHING) }),
    ...others.flatMap((version) =>
      change(asked, select, { resource: arn }, { kind, text: `${select} on ${arn}`, apply: replaced(version) }),
    ),
  ];
}

/** H5: without its boundary, or under one that allows more. */
function unbounded(asked: Asked): readonly PolicyChange[] {
  const { kind, boundary, arn } = asked.local;
  if (boundary.kind !== 'present' || kind === undefined) return [];
  const { deleteBoundary, putBoundary } = ACTIONS[kind];
  const target: PermitTarget = { resource: arn, about: asked.local };
  const under = (by: PolicyDocument) => (local: LocalPrincipal) => ({ ...local, boundary: presentPart(by) });
  const without = (local: LocalPrincipal): LocalPrincipal => ({ ...local, boundary: { kind: 'absent' } });
  const set = (policy: string, by: PolicyDocument): readonly PolicyChange[] =>
    change(
      asked,
      putBoundary,
      { ...target, keys: { 'iam:permissionsboundary': policy } },
      {
        kind: 'unbinds',
        text: `${putBoundary} with ${policy} on ${asked.whom}`,
        apply: under(by),
      },
    );
  const any = set(administratorAccess(asked), EVERYTHING);
  const documents = any.length > 0 ? [] : stockOf(asked);
  return [
    ...change(asked, deleteBoundary, target, { kind: 'unbinds', whole: true, text: `${deleteBoundary} on ${asked.whom}`, apply: without }),
    ...any,
    ...documents.flatMap(({ arn: policy, document }) => (document.kind === 'present' ? set(policy, document.value) : [])),
    ...(isCustomerManaged(boundary.value) ? versionChanges(asked, boundary.value.name, 'unbinds', under) : []),
  ];
}

/** H4: policies of its own, or of its groups, that deny something of ECR. */
function undenied(asked: Asked, groups: readonly Group[]): readonly PolicyChange[] {
  const { kind, name, arn, policies } = asked.local;
  const { documents } = asked.ground;
  const denying = policies.flatMap((part) => {
    if (part.kind !== 'present') return [];
    const { statements } = documents.compiled(part.value, 'identity').policy;
    return statements.some(({ effect }) => effect === 'Deny') ? [{ part, document: part.value }] : [];
  });
  if (denying.length === 0) return [];
  const without = (gone: readonly Part[]) => (local: LocalPrincipal) =>
    withPolicies(
      local,
      local.policies.filter((part) => !gone.includes(part)),
    );
  const self: Owner = { kind, name, arn, whom: asked.whom, about: asked.local };
  const owners = [self, ...groups.map((group): Owner => ({ kind: 'group', name: group.name, arn: group.arn, whom: group.arn }))];
  const removed = denying.flatMap(({ part, document }) => {
    const shared = groups.filter((group) => group.policies.includes(part));
    return owners.flatMap((owner) => {
      const isOwners = owner === self ? shared.length === 0 : shared.some((group) => group.arn === owner.arn);
      if (!isOwners || shared.length > 1) return [];
      const { deleteInline, detach } = ACTIONS[owner.kind];
      const action = document.name.startsWith('arn:') ? detach : deleteInline;
      const target = { ...targetOf(owner), keys: { 'iam:policyarn': document.name } };
      return change(asked, action, target, {
        kind: 'undenies',
        text: `${action} of ${document.name} on ${owner.whom}`,
        apply: without([part]),
      });
    });
  });
  const left = groups.flatMap((group) => {
    if (!denying.some(({ part }) => group.policies.includes(part))) return [];
    const kept = new Set(groups.flatMap((each) => (each === group ? [] : each.policies)));
    const gone = group.policies.filter((part) => !kept.has(part));
    const text = `iam:RemoveUserFromGroup on ${group.arn}`;
    return change(asked, 'iam:RemoveUserFromGroup', { resource: group.arn }, { kind: 'undenies', text, apply: without(gone) });
  });
  return [...removed, ...left];
}

function change(
  { ground, actor }: Asked,
  action: PathAction,
  target: PermitTarget,
  told: Omit<PolicyChange, 'permit'>,
): readonly PolicyChange[] {
  const permit = ground.permits.may(actor, action, target);
  return permit ? [{ ...told, permit }] : [];
}

function targetOf({ arn, about }: Owner): PermitTarget {
  return about ? { resource: arn, about } : { resource: arn };
}

function withPolicies(local: LocalPrincipal, policies: readonly Part[]): LocalPrincipal {
  return { ...local, policies };
}

function isNamed(part: Part, name: string): boolean {
  return part.kind === 'present' && part.value.name === name;
}

/** Inline policies are named after whom they are of (lib/snapshot/identity.ts). */
function isInline(part: Part, { kind, name }: Owner): boolean {
  return part.kind === 'present' && part.value.name.startsWith('inline policy ') && part.value.name.endsWith(` of ${kind} ${name}`);
}

function administratorAccess({ ground }: Asked): string {
  return `arn:${ground.permits.account.ground.partition}:iam::aws:policy/AdministratorAccess`;
}

function stockOf({ ground }: Asked): readonly ManagedPolicy[] {
  return ground.permits.account.snapshot.stock.managedPolicies;
}

/** What only comes of changes together: a policy with what holds it down taken away. */
export function together(changes: readonly PolicyChange[]): readonly (readonly PolicyChange[])[] {
  const [giving, unbinding] = [best(changes, 'gives'), best(changes, 'unbinds')];
  const undenying = changes.filter(({ kind }) => kind === 'undenies');
  const some = <T>(list: readonly T[]): readonly (T | undefined)[] => (list.length === 0 ? [undefined] : list);
  return some(unbinding)
    .flatMap((unbound) => some(giving).map((given) => [unbound ?? [], undenying, given ?? []].flat()))
    .filter((list) => list.length > 1)
    .slice(0, MOST_TOGETHER);
}

const MOST_TOGETHER = 50;

function best(changes: readonly PolicyChange[], kind: PolicyChange['kind']): readonly PolicyChange[] {
  const ofKind = changes.filter((each) => each.kind === kind);
  const whole = ofKind.find((each) => each.whole);
  return whole ? [whole] : ofKind;
}
