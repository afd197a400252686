// Two matrices laid over each other: which group before and which after a cell is in, for all cells alike at once.
import type { Subject } from '../../access/account/subjects.ts';
import type { AlikeGroup } from '../../access/matrix/cell-group.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { membersOf } from '../../collections/subset.ts';
import type { PlaceClass, Whom } from './compared-places.ts';

/** Cells that are in one group before and in one after; in none where there is no access. */
export interface MeetingCells {
  readonly before: AlikeGroup | undefined;
  readonly after: AlikeGroup | undefined;
  /** By name; of each side where there is a group. */
  readonly names: readonly string[];
  /** In the list of the classes that were compared. */
  readonly numbers: readonly number[];
}

/** The cells of these classes that anybody has access to on either side, each in one of the parts. `isWanted`: which groups are worth looking at. */
export function meetingCells(before: AccessMatrix, after: AccessMatrix, { classes, isWanted }: Asked): readonly MeetingCells[] {
  const numbering = numberingOf(classes, new Set([...before.account.locals, ...after.account.locals]));
  const had = groupsAt(before, numbering, { isWanted, classes: new Set(classes.map((each) => each.before)) });
  const has = groupsAt(after, numbering, { isWanted, classes: new Set(classes.map((each) => each.after)) });
  const met = new Map<string, MeetingCells & { readonly numbers: number[] }>();
  for (const { old, fresh, whom, numbers } of alikeClasses(classes, had, has)) {
    for (const { before: one, after: other, positions } of partsOf(numbering, { old, fresh, whom })) {
      // Of groups that meet, the same principals do so everywhere.
      const which = one && other ? '' : positions.join();
      const key = `${one?.number ?? ''} ${other?.number ?? ''} ${numbering.whomNumber(whom)} ${which}`;
      const { numbers: all } = getOrCreate(met, key, () => {
        const names = positions.flatMap((position) => numbering.names[position] ?? []);
        return { before: one?.group, after: other?.group, names, numbers: [] };
      });
      for (const number of numbers) all.push(number);
    }
  }
  return [...met.values()];
}

interface Asked {
  readonly classes: readonly PlaceClass[];
  readonly isWanted: (group: AlikeGroup) => boolean;
}

/** A group with its number among those of its matrix. */
interface NumberedGroup {
  readonly number: number;
  readonly group: AlikeGroup;
  /** Positions of its principals in `names` of the numbering. */
  readonly positions: () => readonly number[];
}

/** Principals of both matrices by position. */
interface Numbering {
  readonly names: readonly string[];
  readonly positionOf: (subject: Subject) => number;
  readonly isAmong: (whom: Whom, position: number) => boolean;
  readonly isAnybodyAmong: (subjects: readonly Subject[]) => boolean;
  readonly whomNumber: (whom: Whom) => number;
}

function numberingOf(classes: readonly PlaceClass[], locals: ReadonlySet<Subject>): Numbering {
  const whoms = [...new Set(classes.map(({ whom }) => whom))];
  const numbers = new Map(whoms.map((whom, number) => [whom, number]));
  const positions = new Map<string, number>();
  const names: string[] = [];
  const outsiders = new Set<number>();
  const positionOf = (subject: Subject): number =>
    getOrCreate(positions, subject.principal.name, () => {
      names.push(subject.principal.name);
      if (!locals.has(subject)) outsiders.add(names.length - 1);
      return names.length - 1;
    });
  const isNamed = (whom: Whom, name: string, isOutsider: boolean): boolean =>
    whom === 'everybody' || (isOutsider ? whom.outsiders : whom.names.has(name));
  const everybody = whoms.includes('everybody');
  return {
    names,
    positionOf,
    isAmong: (whom, position) => isNamed(whom, names[position] ?? '', outsiders.has(position)),
    isAnybodyAmong: (subjects) =>
      everybody || subjects.some((each) => whoms.some((whom) => isNamed(whom, each.principal.name, !locals.has(each)))),
    whomNumber: (whom) => numbers.get(whom) ?? -1,
  };
}

/** By repository class the groups that are worth looking at. */
function groupsAt(
  matrix: AccessMatrix,
  { positionOf, isAnybodyAmong }: Numbering,
  { isWanted, classes }: { readonly isWanted: Asked['isWanted']; readonly classes: ReadonlySet<number | undefined> },
): ReadonlyMap<number, readonly NumberedGroup[]> {
  const found = new Map<number, NumberedGroup[]>();
  const positionsIn = memoize((subjects: AlikeGroup['subjects']) => membersOf(subjects).map(positionOf));
  let number = 0;
  for (const group of matrix.alike()) {
    if (!isWanted(group) || !isAnybodyAmong(group.subjects.of)) continue;
    const numbered = { number, group, positions: () => positionsIn(group.subjects) };
    number += 1;
    for (const each of membersOf(group.classes)) if (classes.has(each)) getOrCreate(found, each, () => []).push(numbered);
  }
  return found;
}

type GroupsAt = ReturnType<typeof groupsAt>;

interface AlikeClasses {
  readonly old: readonly NumberedGroup[];
  readonly fresh: readonly NumberedGroup[];
  readonly whom: Whom;
  /** Of the classes with these groups. */
  readonly numbers: readonly number[];
}

function alikeClasses(classes: readonly PlaceClass[], had: GroupsAt, has: GroupsAt): Iterable<AlikeClasses> {
  const alike = new Map<string, AlikeClasses & { readonly numbers: number[] }>();
  const whoms = new Map<Whom, number>();
  classes.forEach(({ before, after, whom }, number) => {
    const old = (before === undefined ? undefined : had.get(before)) ?? [];
    const fresh = (after === undefined ? undefined : has.get(after)) ?? [];
    const key = `${getOrCreate(whoms, whom, () => whoms.size)} ${listKey(old)}/${listKey(fresh)}`;
    getOrCreate(alike, key, () => ({ old, fresh, whom, numbers: [] })).numbers.push(number);
  });
  return alike.values();
}

function listKey(groups: readonly NumberedGroup[]): string {
  return groups.map(({ number }) => number).join();
}

interface Part {
  readonly before: NumberedGroup | undefined;
  readonly after: NumberedGroup | undefined;
  readonly positions: readonly number[];
}

/** INVARIANT: each principal is in one group of a side at most, for all groups are at one class. */
function partsOf({ isAmong }: Numbering, { old, fresh, whom }: Omit<AlikeClasses, 'numbers'>): readonly Part[] {
  const afterwards = new Map<number, NumberedGroup>();
  for (const group of fresh) for (const position of group.positions()) if (isAmong(whom, position)) afterwards.set(position, group);
  const parts = new Map<string, Part & { readonly positions: number[] }>();
  const add = (before: NumberedGroup | undefined, after: NumberedGroup | undefined, position: number): void => {
    getOrCreate(parts, `${before?.number ?? ''} ${after?.number ?? ''}`, () => ({ before, after, positions: [] })).positions.push(position);
  };
  for (const group of old) {
    for (const position of group.positions()) {
      if (!isAmong(whom, position)) continue;
      add(group, afterwards.get(position), position);
      afterwards.delete(position);
    }
  }
  for (const [position, group] of afterwards) add(undefined, group, position);
  return [...parts.values()];
}
