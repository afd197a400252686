// What access differs between two accounts, one of which is the other after a proposal: groups of cells are compared, and none of them is
// expanded that the proposal leaves as it was.
import { type Account, decideCell } from '../../access/account/account.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type CapabilityOutcome, isOpenAction } from '../../access/cell/outcome.ts';
import type { AlikeGroup } from '../../access/matrix/cell-group.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { membersOf } from '../../collections/subset.ts';
import type { Capability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { bitsOf } from '../../policy/logic/mask.ts';
import { type ComparedPlace, comparedPlaces, type PlaceClass } from './compared-places.ts';
import { type MeetingCells, meetingCells } from './meeting-groups.ts';
import { type OtherwiseGranted, otherwiseGranted } from './same-conditions.ts';

export const DIFFERENCES = ['gained', 'lost', 'changed'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

/** What differs, by groups of cells: there can be more cells than memory holds. */
export interface AccessDifferences {
  readonly before: Account;
  readonly after: Account;
  /** Repositories on which everything is the same, by number. */
  readonly places: readonly (readonly ComparedPlace[])[];
  readonly cells: readonly DifferingCells[];
}

/** Principals who gain, lose or have otherwise the same on the same repositories. No cell is in two of one kind. */
export interface DifferingCells {
  readonly kind: DifferenceKind;
  /** As the principals are before, where they lose something or have it otherwise. */
  readonly before: HeldAlike | undefined;
  /** As they are after, where they gain it or have it otherwise: in the order of before. */
  readonly after: HeldAlike | undefined;
  /** Numbers of places. */
  readonly numbers: readonly number[];
}

/** What some principals have. */
export interface HeldAlike {
  readonly subjects: readonly Subject[];
  readonly capabilities: readonly CapabilityOutcome[];
}

/** So many pairs of sides in a part of the cells are judged one by one, and more of them by their shapes. */
const FEW_PAIRS = 8;

/** The differences of one account before and after. INVARIANT: of the organization everything is as it was. */
export function accessDifferences(before: AccessMatrix, after: AccessMatrix, fewPairs: number = FEW_PAIRS): AccessDifferences {
  const classes = comparedPlaces(before, after);
  const [had, has] = [sideOf(before), sideOf(after)];
  // Where all was read, a group without capabilities says nothing: there may be millions of cells in such.
  const isWanted = ({ outcome }: AlikeGroup): boolean => outcome.capabilities.length > 0 || !had.isComplete || !has.isComplete;
  const met = classes.length === 0 ? [] : meetingCells(before, after, { classes, isWanted });
  return {
    before: before.account,
    after: after.account,
    places: classes.map(({ places }) => places),
    cells: met.flatMap((cells) => differing({ had, has, classes, fewPairs }, cells)),
  };
}

interface Side {
  readonly account: Account;
  /** Whether everything was read but the organization: nothing is open then. */
  readonly isComplete: boolean;
  readonly locals: ReadonlySet<string>;
  readonly subjectsOf: (group: AlikeGroup) => ReadonlyMap<string, Subject>;
}

function sideOf({ account }: AccessMatrix): Side {
  return {
    account,
    isComplete: coverageOf(account).complete,
    locals: new Set(account.locals.map(({ principal }) => principal.name)),
    subjectsOf: memoize((group: AlikeGroup) => new Map(membersOf(group.subjects).map((each) => [each.principal.name, each]))),
  };
}

interface Ground {
  readonly had: Side;
  readonly has: Side;
  readonly classes: readonly PlaceClass[];
  readonly fewPairs: number;
}

function differing({ had, has, classes, fewPairs }: Ground, cells: MeetingCells): readonly DifferingCells[] {
  const { before, after } = cells;
  return [
    ...(after ? onlyOn('gained', { cells, group: after, other: before, side: has, opposite: had, classes }) : []),
    ...(before ? onlyOn('lost', { cells, group: before, other: after, side: had, opposite: has, classes }) : []),
    ...(before && after ? changedCells({ had, has, classes, fewPairs }, { ...cells, before, after }) : []),
  ];
}

interface OneSided {
  readonly cells: MeetingCells;
  readonly group: AlikeGroup;
  readonly other: AlikeGroup | undefined;
  readonly side: Side;
  readonly opposite: Side;
  readonly classes: readonly PlaceClass[];
}

/** What is granted on one side, and certainly not on the other. */
function onlyOn(kind: 'gained' | 'lost', { cells, group, other, side, opposite, classes }: OneSided): readonly DifferingCells[] {
  const capabilities = group.outcome.capabilities.filter(
    (each) => each.decision !== 'unknown' && !capabilityIn(other, each.capability) && !(other && isOpenIn(other, each)),
  );
  if (capabilities.length === 0) return [];
  const subjects = subjectsIn(side, group, cells.names);
  const all = (some: readonly CapabilityOutcome[], numbers: readonly number[]): readonly DifferingCells[] => {
    const held = { subjects, capabilities: some };
    return some.length === 0
      ? []
      : [{ kind, before: kind === 'lost' ? held : undefined, after: kind === 'gained' ? held : undefined, numbers }];
  };
  const [first] = subjects;
  const isNowhere = other !== undefined || opposite.isComplete || !first || first.local !== undefined;
  if (isNowhere) return all(capabilities, cells.numbers);
  // An outsider is in no group where no policy names it; what was not read there may grant it something all the same.
  const certainAt = cells.numbers.map((number) => {
    const place = classes[number]?.places[0];
    const repository = kind === 'gained' ? place?.before : place?.after;
    return { number, certain: capabilities.filter((each) => !repository || !isOpenTo(opposite.account, first, repository, each)) };
  });
  return [...groupBy(certainAt, ({ certain }) => certain.map(({ capability }) => capability).join()).values()].flatMap((alike) =>
    all(
      alike[0]?.certain ?? [],
      alike.map(({ number }) => number),
    ),
  );
}

function subjectsIn(side: Side, group: AlikeGroup, names: readonly string[]): readonly Subject[] {
  const subjects = side.subjectsOf(group);
  return names.flatMap((name) => subjects.get(name) ?? []);
}

function capabilityIn(group: AlikeGroup | undefined, capability: Capability): CapabilityOutcome | undefined {
  return group?.outcome.capabilities.find((each) => each.capability === capability);
}

/** Whether something unread leaves open that the cells have it, where no statement that was read gives it. */
function isOpenIn({ outcome }: AlikeGroup, { actions }: CapabilityOutcome): boolean {
  return bitsOf(actions).some((bit) => isOpenAction(outcome, bit));
}

function isOpenTo(account: Account, subject: Subject, repository: Repository, { actions }: CapabilityOutcome): boolean {
  return bitsOf(actions).some((action) => decideCell(account, { subject, repository, action }).kind === 'unknown');
}

type Met = MeetingCells & { readonly before: AlikeGroup; readonly after: AlikeGroup };

/** What is granted on both sides under other conditions, or in other actions. What nobody can tell is left out. */
function changedCells({ had, has, ...ground }: Ground, cells: Met): readonly DifferingCells[] {
  const { before, after, names, numbers } = cells;
  const both = before.outcome.capabilities.flatMap((from) => {
    const to = capabilityIn(after, from.capability);
    return to && from.decision !== 'unknown' && to.decision !== 'unknown' ? [{ from, to, isOther: from.decision !== to.decision }] : [];
  });
  if (both.length === 0) return [];
  const told = ({ capabilities, ...where }: OtherwiseGranted): DifferingCells => {
    const some = both.filter(({ from: { capability } }) => capabilities.includes(capability));
    return {
      kind: 'changed',
      before: { subjects: subjectsIn(had, before, where.names), capabilities: some.map(({ from }) => from) },
      after: { subjects: subjectsIn(has, after, where.names), capabilities: some.map(({ to }) => to) },
      numbers: where.numbers,
    };
  };
  const [others, alike] = [both.filter(({ isOther }) => isOther), both.filter(({ isOther }) => !isOther)].map((some) =>
    some.map(({ from: { capability } }) => capability),
  );
  if (!alike || alike.length === 0) return [told({ names, numbers, capabilities: others ?? [] })];
  return otherwiseGranted(cells, { surely: others ?? [], perhaps: alike }, ground).map(told);
}
