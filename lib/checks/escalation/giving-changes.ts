// Changes that give more policies: written, attached, or those of a group that is joined (H1, H3).
import type { Group, LocalPrincipal } from '../../model/snapshot.ts';
import type { PathAction } from './indirect-actions.ts';
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

/** H1: policies that are written into the user or role, or attached to it. */
export function written(asked: AskedOfPolicy): readonly PolicyChange[] {
  const { kind, name, arn } = asked.local;
  return policiesOf(asked, { kind, name, arn, whom: asked.whom, about: asked.local });
}

/** H1, H3: a user in the group has what is written for it. */
export function groupChanges(asked: AskedOfPolicy, { name, arn }: Group): readonly PolicyChange[] {
  return policiesOf(asked, { kind: 'group', name, arn, whom: arn });
}

function policiesOf(asked: AskedOfPolicy, owner: ChangeableOwner): readonly PolicyChange[] {
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
function attachments(asked: AskedOfPolicy, action: PathAction, owner: ChangeableOwner): readonly PolicyChange[] {
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

/** H3: a user who joins a group has its policies. `own`: those that it is in. */
export function joined(asked: AskedOfPolicy, own: readonly Group[]): readonly PolicyChange[] {
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

function isInline(part: Part, { kind, name }: ChangeableOwner): boolean {
  if (part.kind !== 'present' || part.value.ref.kind !== 'inline') return false;
  const { owner } = part.value.ref;
  return owner.kind === kind && owner.name === name;
}
