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
  // At a few classes everybody may be compared, and at all others only a few: neither makes the other dear.
  const numbers = [...classes.keys()];
  const atThese = (some: readonly number[]): readonly MeetingCells[] =>
    some.length === 0 ? [] : meetingAt(before, after, { classes, isWanted, numbers: some });
  return [
    ...atThese(numbers.filter((number) => classes[number]?.whom === 'everybody')),
    ...atThese(numbers.filter((number) => classes[number]?.whom !== 'everybody')),
  ];
}

function meetingAt(before: AccessMatrix, after: AccessMatrix, { classes, isWanted, numbers }: AskedAt): readonly MeetingCells[] {
  const locals = new Set([...before.account.locals, ...after.account.locals]);
  const reach = reachesOf(
    numbers.flatMap((number) => classes[number] ?? []),
    locals,
  );
  const had = groupsIn(before, { isWanted, reach, numbers: numbersByClass(classes, numbers, 'before') });
  const has = groupsIn(after, { isWanted, reach, numbers: numbersByClass(classes, numbers, 'after') });
  const places = { old: new Int32Array(classes.length).fill(NONE), fresh: new Int32Array(classes.length).fill(NONE) };
  const met = new Map<string, MeetingCells & { readonly names: string[] }>();
  for (const profile of profilesOf(had, has, reach)) {
    for (const { one, other, numbers: at } of partsOf(profile, { classes, had, has, reach, places })) {
      // Of two groups that meet, those places are the same for all whom the same places are about.
      const which = one !== NONE && other !== NONE ? profile.reach : `${profile.reach} of ${profile.key}`;
      const { names } = getOrCreate(met, `${one} ${other} ${which}`, () => {
        return { before: had.groups[one]?.group, after: has.groups[other]?.group, names: [], numbers: at };
      });
      names.push(...profile.names);
    }
  }
  return [...met.values()];
}

interface Asked {
  readonly classes: readonly PlaceClass[];
  readonly isWanted: (group: AlikeGroup) => boolean;
}

interface AskedAt extends Asked {
  /** Those of the classes that are asked about. */
  readonly numbers: readonly number[];
}

/** No group. */
const NONE = -1;

/** Who is compared at which classes. */
interface Reaches {
  /** Equal for principals who are compared at the same classes. */
  readonly keyOf: (subject: Subject) => string;
  readonly isAmong: (whom: Whom, subject: Subject) => boolean;
  readonly isAnybody: (subjects: readonly Subject[]) => boolean;
}

function reachesOf(classes: readonly PlaceClass[], locals: ReadonlySet<Subject>): Reaches {
  const whoms = [...new Set(classes.map(({ whom }) => whom))];
  const named = new Map<string, number[]>();
  whoms.forEach((whom, number) => {
    if (whom !== 'everybody') for (const name of whom.names) getOrCreate(named, name, () => []).push(number);
  });
  const everybody = whoms.includes('everybody');
  const outsiders = whoms.some((whom) => whom !== 'everybody' && whom.outsiders);
  return {
    keyOf: (subject) => (locals.has(subject) ? (named.get(subject.principal.name) ?? []).join() : 'outsider'),
    isAmong: (whom, subject) => whom === 'everybody' || (locals.has(subject) ? whom.names.has(subject.principal.name) : whom.outsiders),
    isAnybody: memoize(
      (subjects: readonly Subject[]) =>
        everybody || subjects.some((each) => (locals.has(each) ? named.has(each.principal.name) : outsiders)),
    ),
  };
}

/** For each class of repositories of a side, in which of the compared classes its members are. */
function numbersByClass(
  classes: readonly PlaceClass[],
  among: readonly number[],
  side: 'before' | 'after',
): ReadonlyMap<number, readonly number[]> {
  const numbers = new Map<number, number[]>();
  for (const number of among) {
    const at = classes[number]?.[side];
    if (at !== undefined) getOrCreate(numbers, at, () => []).push(number);
  }
  return numbers;
}

/** The groups of a side that are worth looking at. */
interface Groups {
  readonly groups: readonly PlacedGroup[];
  /** By the name of a principal its groups, by position. */
  readonly held: ReadonlyMap<string, Held>;
}

interface PlacedGroup {
  readonly group: AlikeGroup;
  /** Of the compared classes. */
  readonly numbers: readonly number[];
}

interface Held {
  readonly subject: Subject;
  readonly at: number[];
}

interface Wanted {
  readonly isWanted: Asked['isWanted'];
  readonly reach: Reaches;
  readonly numbers: ReadonlyMap<number, readonly number[]>;
}

function groupsIn(matrix: AccessMatrix, { isWanted, reach, numbers }: Wanted): Groups {
  const groups: PlacedGroup[] = [];
  const held = new Map<string, Held>();
  // Long lists of classes are those of many groups.
  const among = memoize((of: readonly number[]) => of.filter((each) => numbers.has(each)));
  for (const group of matrix.alike()) {
    if (!isWanted(group) || !reach.isAnybody(group.subjects.of)) continue;
    const { of, except } = group.classes;
    const compared = membersOf({ of: among(of), except }).flatMap((each) => numbers.get(each) ?? []);
    if (compared.length === 0) continue;
    for (const subject of membersOf(group.subjects))
      getOrCreate(held, subject.principal.name, (): Held => ({ subject, at: [] })).at.push(groups.length);
    groups.push({ group, numbers: compared });
  }
  return { groups, held };
}

/** Principals who are in the same groups on both sides, and are compared at the same classes. */
interface Profile {
  readonly key: string;
  readonly reach: string;
  readonly first: Subject;
  readonly names: readonly string[];
  readonly old: readonly number[];
  readonly fresh: readonly number[];
}

function profilesOf(had: Groups, has: Groups, { keyOf }: Reaches): Iterable<Profile> {
  const profiles = new Map<string, Profile & { readonly names: string[] }>();
  for (const name of new Set([...had.held.keys(), ...has.held.keys()])) {
    const [one, other] = [had.held.get(name), has.held.get(name)];
    const first = one?.subject ?? other?.subject;
    if (!first) continue;
    const [old, fresh, reach] = [one?.at ?? [], other?.at ?? [], keyOf(first)];
    const key = `${old.join()}/${fresh.join()}/${reach}`;
    getOrCreate(profiles, key, () => ({ key, reach, first, names: [], old, fresh })).names.push(name);
  }
  return profiles.values();
}

interface Compared extends Pick<Asked, 'classes'> {
  readonly had: Groups;
  readonly has: Groups;
  readonly reach: Reaches;
  /** For each compared class the group of those who are looked at; there can be millions of cells, and all share these. */
  readonly places: { readonly old: Int32Array; readonly fresh: Int32Array };
}

interface Part {
  readonly one: number;
  readonly other: number;
  readonly numbers: readonly number[];
}

/** INVARIANT: at each class a principal is in one group of a side at most. */
function partsOf({ first, old, fresh }: Profile, { classes, had, has, reach, places }: Compared): Iterable<Part> {
  for (const at of old) for (const number of had.groups[at]?.numbers ?? []) places.old[number] = at;
  for (const at of fresh) for (const number of has.groups[at]?.numbers ?? []) places.fresh[number] = at;
  const isAmong = memoize((whom: Whom) => reach.isAmong(whom, first));
  const parts = new Map<number, Part & { readonly numbers: number[] }>();
  const width = has.groups.length + 1;
  const take = (number: number): void => {
    const [one, other] = [places.old[number] ?? NONE, places.fresh[number] ?? NONE];
    if (one === NONE && other === NONE) return;
    places.old[number] = NONE;
    places.fresh[number] = NONE;
    if (!isAmong(classes[number]?.whom ?? 'everybody')) return;
    getOrCreate(parts, (one + 1) * width + other + 1, () => ({ one, other, numbers: [] })).numbers.push(number);
  };
  for (const at of old) had.groups[at]?.numbers.forEach(take);
  for (const at of fresh) has.groups[at]?.numbers.forEach(take);
  return parts.values();
}
