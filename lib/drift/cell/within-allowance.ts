// Whether all that can be granted in some cells, wherever repositories deny nothing, is within what entries allow there.

import type { Account } from '../../access/account/account.ts';
import { isCallerKey, isTagKey } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, NEVER, within } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { resourceParts } from '../../access/cell/side-shapes.ts';
import { type ResourceSide, sideKey } from '../../access/cell/sides.ts';
import type { SideAt } from '../../access/matrix/cell-group.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { ALL_CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import type { RuleEntry } from '../../model/baseline.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { allowanceOfAll } from './allowance.ts';
import type { Expectation } from './expectation.ts';
import { softened, verdictsOf } from './verdict.ts';

/** Resource sides without what they deny, as far as they are about capabilities; equal ones are one object. */
export function undeniedSides(): (sideAt: SideAt) => SideAt {
  const sides = new Map<string, ResourceSide>();
  const known = new WeakMap<ResourceSide, ResourceSide>();
  const undenied = (side: ResourceSide | undefined): ResourceSide | undefined =>
    side &&
    getOrCreate(known, side, () => {
      const { direct, role, some } = side;
      const granting = { denied: NEVER, direct: ofCapabilities(direct), role: ofCapabilities(role), some: ofCapabilities(some) };
      return getOrCreate(sides, sideKey(resourceParts(granting)), () => granting);
    });
  const found = new WeakMap<SideAt, SideAt>();
  return (sideAt) => getOrCreate(found, sideAt, () => (number) => undenied(sideAt(number)));
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

type IsWithin = (granted: Granted, expectation: Expectation, cells: ExpectedCells) => boolean;

/** Whether nothing is unexpected or weakened in the cells; false where that takes a look at each. */
export function withinAllowance(account: Account): IsWithin {
  const asks = asking();
  const judge: IsWithin = ({ verdict, live }, expectation, { subjects, repository }) => {
    const verdicts = verdictsOf(verdict, expectation);
    if (verdicts.length === 0) return true;
    const { conditionalAllows } = expectation;
    const [first] = conditionalAllows;
    if (!first || conditionalAllows.some(({ entry }) => asks(entry).ofRepository)) return false;
    const asked = isOfCaller(expectation) ? subjects : subjects.slice(0, 1);
    return asked.every((subject) => {
      const allowance = allowanceOfAll(account, expectation, { subject, repository });
      return verdicts.every((each) => softened(each, live.granted, { allowance, rule: first.rule }) === undefined);
    });
  };
  const isOfCaller = memoize(({ conditionalAllows }: Expectation) => conditionalAllows.some(({ entry }) => asks(entry).ofCaller));
  return whereverAsked(judge, isOfCaller);
}

/** The same, judged once for all of the account's own principals and all repositories of a region, which many groups ask about. */
function whereverAsked(judge: IsWithin, isOfCaller: (expectation: Expectation) => boolean): IsWithin {
  const known = new WeakMap<Expectation, WeakMap<Outcome, WeakMap<Outcome, Map<string, boolean>>>>();
  return (granted, expectation, cells) => {
    // What tells outsiders apart is no key of callers.
    if (isOfCaller(expectation) || !cells.subjects.every(({ local }) => local)) return judge(granted, expectation, cells);
    const ofExpectation = getOrCreate(known, expectation, () => new WeakMap<Outcome, WeakMap<Outcome, Map<string, boolean>>>());
    const ofVerdict = getOrCreate(ofExpectation, granted.verdict, () => new WeakMap<Outcome, Map<string, boolean>>());
    const ofLive = getOrCreate(ofVerdict, granted.live, () => new Map<string, boolean>());
    return getOrCreate(ofLive, cells.repository.region, () => judge(granted, expectation, cells));
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
