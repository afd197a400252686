// One plan for all findings of a cause: its statement is changed where that ends them, and what is left is ended one after the other.
import { groupBy } from '../collections/group-by.ts';
import type { Reason } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { placeOfFinding } from './cause-place.ts';
import { beyond, type Course, checked, combined, type Made, tooMuch, withGroup, withUnit } from './cause-steps.ts';
import { unitsOf } from './cause-units.ts';
import { type JudgedPlan, refused, type Search } from './effect/plan.ts';
import { isOfGrant } from './effect/removed-findings.ts';

export interface CauseTask {
  /** Of the cause. */
  readonly id: string;
  readonly statement: Reason | undefined;
  /** What is to end, the gravest first. */
  readonly targets: readonly Finding[];
  /** About how many policies may be changed. */
  readonly places: number;
}

export interface CausePlan {
  readonly judged: JudgedPlan;
  /** What the plan does not end. */
  readonly left: readonly FindingId[];
  /** Why not, a line for each reason. */
  readonly remarks: readonly string[];
}

/** A plan that ends as many of the findings as can be ended; refused where that is none. */
export function causePlan(search: Search, task: CauseTask): CausePlan {
  const [only, ...others] = task.targets;
  if (only && others.length === 0 && !isOfGrant(only.drift)) {
    const [unit] = unitsOf([only]);
    return { judged: unit ? unit.plan(search) : NOTHING, left: [], remarks: [] };
  }
  // The checks of policies are dear: they are run over each step only where the whole does not stand before them.
  return attempted({ ...search, checks: 'later' }, task) ?? attempted(search, task) ?? { judged: NOTHING, left: [], remarks: [] };
}

const NOTHING = refused('there is nothing to take away');

/** Undefined where the checks of policies have something against what came of it. */
function attempted(search: Search, task: CauseTask): CausePlan | undefined {
  const { targets } = task;
  const course: Course = { ...task, why: new Map() };
  const isOfPolicy = ({ drift }: Finding): boolean => drift.kind === 'hygiene';
  const planned = byPlace(
    search,
    targets.filter((each) => !isOfPolicy(each)),
    course,
  );
  const whole = planned && checked(search, planned);
  if (typeof whole === 'string') return search.checks === 'later' ? undefined : summed(undefined, targets, course);
  return summed(withPolicies(search, whole, targets.filter(isOfPolicy), course), targets, course);
}

/** Why nothing is added to a plan of so many edits. */
function limitReached({ work }: Search, edits: number, { places, id }: Course): string | undefined {
  if (edits >= places) return beyond(places);
  return work.isSpent() ? tooMuch(id) : undefined;
}

function byPlace(search: Search, targets: readonly Finding[], course: Course): Made | undefined {
  const { why, statement } = course;
  const groups = [...groupBy(targets, (finding) => placeOfFinding(finding, statement)).values()];
  let made: readonly Made[] = [];
  for (const group of groups) {
    const edits = made.reduce((sum, { plan }) => sum + plan.edits.length, 0);
    const problem = limitReached(search, edits, course);
    if (problem === undefined) made = withGroup(search, made, group, course);
    else for (const { id } of group) why.set(id, problem);
  }
  return combined(search, made);
}

/** What the checks still find of the cause once its access is mended. */
function withPolicies(search: Search, start: Made | undefined, findings: readonly Finding[], course: Course): Made | undefined {
  const { why } = course;
  let made = start;
  for (const unit of unitsOf(findings)) {
    const [finding] = unit.findings;
    if (!finding || made?.plan.ended.includes(finding.id)) continue;
    const next = limitReached(search, made?.plan.edits.length ?? 0, course) ?? withUnit({ ...search, checks: 'now' }, unit, made);
    if (typeof next !== 'string' && next.plan.ended.includes(finding.id)) made = next;
    else why.set(finding.id, typeof next === 'string' ? next : 'it is found in what stays of the statement');
  }
  return made;
}

function summed(made: Made | undefined, targets: readonly Finding[], { why }: Course): CausePlan {
  if (!made || made.plan.ended.length === 0) {
    const first = targets.map(({ id }) => why.get(id)).find((each) => each !== undefined);
    return { judged: first === undefined ? NOTHING : refused(first), left: [], remarks: [] };
  }
  const ended = new Set(made.plan.ended);
  const left = targets.map(({ id }) => id).filter((id) => !ended.has(id));
  const byReason = groupBy(left, (id) => why.get(id) ?? 'other access gives the same');
  const remarks = [...byReason].map(
    ([reason, ids]) => `${ids.length === 1 ? `${ids[0]} stays` : `${ids.length} findings stay`}: ${reason}`,
  );
  return { judged: { kind: 'plan', plan: made.plan }, left, remarks };
}
