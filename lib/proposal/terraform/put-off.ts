// What a plan names besides the changes of its resources: changes that are put off to a later plan, and actions that it invokes.
import { type ProposedChange, type ProposedResource, placeOf } from '../change.ts';
import type { TerraformPlan } from './plan.ts';
import { unmodelled } from './resources.ts';

/** A change that this plan does not make: what it will make is not known before the plan that does. */
export function putOff(resource: ProposedResource, reason: string | undefined): ProposedResource {
  const places = new Map(resource.changes.map((change) => [JSON.stringify(placeOf(change)), placeOf(change)]));
  const why = `Terraform puts it off to a later plan${reason === undefined ? '' : ` (${reason})`}`;
  const changes = [...places.values()].map((place): ProposedChange => ({ kind: 'unread', place, attribute: 'deferred_changes', why }));
  return { ...resource, changes };
}

/** Actions of providers that could bear on access: what an action does is not in the plan. */
export function invokedActions(plan: TerraformPlan): readonly ProposedResource[] {
  const deferred = (plan.deferred_action_invocations ?? []).map(({ action_invocation: each }) => each);
  return [...(plan.action_invocations ?? []), ...deferred].flatMap(({ address, type }) => {
    if (!unmodelled(type)) return [];
    const why = `what the action ${type} does is not in the plan`;
    const change: ProposedChange = { kind: 'unread', place: { kind: 'everything' }, attribute: 'action_invocations', why };
    return [{ address, what: `action ${type}`, action: 'unknown' as const, changes: [change] }];
  });
}
