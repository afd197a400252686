// What access differs between two accounts, one of which is the other after a proposal. Only what the proposal touches is compared, class by class.
import { type Account, coverageOf, decideCell } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { within } from '../access/cell/action-formulas.ts';
import type { CapabilityOutcome, Outcome } from '../access/cell/outcome.ts';
import { sideKey } from '../access/cell/sides.ts';
import { repositoriesOf } from '../access/classes/repository-classes.ts';
import { byDocuments, grantedBy, type ProvingGrounds, placing, provingGrounds } from '../access/matrix/alike-grants.ts';
import { needsLogin } from '../access/matrix/grant-of.ts';
import type { GrantedBy } from '../access/matrix/grants.ts';
import { type AccessMatrix, matrixOf } from '../access/matrix/matrix.ts';
import { narrowedTo } from '../access/matrix/narrowed.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import { membersOf } from '../collections/subset.ts';
import { CAPABILITY_ACTIONS, LOGIN_MASK } from '../ecr/capabilities.ts';
import type { Grant } from '../model/access.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf, union } from '../policy/logic/mask.ts';
import { compare } from '../text/order.ts';

/** What differs on some repositories alike: everything of it is the same on each of them. */
export interface AccessDifference {
  /** Each as it was and as it is; the grants are those of the first. */
  readonly places: readonly ComparedPlace[];
  readonly gained: readonly GrantedBy[];
  readonly lost: readonly GrantedBy[];
  readonly changed: readonly GrantChange[];
}

/** A repository on both sides; undefined where it is not there. */
interface ComparedPlace {
  readonly before: Repository | undefined;
  readonly after: Repository | undefined;
}

export interface GrantChange {
  readonly before: GrantedBy;
  readonly after: GrantedBy;
}

/** The differences, each repository in exactly one; none where nothing differs. */
export function accessDifferences(before: Account, after: Account): readonly AccessDifference[] {
  const touched = touchedBy(before, after);
  const parts = [
    ...(touched.repositories.size > 0 ? [partOf(before, after, { repository: (each) => touched.repositories.has(each.arn) })] : []),
    ...(touched.principals.size > 0
      ? [
          partOf(before, after, {
            repository: (each) => !touched.repositories.has(each.arn),
            subject: ({ local, principal }) => local !== undefined && touched.principals.has(principal.name),
          }),
        ]
      : []),
  ];
  return parts.flat();
}

interface Touched {
  readonly principals: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
}

/** Whoever and whatever is not the very object that it was before. */
function touchedBy(before: Account, after: Account): Touched {
  const [had, has] = [localsOf(before), localsOf(after)];
  const principals = [...had, ...has].filter((each) => !(had.has(each) && has.has(each))).map(({ arn }) => arn as string);
  const [old, fresh] = [new Set(repositoriesOf(before)), new Set(repositoriesOf(after))];
  const regions = new Set(after.snapshot.registries.filter((each) => !isSameRegistry(before, each)).map(({ region }) => region));
  const isTouched = (each: Repository): boolean => regions.has(each.region) || !(old.has(each) && fresh.has(each));
  return {
    principals: new Set(principals),
    repositories: new Set([...old, ...fresh].filter(isTouched).map(({ arn }) => arn as string)),
  };
}

function localsOf({ snapshot: { principals } }: Account) {
  return new Set(principals.kind === 'present' ? principals.value : []);
}

/** Whether a registry's own policy bears on its repositories as it did. */
function isSameRegistry({ snapshot }: Account, { region, policy, policyScope }: Account['snapshot']['registries'][number]): boolean {
  const had = snapshot.registries.find((each) => each.region === region);
  return had !== undefined && had.policy === policy && JSON.stringify(had.policyScope) === JSON.stringify(policyScope);
}

interface Part {
  readonly repository: (repository: Repository) => boolean;
  readonly subject?: (subject: Subject) => boolean;
}

function partOf(before: Account, after: Account, part: Part): readonly AccessDifference[] {
  const [had, has] = [sideOf(before, part), sideOf(after, part)];
  const pairs = new Map<string, Pair>();
  for (const arn of new Set([...had.at.keys(), ...has.at.keys()])) {
    const [old, fresh] = [had.at.get(arn), has.at.get(arn)];
    const key = `${old?.number ?? ''} ${fresh?.number ?? ''}`;
    getOrCreate(pairs, key, (): Pair => ({ old, fresh, places: [] })).places.push({ before: old?.repository, after: fresh?.repository });
  }
  const isSame = memoize((one: Outcome) =>
    memoize((other: Outcome) => one === other || sideKey([one.granted]) === sideKey([other.granted])),
  );
  return [...pairs.values()].flatMap((pair) => differenceOf({ had, has, isSame }, pair));
}

interface At {
  readonly repository: Repository;
  /** Of its class. */
  readonly number: number;
}

/** The repositories that are of one class before and of one after. */
interface Pair {
  readonly old: At | undefined;
  readonly fresh: At | undefined;
  readonly places: ComparedPlace[];
}

interface Sides {
  readonly had: Side;
  readonly has: Side;
  readonly isSame: (one: Outcome) => (other: Outcome) => boolean;
}

interface Side {
  readonly account: Account;
  readonly grounds: ProvingGrounds;
  readonly at: ReadonlyMap<string, At>;
  /** By class, then by the name of the principal. */
  readonly cells: ReadonlyMap<number, ReadonlyMap<string, HeldCell>>;
  readonly locals: ReadonlyMap<string, Subject>;
  /** Whether everything was read but the organization: nothing is open then. */
  readonly isComplete: boolean;
}

interface HeldCell {
  readonly subject: Subject;
  readonly outcome: Outcome;
}

function sideOf(account: Account, part: Part): Side {
  const matrix = matrixOf(narrowedTo(account, part));
  return {
    account,
    grounds: provingGrounds(account),
    at: new Map(
      matrix.repositoryClasses.flatMap(({ members }, number) =>
        members.map((repository) => [repository.arn, { repository, number }] as const),
      ),
    ),
    cells: cellsOf(matrix, part.subject ?? (() => true)),
    locals: new Map(account.locals.map((each) => [each.principal.name, each])),
    isComplete: coverageOf(account).complete,
  };
}

function cellsOf(matrix: AccessMatrix, wanted: (subject: Subject) => boolean): Side['cells'] {
  const cells = new Map<number, Map<string, HeldCell>>();
  for (const { subjects, classes, outcome } of matrix.groups()) {
    const members = membersOf(subjects).filter(wanted);
    if (members.length === 0 || outcome.capabilities.length === 0) continue;
    for (const number of membersOf(classes)) {
      const of = getOrCreate(cells, number, () => new Map<string, HeldCell>());
      for (const subject of members) of.set(subject.principal.name, { subject, outcome });
    }
  }
  return cells;
}

const NOBODY: ReadonlyMap<string, HeldCell> = new Map();

function differenceOf({ had, has, isSame }: Sides, { old, fresh, places }: Pair): readonly AccessDifference[] {
  const oldCells = (old && had.cells.get(old.number)) ?? NOBODY;
  const freshCells = (fresh && has.cells.get(fresh.number)) ?? NOBODY;
  const [gained, lost] = [new Differing(), new Differing()];
  const changed = { before: new Differing(), after: new Differing() };
  for (const name of new Set([...oldCells.keys(), ...freshCells.keys()])) {
    const [before, after] = [oldCells.get(name), freshCells.get(name)];
    if (before && after && isSame(before.outcome)(after.outcome)) continue;
    for (const capability of capabilitiesOf(before, after)) {
      const [from, to] = [capabilityIn(before, capability), capabilityIn(after, capability)];
      if (from?.decision === 'unknown' || to?.decision === 'unknown') continue;
      if (before && from && after && to) {
        if (isSameCapability(before, from, after, to)) continue;
        changed.before.add(from, before.subject);
        changed.after.add(to, after.subject);
      } else if (after && to && !isOpen(had, old, after.subject, to)) gained.add(to, after.subject);
      else if (before && from && !isOpen(has, fresh, before.subject, from)) lost.add(from, before.subject);
    }
  }
  const found = { gained: gained.proved(has, fresh), lost: lost.proved(had, old) };
  const [one, other] = [changed.before.proved(had, old), changed.after.proved(has, fresh)];
  const pairs = one.flatMap((before, index): readonly GrantChange[] => {
    const after = other[index];
    return after ? [{ before, after }] : [];
  });
  if (found.gained.length + found.lost.length + pairs.length === 0) return [];
  return [{ places, ...found, changed: pairs }];
}

/** Capabilities that are on one side and not so on the other, with those who have them. */
class Differing {
  readonly #subjects = new Map<CapabilityOutcome, Subject[]>();

  add(capability: CapabilityOutcome, subject: Subject): void {
    getOrCreate(this.#subjects, capability, () => []).push(subject);
  }

  /** As grants, sorted by principal and capability: what both sides have is then in equal places. */
  proved({ grounds }: Side, at: At | undefined): readonly GrantedBy[] {
    if (!at) return [];
    const all = [...this.#subjects].flatMap(([of, subjects]) =>
      [...grantedBy(grounds, at.repository, { alike: byDocuments(grounds, subjects), granted: [of] })].map(
        ({ subject: { principal }, proof }): GrantedBy => ({ principal, capability: of.capability, decision: of.decision, ...proof }),
      ),
    );
    return all.toSorted(byGrant);
  }
}

function byGrant(a: GrantedBy, b: GrantedBy): number {
  return compare(a.principal.name, b.principal.name) || compare(a.capability, b.capability);
}

function capabilitiesOf(...cells: readonly (HeldCell | undefined)[]): ReadonlySet<CapabilityOutcome['capability']> {
  return new Set(cells.flatMap((cell) => cell?.outcome.capabilities.map(({ capability }) => capability) ?? []));
}

function capabilityIn(cell: HeldCell | undefined, capability: string): CapabilityOutcome | undefined {
  return cell?.outcome.capabilities.find((each) => each.capability === capability);
}

/** Whether the same actions are granted under the same conditions, whatever statements grant them. */
function isSameCapability(before: HeldCell, from: CapabilityOutcome, after: HeldCell, to: CapabilityOutcome): boolean {
  return from.decision === to.decision && grantedText(before, from) === grantedText(after, to);
}

function grantedText({ subject, outcome }: HeldCell, { capability }: CapabilityOutcome): string {
  const actions = CAPABILITY_ACTIONS[capability];
  return sideKey([within(outcome.granted, needsLogin(subject, capability) ? union(actions, LOGIN_MASK) : actions)]);
}

/** Whether something unread leaves open that somebody has it on that side too, where no statement that was read gives it. Whoever is not there has nothing. */
function isOpen({ account, locals, isComplete }: Side, at: At | undefined, { principal, local, ...rest }: Subject, { actions }: CapabilityOutcome): boolean {
  if (!at || isComplete) return false;
  const subject = locals.get(principal.name) ?? (local ? undefined : { principal, local, ...rest });
  if (!subject) return false;
  return bitsOf(actions).some((action) => decideCell(account, { subject, repository: at.repository, action }).kind === 'unknown');
}

/** How many grants of each kind there are. */
export function countDifferences(differences: readonly AccessDifference[]): Readonly<Record<'gained' | 'lost' | 'changed', number>> {
  const count = (kind: 'gained' | 'lost' | 'changed'): number =>
    differences.reduce((sum, each) => sum + each[kind].length * each.places.length, 0);
  return { gained: count('gained'), lost: count('lost'), changed: count('changed') };
}

/** Grants of one kind one by one, sorted by region, repository, principal and capability: there can be more than memory holds. */
export function* differingGrants(differences: readonly AccessDifference[], kind: 'gained' | 'lost'): Iterable<Grant> {
  const side = kind === 'gained' ? 'after' : 'before';
  for (const { place, first, difference } of placesOf(differences)) yield* placedGrants(difference[kind], first[side], place[side]);
}

/** The same of grants that are there before and after, and differ. */
export function* changedGrants(differences: readonly AccessDifference[]): Iterable<{ readonly before: Grant; readonly after: Grant }> {
  for (const { place, first, difference } of placesOf(differences)) {
    const [before, after] = (['before', 'after'] as const).map((side) => [
      ...placedGrants(
        difference.changed.map((each) => each[side]),
        first[side],
        place[side],
      ),
    ]);
    for (const [index, each] of (before ?? []).entries()) {
      const next = after?.[index];
      if (next) yield { before: each, after: next };
    }
  }
}

function* placedGrants(granted: readonly GrantedBy[], from: Repository | undefined, to: Repository | undefined): Iterable<Grant> {
  if (!from || !to) return;
  const placed = placing(from, to);
  for (const each of granted) yield { region: to.region, repository: to.name, ...placed(each) };
}

interface PlacedDifference {
  readonly place: ComparedPlace;
  readonly first: ComparedPlace;
  readonly difference: AccessDifference;
}

function placesOf(differences: readonly AccessDifference[]): readonly PlacedDifference[] {
  const all = differences.flatMap((difference) => {
    const [first] = difference.places;
    return first ? difference.places.map((place) => ({ place, first, difference, key: (place.after ?? place.before)?.arn ?? '' })) : [];
  });
  // The ARNs of one account differ by region and name only, and a slash of a name is none of the ARN's own.
  return all.toSorted((a, b) => compare(a.key, b.key));
}
