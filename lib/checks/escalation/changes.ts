// What somebody may change about the policies of a user or a role: their own ones, those of their groups, their boundary (H1-H5).
import type { Subject } from '../../access/account/subjects.ts';
import { intersection, isEmpty, maskOf } from '../../policy/logic/mask.ts';
import { groupChanges, joined, written } from './giving-changes.ts';
import { type PathAction, pathBit } from './indirect-actions.ts';
import { unbounded, withoutDenies } from './loosening-changes.ts';
import { ACTIONS, type ChangeInput, type PolicyChange } from './policy-change.ts';
import { versions } from './version-changes.ts';

/**
 * Every change that `actor` may make to the policies and the boundary of `of`, each with the permit; none where nothing in the policies
 * of the actor speaks of such changes.
 */
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
    ...withoutDenies(asked, groups),
  ];
}

const CHANGING = maskOf(
  [
    ...Object.values(ACTIONS).flatMap((actions) => Object.values<PathAction>(actions)),
    ...(['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:AddUserToGroup', 'iam:RemoveUserFromGroup'] as const),
  ].map(pathBit),
);

/**
 * What only comes of changes together, as lists of changes to make at once: a policy is given, and what holds it down is taken away.
 */
export function together(changes: readonly PolicyChange[]): readonly (readonly PolicyChange[])[] {
  const [giving, unbinding] = [best(changes, 'gives'), best(changes, 'unbinds')];
  const lifting = changes.filter(({ kind }) => kind === 'lifts');
  const some = <T>(list: readonly T[]): readonly (T | undefined)[] => (list.length === 0 ? [undefined] : list);
  return some(unbinding)
    .flatMap((unbound) => some(giving).map((given) => [unbound ?? [], lifting, given ?? []].flat()))
    .filter((list) => list.length > 1)
    .slice(0, MOST_TOGETHER);
}

const MOST_TOGETHER = 50;

function best(changes: readonly PolicyChange[], kind: PolicyChange['kind']): readonly PolicyChange[] {
  const ofKind = changes.filter((each) => each.kind === kind);
  const whole = ofKind.find((each) => each.whole);
  return whole ? [whole] : ofKind;
}
