// Whether all that can be granted in some cells, wherever repositories deny nothing, is within what entries allow there.

import type { Account } from '../../access/account/account.ts';
import { isCallerKey, isTagKey } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, NEVER, within } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { resourceParts } from '../../access/cell/side-shapes.ts';
import { type ResourceSide, sideKey } from '../../access/cell/sides.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { ALL_CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import type { RuleEntry } from '../../model/baseline.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { allowanceOfAll } from './allowance.ts';
import type { Expectation } from './expectation.ts';
import { softened, verdictsOf } from './verdict.ts';

/** A resource side without what it denies, as far as it is about capabilities; equal ones are one object. */
export function undeniedSides(): (side: ResourceSide | undefined) => ResourceSide | undefined {
  const sides = new Map<string, ResourceSide>();
  const known = new WeakMap<ResourceSide, ResourceSide>();
  return (side) =>
    side &&
    getOrCreate(known, side, () => {
      const { direct, role, some } = side;
      const granting = { denied: NEVER, direct: ofCapabilities(direct), role: ofCapabilities(role), some: ofCapabilities(some) };
      return getOrCreate(sides, sideKey(resourceParts(granting)), () => granting);
    });
}

function ofCapabilities(answer: ActionFormulas): ActionFormulas {
  return within(answer, ALL_CAPABILITY_ACTIONS);
}

/** `verdict`: what the cells come to but for the names of conditions; `live`: at most that is granted in each of them. */
export interface Granted {
  readonly verdict: Outcome;
  readonly live: Outcome;
}

/** Cells at which one expectation holds; the repository stands for all. */
export interface ExpectedCells {
  readonly subjects: readonly Subject[];
  readonly repository: Repository;
}

/** Whether nothing is unexpected or weakened in the cells; false where that takes a look at each. */
export function withinAllowance(account: Account): (granted: Granted, expectation: Expectation, cells: ExpectedCells) => boolean {
  const asks = asking();
  return ({ verdict, live }, expectation, { subjects, repository }) => {
    const verdicts = verdictsOf(verdict, expectation);
    if (verdicts.length === 0) return true;
    const { conditionalAllows } = expectation;
    const [first] = conditionalAllows;
    if (!first || conditionalAllows.some(({ entry }) => asks(entry).ofRepository)) return false;
    const asked = conditionalAllows.some(({ entry }) => asks(entry).ofCaller) ? subjects : subjects.slice(0, 1);
    return asked.every((subject) => {
      const allowance = allowanceOfAll(account, expectation, { subject, repository });
      return verdicts.every((each) => softened(each, live.granted, { allowance, rule: first.rule }) === undefined);
    });
  };
}

/** Whether what an entry says of a cell depends on which principal or which repository of a region it is about. */
export interface Asks {
  readonly ofCaller: boolean;
  readonly ofRepository: boolean;
}

/** What entries ask about; found out once for each. */
export function asking(): (entry: RuleEntry) => Asks {
  const known = new WeakMap<RuleEntry, Asks>();
  return (entry) =>
    getOrCreate(known, entry, () => {
      const keys = entry.when.flatMap((condition) => compileCondition(condition, true).keys);
      const hasPolicy = entry.policy !== undefined;
      return { ofCaller: hasPolicy || keys.some(isCallerKey), ofRepository: hasPolicy || keys.some(isTagKey) };
    });
}
