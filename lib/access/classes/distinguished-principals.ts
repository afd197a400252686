// The local principals whom one condition distinguishes from the others.

import { groupBy } from '../../collections/group-by.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import { ABSENT, type Known } from '../../policy/match/context.ts';
import { beginsOtherwise } from '../../policy/match/partial-value.ts';
import type { Account } from '../account/account.ts';
import { isTaggingKey, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';

/** Local principals with the same values of some keys. */
export interface AlikePrincipals {
  readonly values: readonly Known[];
  /** In `account.locals`; at least one. */
  readonly positions: readonly number[];
}

/** What a condition comes to for a local principal, as a text that is equal for equal outcomes. */
export function outcomesOf(
  { locals, ground }: Account,
  { holds, keys }: CompiledCondition,
  repository: Repository,
): (at: number) => string {
  const { region } = repository;
  const targets = (keys.some(isTaggingKey) ? [false, true] : [false]).map((tagging) => ({ region, repository, tagging }));
  const outcome = (subject: Subject): string =>
    targets.map((target) => formulaKey(holds(requestContext(ground, subject.keys, target)))).join();
  return (position) => {
    const subject = locals[position];
    return subject ? outcome(subject) : '';
  };
}

/** The positions of those whose outcome is not that of most, with the outcome. */
export function distinguishedOutcomes(
  condition: CompiledCondition,
  groups: readonly AlikePrincipals[],
  outcomeAt: (position: number) => string,
): ReadonlyMap<number, string> {
  const { ordinary, others } = divided(groups, ordinaryTest(condition));
  const outcomeOf = ({ positions }: AlikePrincipals): string => outcomeAt(positions[0] ?? -1);
  const byOutcome = new Map(groupBy(others, outcomeOf));
  const [first] = ordinary;
  if (first) byOutcome.set(outcomeOf(first), [...(byOutcome.get(outcomeOf(first)) ?? []), ...ordinary]);
  const [, ...distinguished] = [...byOutcome].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
  return new Map(
    distinguished.flatMap(([outcome, among]) => among.flatMap(({ positions }) => positions.map((each) => [each, outcome] as const))),
  );
}

function divided(
  groups: readonly AlikePrincipals[],
  isOrdinary: (group: AlikePrincipals) => boolean,
): { readonly ordinary: AlikePrincipals[]; readonly others: AlikePrincipals[] } {
  const [ordinary, others]: [AlikePrincipals[], AlikePrincipals[]] = [[], []];
  for (const group of groups) (isOrdinary(group) ? ordinary : others).push(group);
  return { ordinary, others };
}

function sizeOf(groups: readonly AlikePrincipals[]): number {
  return groups.reduce((sum, { positions }) => sum + positions.length, 0);
}

/** Whether a group has the outcome of whoever matches nothing that the condition mentions. */
function ordinaryTest({ keys, beginnings }: CompiledCondition): (group: AlikePrincipals) => boolean {
  const asked = keys.length === 1 ? beginnings(() => ABSENT) : undefined;
  return asked ? ({ values: [value] }) => beginsOtherwise(value, asked) : () => false;
}
