// Where a baseline forbids something that is granted: not where the policies of the repository deny it themselves, whoever asks.

import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, EVERY_BIT, possible } from '../../access/cell/action-formulas.ts';
import { actionDecision, type Outcome } from '../../access/cell/outcome.ts';
import type { ResourceSide } from '../../access/cell/sides.ts';
import type { AlikeGroup } from '../../access/matrix/cell-group.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { membership, membersOf } from '../../collections/subset.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { all, FALSE, type Formula, formulaKey, not } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, covers, emptyMask, intersection, isEmpty, maskOf, union } from '../../policy/logic/mask.ts';
import { isNever } from '../../policy/theory/solve.ts';
import { isPlain } from './allowance.ts';
import type { RepositoryProfile } from './expectation.ts';
import type { PlacedEntry } from './principal-profiles.ts';
import { forbiddenBy, forbiddenMask, type Verdict } from './verdict.ts';
import { asking } from './within-allowance.ts';

type ProfilesByClass = readonly ReadonlyMap<RepositoryProfile, readonly Repository[]>[];

/** The classes of a group at which entries may forbid something that is granted. */
export function forbiddenPlaces(
  account: Account,
  byClass: ProfilesByClass,
): (group: AlikeGroup, forbids: readonly PlacedEntry[], subjects: readonly Subject[]) => ReadonlySet<number> {
  const masks = memoize((forbids: readonly PlacedEntry[]) =>
    forbids.reduce<ActionMask>((sum, { entry }) => union(sum, entry.policy ? EVERY_BIT : forbiddenMask(entry.capabilities)), emptyMask()),
  );
  const granted = new WeakMap<Outcome, ActionMask>();
  const isHarmless = harmlessTest(account);
  const forbidden = forbiddenByClass(byClass);
  const isAmong = membership<number>();
  return (group, forbids, subjects) => {
    if (
      forbids.length === 0 ||
      isEmpty(
        intersection(
          masks(forbids),
          getOrCreate(granted, group.outcome, () => grantedIn(group.outcome)),
        ),
      )
    )
      return NONE;
    const places = forbidden(forbids);
    const isForbidden = (number: number): boolean => {
      const here = places.get(number);
      const side = here && group.sideAt(number);
      return (
        here?.some(({ placed, repositories }) => !isHarmless(placed, { outcome: group.outcome, side, subjects, repositories })) ?? false
      );
    };
    // Each principal may be forbidden something in a few of very many places.
    const isIn = isAmong(group.classes);
    const numbers = places.size < group.classes.of.length ? [...places.keys()].filter(isIn) : membersOf(group.classes);
    return new Set(numbers.filter(isForbidden));
  };
}

const NONE: ReadonlySet<number> = new Set();

interface ForbiddenPlace {
  readonly placed: PlacedEntry;
  /** Of one class and profile. */
  readonly repositories: readonly Repository[];
}

/** By class the entries of a list that are about some of its repositories. */
function forbiddenByClass(byClass: ProfilesByClass): (forbids: readonly PlacedEntry[]) => ReadonlyMap<number, readonly ForbiddenPlace[]> {
  const byRule = new Map<number, { readonly number: number; readonly repositories: readonly Repository[] }[]>();
  for (const [number, profiles] of byClass.entries()) {
    for (const [{ forbidding }, repositories] of profiles) {
      for (const rule of forbidding) getOrCreate(byRule, rule, () => []).push({ number, repositories });
    }
  }
  return memoize((forbids) => {
    const places = new Map<number, ForbiddenPlace[]>();
    for (const placed of forbids) {
      for (const { number, repositories } of byRule.get(placed.ruleNumber) ?? []) {
        getOrCreate(places, number, () => []).push({ placed, repositories });
      }
    }
    return places;
  });
}

/** The actions that can be granted, whatever was not read. */
function grantedIn(outcome: Outcome): ActionMask {
  return maskOf(bitsOf(possible(outcome.granted)).filter((bit) => actionDecision(outcome, bit) !== undefined));
}

interface Places {
  readonly outcome: Outcome;
  readonly side: ResourceSide | undefined;
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
}

/** Whether nothing that an entry forbids is granted in some cells; false where that takes a look at each. */
function harmlessTest(account: Account): (placed: PlacedEntry, places: Places) => boolean {
  const asks = asking();
  const known = new WeakMap<PlacedEntry, WeakMap<ResourceSide, ActionMask>>();
  const verdicts = new WeakMap<Outcome, WeakMap<PlacedEntry, readonly Verdict[]>>();
  return (placed, { outcome, side, subjects, repositories }) => {
    const { entry, rule } = placed;
    if (entry.policy) return false;
    const ofOutcome = getOrCreate(verdicts, outcome, () => new WeakMap<PlacedEntry, readonly Verdict[]>());
    const found = getOrCreate(ofOutcome, placed, () =>
      forbiddenBy(outcome, { rule: { id: rule.id, owner: rule.owner, at: entry.at }, capabilities: entry.capabilities }),
    );
    if (found.length === 0) return true;
    const { ofCaller, ofRepository } = asks(entry);
    const [subject] = subjects;
    const [repository] = repositories;
    if (isPlain(entry) || ofRepository || (ofCaller && subjects.length > 1) || !side || !subject || !repository) return false;
    const denied = (): ActionMask => {
      const context = requestContext(account.ground, subject.keys, { region: repository.region, repository, tagging: true });
      return deniedWhen(all(...entry.when.map((condition) => compileCondition(condition, true).holds(context))), side.denied);
    };
    const ofSide = getOrCreate(known, placed, () => new WeakMap<ResourceSide, ActionMask>());
    const mask = ofCaller || subject.local === undefined ? denied() : getOrCreate(ofSide, side, denied);
    return found.every((verdict) => isDenied(verdict, mask));
  };
}

/** The actions that are denied wherever the formula holds. */
function deniedWhen(formula: Formula, { always, depends }: ActionFormulas): ActionMask {
  if (formula === FALSE) return EVERY_BIT;
  const key = formulaKey(formula);
  const implied = depends.filter(({ when }) => formulaKey(when) === key || isNever(all(formula, not(when))));
  return implied.reduce<ActionMask>((sum, { mask }) => union(sum, mask), always);
}

/** A capability that needs all of its actions is denied with one of them. */
function isDenied({ capability, actions }: Verdict, denied: ActionMask): boolean {
  const isAll = isCapability(capability) && CAPABILITY_RULES[capability].needs === 'all';
  return isAll ? !isEmpty(intersection(actions, denied)) : covers(denied, actions);
}
