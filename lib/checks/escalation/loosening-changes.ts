// Changes that take away what holds somebody down: the boundary, and policies that deny (H4, H5).
import type { PolicyDocument } from '../../model/policy.ts';
import { policyName } from '../../model/policy-ref.ts';
import type { Group, LocalPrincipal } from '../../model/snapshot.ts';
import { customerManagedArn } from '../survey/policy-names.ts';
import type { PermitTarget } from './permits.ts';
import {
  ACTIONS,
  type AskedOfPolicy,
  administratorAccess,
  type ChangeableOwner,
  change,
  type Part,
  type PolicyChange,
  stockOf,
  targetOf,
  withPolicies,
} from './policy-change.ts';
import { EVERYTHING, presentPart } from './policy-stock.ts';
import { versionChanges } from './version-changes.ts';

/** H5: changes after which there is no boundary, or one that allows more. */
export function unbounded(asked: AskedOfPolicy): readonly PolicyChange[] {
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
  const own = customerManagedArn(boundary.value);
  const any = set(administratorAccess(asked), EVERYTHING);
  const documents = any.length > 0 ? [] : stockOf(asked);
  return [
    ...change(asked, deleteBoundary, target, { kind: 'unbinds', whole: true, text: `${deleteBoundary} on ${asked.whom}`, apply: without }),
    ...any,
    ...documents.flatMap(({ arn: policy, document }) => (document.kind === 'present' ? set(policy, document.value) : [])),
    ...(own === undefined ? [] : versionChanges(asked, own, 'unbinds', under)),
  ];
}

/** H4: changes after which a policy is gone that denies something of ECR, its own or one of `groups`, which are its groups. */
export function withoutDenies(asked: AskedOfPolicy, groups: readonly Group[]): readonly PolicyChange[] {
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
  const self: ChangeableOwner = { kind, name, arn, whom: asked.whom, about: asked.local };
  const owners = [self, ...groups.map((group): ChangeableOwner => ({ kind: 'group', name: group.name, arn: group.arn, whom: group.arn }))];
  const removed = denying.flatMap(({ part, document }) => {
    const shared = groups.filter((group) => group.policies.includes(part));
    return owners.flatMap((owner) => {
      const isOwners = owner === self ? shared.length === 0 : shared.some((group) => group.arn === owner.arn);
      if (!isOwners || shared.length > 1) return [];
      const { deleteInline, detach } = ACTIONS[owner.kind];
      const { ref } = document;
      const [action, managed] = ref.kind === 'managed' ? [detach, ref.arn] : [deleteInline, undefined];
      const target = { ...targetOf(owner), keys: { 'iam:policyarn': managed } };
      return change(asked, action, target, {
        kind: 'lifts',
        text: `${action} of ${policyName(ref)} on ${owner.whom}`,
        apply: without([part]),
      });
    });
  });
  const left = groups.flatMap((group) => {
    if (!denying.some(({ part }) => group.policies.includes(part))) return [];
    const kept = new Set(groups.flatMap((each) => (each === group ? [] : each.policies)));
    const gone = group.policies.filter((part) => !kept.has(part));
    const text = `iam:RemoveUserFromGroup on ${group.arn}`;
    return change(asked, 'iam:RemoveUserFromGroup', { resource: group.arn }, { kind: 'lifts', text, apply: without(gone) });
  });
  return [...removed, ...left];
}
