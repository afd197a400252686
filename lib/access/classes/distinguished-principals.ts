// The local principals whom one condition distinguishes from the others.

import { groupBy } from '../../collections/group-by.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledCondition } from '../../policy/condition/condition.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import { ANYTHING, type Context } from '../../policy/match/context.ts';
import type { Account } from '../account/account.ts';
import { isCallerKey, isTaggingKey, isTagKey, type RequestTarget, requestContext } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import type { AlikeIndex, AlikePrincipals, Mentioned } from './alike-principals.ts';

/** By position those whose outcome of a condition is not that of most, with the outcome as a text. */
export function distinguishedBy(
  account: Account,
  condition: CompiledCondition,
  { groups, mentioned, count }: AlikeIndex,
  repository: Repository,
): ReadonlyMap<number, string> {
  const outcomeAt = outcomesOf(account, condition, repository);
  const outcomeOf = ({ positions }: AlikePrincipals): string => outcomeAt(positions[0] ?? -1);
  const how = mentionedBy(account, condition, repository);
  const others = how ? mentioned(how) : groups;
  const byOutcome = new Map(groupBy(others, outcomeOf));
  const sizes = new Map([...byOutcome].map(([outcome, among]) => [outcome, sizeOf(among)]));
  // Whom nothing mentions has one outcome, and mostly it is that of most.
  const asked = new Set(others);
  const first = others.length < groups.length ? groups.find((group) => !asked.has(group)) : undefined;
  const common = first && outcomeOf(first);
  if (common !== undefined) sizes.set(common, (sizes.get(common) ?? 0) + count - sizeOf(others));
  const [, ...distinguished] = [...sizes].sort(([, a], [, b]) => b - a);
  return new Map(
    distinguished.flatMap(([outcome]) => {
      const ordinary = outcome === common ? groups.filter((group) => !asked.has(group)) : [];
      return [...(byOutcome.get(outcome) ?? []), ...ordinary].flatMap(({ positions }) => positions.map((each) => [each, outcome] as const));
    }),
  );
}

/** What a condition comes to for a local principal, as a text that is equal for equal outcomes. */
function outcomesOf({ locals, ground }: Account, condition: CompiledCondition, repository: Repository): (at: number) => string {
  const targets = targetsOf(condition, repository);
  const outcome = (subject: Subject): string =>
    targets.map((target) => formulaKey(condition.holds(requestContext(ground, subject.keys, target)))).join();
  return (position) => {
    const subject = locals[position];
    return subject ? outcome(subject) : '';
  };
}

/** Every kind of request that is answered by itself: actions on the registry ask for the tags of no repository. */
function targetsOf({ keys }: CompiledCondition, repository: Repository): readonly RequestTarget[] {
  const { region } = repository;
  const places = keys.some(isTagKey) ? [repository, undefined] : [repository];
  const taggings = keys.some(isTaggingKey) ? [false, true] : [false];
  return places.flatMap((place) => taggings.map((tagging) => ({ region, repository: place, tagging })));
}

/** Which values of the one key that tells principals apart can make a difference; undefined where that is not known. */
function mentionedBy({ locals, ground }: Account, condition: CompiledCondition, repository: Repository): Mentioned | undefined {
  const [key, another] = new Set(condition.keys.filter(isCallerKey));
  const [someone] = locals;
  if (key === undefined || another !== undefined || !someone) return undefined;
  const contexts = targetsOf(condition, repository).map((target): Context => {
    const context = requestContext(ground, someone.keys, target);
    return (each) => (each === key ? ANYTHING : context(each));
  });
  if (condition.keys[0] === key) {
    const likenesses = allOf(contexts.map((context) => condition.likenesses(context)));
    return likenesses && { kind: 'like', likenesses };
  }
  const values = allOf(contexts.map((context) => condition.fillings(key, context)));
  return values && { kind: 'is', values };
}

function allOf<T>(lists: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

function sizeOf(groups: readonly AlikePrincipals[]): number {
  return groups.reduce((sum, { positions }) => sum + positions.length, 0);
}
