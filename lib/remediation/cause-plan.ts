// One plan for all findings of a cause: its statement is changed where that ends them, and what is left is ended one after the other.
import { subjectNamed } from '../access/account/account.ts';
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import { groupBy } from '../collections/group-by.ts';
import { memoize } from '../collections/memoize.ts';
import type { Reason } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { bulkEdits } from './bulk-edits.ts';
import { placeOfFinding } from './cause-place.ts';
import { type Unit, unitsOf } from './cause-units.ts';
import { cellsAfter } from './effect/cells.ts';
import type { AccessEffect, NamedGrant, PlacedGrant } from './effect/effect.ts';
import { policyFindingsAfter } from './effect/findings-after.ts';
import { type JudgedPlan, judgeEdits, type Plan, refused, type Search } from './effect/plan.ts';
import { outsidersIn, statementsAt } from './effect/reach.ts';
import { type Edit, isSamePlace, withEdit } from './policy/edit.ts';
import { restored } from './restoration.ts';

export interface CauseTask {
  /** Of the cause. */
  readonly id: string;
  readonly statement: Reason | undefined;
  /** What is to end, the gravest first. */
  readonly targets: readonly Finding[];
  /** How many places may be changed. */
  readonly places: number;
}

export interface CausePlan {
  readonly judged: JudgedPlan;
  /** What the plan does not end. */
  readonly left: readonly FindingId[];
  /** Why not, a line for each reason. */
  readonly remarks: readonly string[];
}

/** Edits of which it is known what they do. */
interface Made {
  readonly plan: Plan;
  /** Access that comes with them and is meant, by key. */
  readonly gains: ReadonlySet<string>;
}

type Reasons = Map<FindingId, string>;

/** A plan that ends as many of the findings as can be ended; refused where that is none. */
export function causePlan(search: Search, task: CauseTask): CausePlan {
  const { targets, places } = task;
  const [only, ...others] = targets;
  if (only && others.length === 0) {
    const [unit] = unitsOf([only]);
    return { judged: unit ? unit.plan(search) : NOTHING, left: [], remarks: [] };
  }
  const why: Reasons = new Map();
  const groups = [...groupBy(targets, (finding) => placeOfFinding(finding, task.statement)).values()];
  const made: Made[] = [];
  for (const group of groups.slice(0, places)) addTo(made, search, group, { task, why });
  const beyond = groups.slice(places).flat();
  for (const { id } of beyond) why.set(id, `more than ${places} policies would change: mend those first, and audit again`);
  return summed(combined(search, made, targets), targets, why);
}

const NOTHING = refused('there is nothing to take away');

function summed(judged: JudgedPlan, targets: readonly Finding[], why: Reasons): CausePlan {
  if (judged.kind === 'refused') {
    const first = targets.map(({ id }) => why.get(id)).find((each) => each !== undefined);
    return { judged: refused(first ?? judged.why), left: [], remarks: [] };
  }
  const ended = new Set(judged.plan.ended);
  const left = targets.map(({ id }) => id).filter((id) => !ended.has(id));
  const byReason = groupBy(left, (id) => why.get(id) ?? 'other access gives the same');
  const remarks = [...byReason].map(([reason, ids]) => `${ids.length === 1 ? ids[0] : `${ids.length} findings`} stay: ${reason}`);
  return { judged, left, remarks };
}

interface Course {
  readonly task: CauseTask;
  readonly why: Reasons;
}

/** One group more: by itself where it changes other policies than those before, and otherwise on top of them. */
function addTo(made: Made[], search: Search, group: readonly Finding[], course: Course): void {
  if (search.work.isSpent()) {
    for (const { id } of group) course.why.set(id, tooMuch(course.task.id));
    return;
  }
  const own = groupPlan(search, group, undefined, course);
  const touched = own ? made.filter((each) => isOverlapping(each.plan.edits, own.plan.edits)) : [];
  if (!own) return;
  if (touched.length === 0) {
    made.push(own);
    return;
  }
  const [base] = touched.length === 1 ? touched : [undefined];
  // What changes several of them at once is rare: it waits for the next audit.
  if (!base) {
    for (const { id } of group) course.why.set(id, 'it changes the same policies: audit again before mending it');
    return;
  }
  const joint = groupPlan(search, group, base, course);
  if (joint) made.splice(made.indexOf(base), 1, joint);
}

function tooMuch(cause: string): string {
  return `working it out takes more than an audit spends: \`ecr-drift fix ${cause}\` does`;
}

function isOverlapping(some: readonly Edit[], others: readonly Edit[]): boolean {
  return some.some((each) => others.some((other) => isSamePlace(each, other)));
}

/** A group is refused for good after so many that could not be ended. */
const MOST_REFUSED = 20;

/** Ends the findings of one place: all at once where there is such an edit, and then what is left of them. */
function groupPlan(search: Search, group: readonly Finding[], base: Made | undefined, { task, why }: Course): Made | undefined {
  let made = base;
  const isOver = ({ id }: Finding): boolean => made?.plan.ended.includes(id) ?? false;
  const ended = (candidate: Made | undefined): number => candidate?.plan.ended.length ?? 0;
  for (const edits of group.length > 1 && !base ? bulkEdits(search, group, task) : []) {
    const judged = judgedAll(search, edits, NO_GAINS);
    if (judged.kind === 'plan' && judged.plan.ended.length > ended(made)) made = { plan: judged.plan, gains: NO_GAINS };
    if (group.every(isOver)) return made;
  }
  let refusals = 0;
  const queue: Unit[] = [...unitsOf(group.filter((each) => !isOver(each)))];
  for (let unit = queue.shift(); unit; unit = queue.shift()) {
    if (unit.findings.every(isOver)) continue;
    const problem = search.work.isSpent() ? tooMuch(task.id) : undefined;
    const next = problem === undefined ? withUnit(search, unit, made) : problem;
    if (typeof next !== 'string' && unit.findings.some(({ id }) => next.plan.ended.includes(id))) made = next;
    else if (unit.findings.length > 1 && problem === undefined) queue.unshift(...unit.findings.flatMap((each) => unitsOf([each])));
    else {
      refusals += 1;
      for (const { id } of unit.findings) why.set(id, typeof next === 'string' ? next : STILL_GIVEN);
      if (refusals >= MOST_REFUSED) break;
    }
  }
  for (const unit of queue) for (const { id } of unit.findings) why.set(id, 'many others of the cause could not be ended either');
  return made;
}

const STILL_GIVEN = 'something else gives the same';
const NO_GAINS: ReadonlySet<string> = new Set();

/** What is made with one unit more, or why that cannot be. */
function withUnit(search: Search, unit: Unit, made: Made | undefined): Made | string {
  const here = made ? searchAfter(search, made.plan) : search;
  const judged = unit.plan(here);
  if (judged.kind === 'refused') return judged.why;
  const edits = judged.plan.edits.reduce(withEdit, made?.plan.edits ?? []);
  const gains = new Set([...(made?.gains ?? []), ...judged.plan.effect.gained.map(keyOf)]);
  const whole = judgedAll(search, edits, gains);
  return whole.kind === 'refused' ? whole.why : { plan: { ...whole.plan, named: judged.plan.named }, gains };
}

/** The account as the plan leaves it, to go on from there. */
function searchAfter(search: Search, { effect, edits }: Plan): Search {
  const account = effect.after;
  return {
    ...search,
    account,
    cells: cellsAfter(search.cells, account, edits),
    outsidersAt: memoize((repository) => outsidersIn(account, statementsAt(account, repository))),
    policyFindingsIn: policyFindingsAfter(account, search.isExpected),
  };
}

/** All that was made, judged together; the last of it is left out as long as it does not go together. */
function combined(search: Search, made: readonly Made[], targets: readonly Finding[]): JudgedPlan {
  const [only, ...others] = made;
  if (!only) return NOTHING;
  if (others.length === 0) return { kind: 'plan', plan: only.plan };
  const edits = made.flatMap(({ plan }) => plan.edits);
  const named = [...new Set(made.flatMap(({ plan }) => plan.named))].sort();
  const judged = judgedAll(search, edits, new Set(made.flatMap(({ gains }) => [...gains])));
  if (judged.kind === 'plan') return { kind: 'plan', plan: { ...judged.plan, named } };
  return combined(search, made.slice(0, Math.ceil(made.length / 2)), targets);
}

/** The edits judged with all that is to end, and what of it they end. */
function judgedAll(search: Search, edits: readonly Edit[], gains: ReadonlySet<string>): JudgedPlan {
  const { open } = search;
  const targets = open.findings.filter(({ id }) => open.targets.has(id));
  const mayGain = (grant: PlacedGrant): boolean => gains.has(keyOf(grant));
  const exact = judgeEdits(search, edits, mayGain);
  const isWide = targets.some(({ drift }) => 'everywhere' in drift && drift.everywhere !== undefined);
  const judged = exact.kind === 'refused' && isWide ? judgeEdits({ ...search, care: 'splitting' }, edits, mayGain) : exact;
  if (judged.kind === 'refused') return judged;
  const told = recoded(search, judged.plan.effect);
  if (told) return refused(told);
  const gives = targets.some(({ code, drift }) => drift.kind === 'missing' || code === 'ECRD-106');
  const whole = gives ? restored(search, judged.plan, judged.plan.effect.gained.filter(mayGain)) : judged;
  if (whole.kind === 'refused') return whole;
  const settled = targets.filter(({ drift }) => drift.kind === 'unsettled' && isDecided(whole.plan.effect, drift)).map(({ id }) => id);
  return { kind: 'plan', plan: { ...whole.plan, ended: [...new Set([...whole.plan.ended, ...settled])] } };
}

/** A finding that is to end, stays, and would then be told under another code. */
function recoded({ terms, open }: Search, { after, at, altered }: AccessEffect): string | undefined {
  for (const { subject, repository, capability } of altered) {
    const [told] = open.findingsOf({ subject, repository, capability });
    const place = repositoriesOf(after).find(({ arn }) => arn === repository.arn);
    if (!told || !place || !('grant' in told.drift)) continue;
    const who = subjectNamed(after, subject.principal.name);
    const verdicts = terms.verdicts(after, { subject: who, repository: place }, at(who, place));
    const verdict = verdicts.find((each) => each.capability === capability);
    if (verdict && verdict.kind !== told.drift.kind) return `${told.id} would be told under another code`;
  }
  return undefined;
}

function isDecided({ after, at }: AccessEffect, drift: { readonly region: string; readonly repository: string } & NamedAccess): boolean {
  const place = repositoriesOf(after).find(({ region, name }) => region === drift.region && name === drift.repository);
  if (!place) return false;
  const found = at(subjectNamed(after, drift.principal), place).capabilities.find(({ capability }) => capability === drift.capability);
  return found?.decision !== 'unknown';
}

interface NamedAccess {
  readonly principal: string;
  readonly capability: string;
}

function keyOf({ subject, repository, capability }: NamedGrant): string {
  return JSON.stringify([subject.principal.name, repository.arn, capability]);
}
