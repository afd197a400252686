// Ending the findings of a cause step by step: each step on top of those before, and judged with all that is to end.
import { subjectNamed } from '../access/account/account.ts';
import { repositoryNamed, repositoryOf } from '../access/classes/repository-classes.ts';
import { memoize } from '../collections/memoize.ts';
import type { Reason } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { bulkEdits } from './bulk-edits.ts';
import { type Unit, unitsOf } from './cause-units.ts';
import { cellsAfter } from './effect/cells.ts';
import type { AccessEffect, NamedGrant, PlacedGrant } from './effect/effect.ts';
import { policyFindingsAfter } from './effect/findings-after.ts';
import { type JudgedPlan, judgeEdits, type Plan, refused, type Search } from './effect/plan.ts';
import { outsidersIn, statementsAt } from './effect/reach.ts';
import { type Edit, isSamePlace, withEdit } from './policy/edit.ts';
import { restored } from './restoration.ts';

/** Edits of which it is known what they do. */
export interface Made {
  readonly plan: Plan;
  /** Access that comes with them and is meant, by key. */
  readonly gains: ReadonlySet<string>;
}

export interface Course {
  /** Of the cause. */
  readonly id: string;
  readonly statement: Reason | undefined;
  /** About how many policies may be changed. */
  readonly places: number;
  /** Filled: why a finding could not be ended. */
  readonly why: Map<FindingId, string>;
}

/** What is made with one group more: by itself where it changes other policies than those before, and otherwise on top of them. */
export function withGroup(search: Search, made: readonly Made[], group: readonly Finding[], course: Course): readonly Made[] {
  const own = groupPlan(search, group, undefined, course);
  const touched = own ? made.filter((each) => isOverlapping(each.plan.edits, own.plan.edits)) : [];
  const [base, ...others] = touched;
  if (!own) return made;
  if (!base) return [...made, own];
  // What changes several of them at once is rare: it waits for the next audit.
  const joint = others.length === 0 ? groupPlan(search, group, base, course) : undefined;
  if (!joint) for (const { id } of group) course.why.set(id, 'it changes the same policies as others: audit again before mending it');
  return joint ? made.map((each) => (each === base ? joint : each)) : made;
}

/** Why a remediation is no larger. */
export function beyond(places: number): string {
  return `more than ${places} policies would change: mend those first, and audit again`;
}

/** Why an audit goes no further. */
export function tooMuch(cause: string): string {
  return `working it out takes more than an audit spends: \`ecr-drift fix ${cause}\` does`;
}

function isOverlapping(some: readonly Edit[], others: readonly Edit[]): boolean {
  return some.some((each) => others.some((other) => isSamePlace(each, other)));
}

/** A group is refused for good after so many that could not be ended. */
const MOST_REFUSED = 20;

/** Ends the findings of one place: all at once where there is such an edit, and then what is left of them. */
function groupPlan(search: Search, group: readonly Finding[], base: Made | undefined, course: Course): Made | undefined {
  const { id: cause, why, places } = course;
  let made = base;
  const endedBy = memoize((plan: Plan) => new Set(plan.ended));
  const isOver = ({ id }: Finding): boolean => made !== undefined && endedBy(made.plan).has(id);
  const ended = (candidate: Made | undefined): number => candidate?.plan.ended.length ?? 0;
  for (const edits of group.length > 1 && !base ? bulkEdits(search, group, course) : []) {
    const judged = judgedAll(search, edits, NO_GAINS);
    if (judged.kind === 'plan' && judged.plan.ended.length > ended(made)) made = { plan: judged.plan, gains: NO_GAINS };
    if (group.every(isOver)) return made;
  }
  let refusals = 0;
  const queue: Unit[] = [...unitsOf(group.filter((each) => !isOver(each)))];
  for (let unit = queue.shift(); unit; unit = queue.shift()) {
    if (unit.findings.every(isOver)) continue;
    const spent = search.work.isSpent() ? tooMuch(cause) : undefined;
    const problem = (made?.plan.edits.length ?? 0) >= places ? beyond(places) : spent;
    const next = problem === undefined ? withUnit(search, unit, made) : problem;
    if (typeof next !== 'string' && unit.findings.some(({ id }) => endedBy(next.plan).has(id))) made = next;
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
export function withUnit(search: Search, unit: Unit, made: Made | undefined): Made | string {
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
    policyFindingsIn: policyFindingsAfter(account, search),
  };
}

/** All that was made, judged together; the last of it is left out as long as it does not go together. */
export function combined(search: Search, made: readonly Made[]): Made | undefined {
  const [only, ...others] = made;
  if (!only || others.length === 0) return only;
  const gains = new Set(made.flatMap((each) => [...each.gains]));
  const named = [...new Set(made.flatMap(({ plan }) => plan.named))].sort();
  const judged = judgedAll(
    search,
    made.flatMap(({ plan }) => plan.edits),
    gains,
  );
  if (judged.kind === 'plan') return { plan: { ...judged.plan, named }, gains };
  return combined(search, made.slice(0, Math.floor(made.length / 2)));
}

/** The same with the checks of policies run over it; a text where it does not stand before them. */
export function checked(search: Search, { plan, gains }: Made): Made | string {
  const judged = judgedAll({ ...search, checks: 'now' }, plan.edits, gains);
  return judged.kind === 'refused' ? judged.why : { plan: { ...judged.plan, named: plan.named }, gains };
}

/** The edits judged with all that is to end, and what of it they end. */
function judgedAll(search: Search, edits: readonly Edit[], gains: ReadonlySet<string>): JudgedPlan {
  const { ending: targets } = search.open;
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
    const place = repositoryOf(after, repository.arn);
    if (!told || !place || !('grant' in told.drift)) continue;
    const who = subjectNamed(after, subject.principal.name);
    const verdicts = terms.verdicts(after, { subject: who, repository: place }, at(who, place));
    const verdict = verdicts.find((each) => each.capability === capability);
    if (verdict && verdict.kind !== told.drift.kind) return `${told.id} would be told under another code`;
  }
  return undefined;
}

function isDecided({ after, at }: AccessEffect, drift: { readonly region: string; readonly repository: string } & NamedAccess): boolean {
  const place = repositoryNamed(after, drift.region, drift.repository);
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
