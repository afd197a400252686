// The groups of the matrix: callers of one shape together, and repository classes that answer them in one shape.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Members } from '../../collections/number-set.ts';
import { membersOf, type Subset, sizeOf, whole } from '../../collections/subset.ts';
import type { Subject } from '../account/subjects.ts';
import { hasAccess } from '../cell/outcome.ts';
import type { PrincipalSide, ResourceSide } from '../cell/sides.ts';
import type { PrincipalClassOf } from '../classes/principal-classes.ts';
import type { Column } from '../classes/resource-columns.ts';
import { type Callers, callersOf, type Section } from './callers.ts';
import type { AlikeGroup, AskingPrincipals, CellGroup, ExactGroup, SideAt } from './cell-group.ts';
import type { MatrixCache } from './matrix-cache.ts';
import { type Outcomes, type OwnSide, outcomesBetween } from './outcomes.ts';

/** Callers with sections at the same classes, and own sides of one shape in each: those of every member, section by section. */
interface Crowd {
  readonly column: Column;
  readonly subjects: Subset<Subject>;
  readonly parts: readonly Callers[];
  readonly sections: readonly (Section & { readonly blocks: readonly Block[] })[];
}

/** Classes whose resource sides have one shape, but for those that the callers' tests meet. */
interface Block {
  readonly of: readonly number[];
  readonly members: ReadonlySet<number>;
  readonly met: ReadonlySet<number>;
  readonly resource: ResourceSide;
}

/** Who asks what of which repository classes, worked out when the first group is asked for. */
export function alikeGroups(cache: MatrixCache, principals: readonly PrincipalClassOf[]): () => Iterable<AlikeGroup> {
  const plan = memoize((): Plan => planOf(cache, principals));
  const sideAtOf = sidesOfColumns(cache);
  return function* groups() {
    const { outsiders, crowds, outcomes } = plan(undefined);
    yield* outsiders;
    for (const crowd of crowds) yield* groupsOf(sideAtOf, outcomes, crowd);
  };
}

interface Plan {
  readonly outsiders: readonly AlikeGroup[];
  readonly crowds: readonly Crowd[];
  readonly outcomes: Outcomes;
}

function planOf(cache: MatrixCache, principals: readonly PrincipalClassOf[]): Plan {
  const callers = principals.flatMap((principal) => callersOf(cache, principal));
  const outsiders = outsidersOf(cache);
  const owns = new Set<PrincipalSide>([
    ...callers.flatMap(({ sections }) => sections.map(({ own }) => own)),
    ...outsiders.map(({ own }) => own.side),
  ]);
  const outcomes = outcomesBetween([...owns], cache.resourceSides);
  return {
    outsiders: outsiders.flatMap((each) => [...outsiderGroups(outcomes, each)]),
    crowds: crowdsOf(cache, outcomes, callers),
    outcomes,
  };
}

/** One outsider in one region. */
interface OutsiderSides {
  readonly subject: Subject;
  readonly own: OwnSide;
  readonly sides: Map<number, ResourceSide>;
}

function outsidersOf({ repositories, columns, own }: MatrixCache): readonly OutsiderSides[] {
  const found = new Map<string, OutsiderSides>();
  const sideOf = memoize((subject: Subject) => own(subject));
  repositories.classes.forEach(({ representative }, number) => {
    for (const { subject, side } of columns[number]?.outsiders ?? []) {
      const key = `${representative.region} ${subject.principal.name}`;
      const { sides } = getOrCreate(found, key, () => {
        const ownSide = sideOf(subject)(representative, '');
        return { subject, own: { side: ownSide, isLocal: subject.local !== undefined }, sides: new Map() };
      });
      sides.set(number, side);
    }
  });
  return [...found.values()];
}

function* outsiderGroups(outcomes: Outcomes, { subject, own, sides }: OutsiderSides): Iterable<AlikeGroup> {
  for (const { of, resource } of blocksOf(outcomes, own, [...sides.keys()], (number) => sides.get(number))) {
    const outcome = outcomes.alike(own, resource);
    if (!hasAccess(outcome)) continue;
    const group = { subjects: whole([subject]), classes: whole(of), outcome };
    yield alikeGroup(
      outcomes,
      group,
      () => [{ own, subjects: group.subjects }],
      (number) => sides.get(number),
    );
  }
}

/** Callers who differ in no place, and in no shape there. */
function crowdsOf(cache: MatrixCache, outcomes: Outcomes, callers: readonly Callers[]): readonly Crowd[] {
  const blocksAt = zoneBlocks(cache, outcomes);
  const crowds = new Map<string, Callers[]>();
  callers.forEach((each, position) => {
    const { column, placedBy, sections } = each;
    const shapes = sections.map(({ own }) => outcomes.ownShape({ side: own, isLocal: true }));
    const key = placedBy === undefined ? String(position) : `${column} ${shapes.join()} ${placedBy}`;
    getOrCreate(crowds, key, () => []).push(each);
  });
  return [...crowds.values()].flatMap((parts): readonly Crowd[] => {
    const [first] = parts;
    if (!first) return [];
    const { column } = first;
    const sections = first.sections.map((section) => ({ ...section, blocks: blocksAt(column, section) }));
    const subjects = parts.length === 1 ? first.subjects : whole(parts.flatMap((part) => membersOf(part.subjects)));
    return [{ column, subjects, parts, sections }];
  });
}

/** Classes of a section by their resource sides, which many callers share. */
interface ZoneSides {
  readonly blocks: readonly Block[];
  readonly bySide: ReadonlyMap<ResourceSide, readonly number[]>;
}

/** The blocks of a section. Many callers share the classes of a zone, so that these are worked out once, as if no tests met. */
function zoneBlocks({ columns }: MatrixCache, outcomes: Outcomes): (column: Column, section: Section) => readonly Block[] {
  const known = new Map<string, WeakMap<readonly number[], ZoneSides>>();
  return (column, { own, classes, distinguished }) => {
    const asking = { side: own, isLocal: true };
    if (distinguished) return [{ of: classes.of, members: new Set(classes.of), met: NOTHING, resource: distinguished }];
    const sideAt = (number: number): ResourceSide | undefined => columns[number]?.[column];
    const ofKind = getOrCreate(known, `${column} ${outcomes.isRelated(asking)}`, () => new WeakMap<readonly number[], ZoneSides>());
    const zone = getOrCreate(ofKind, classes.of, () => ({
      blocks: blocksBy((resource) => outcomes.apartShape(asking, resource), classes.of, sideAt),
      bySide: classesBySide(classes.of, sideAt),
    }));
    const met = [...outcomes.meeting(asking)].flatMap((side) => zone.bySide.get(side) ?? []);
    if (met.length === 0) return zone.blocks;
    return [...withoutMet(zone.blocks, new Set(met), sideAt), ...blocksOf(outcomes, asking, met, sideAt)];
  };
}

function withoutMet(blocks: readonly Block[], met: ReadonlySet<number>, sideAt: SideAt): readonly Block[] {
  return blocks.flatMap((block) => {
    const left = block.of.find((number) => !met.has(number));
    const resource = left === undefined ? undefined : sideAt(left);
    return resource ? [{ ...block, met, resource }] : [];
  });
}

function blocksOf(outcomes: Outcomes, own: OwnSide, numbers: readonly number[], sideAt: SideAt): readonly Block[] {
  return blocksBy((resource) => outcomes.resourceShape(own, resource), numbers, sideAt);
}

function blocksBy(shapeOf: (resource: ResourceSide) => number | string, numbers: readonly number[], sideAt: SideAt): readonly Block[] {
  const blocks = new Map<number | string, { readonly of: number[]; readonly resource: ResourceSide }>();
  for (const number of numbers) {
    const resource = sideAt(number);
    if (resource) getOrCreate(blocks, shapeOf(resource), () => ({ of: [], resource })).of.push(number);
  }
  return [...blocks.values()].map(({ of, resource }) => ({ of, members: new Set(of), met: NOTHING, resource }));
}

function classesBySide(numbers: readonly number[], sideAt: SideAt): ReadonlyMap<ResourceSide, readonly number[]> {
  const found = new Map<ResourceSide, number[]>();
  for (const number of numbers) {
    const side = sideAt(number);
    if (side) getOrCreate(found, side, () => []).push(number);
  }
  return found;
}

type SideAtOf = (column: Column, distinguished: ResourceSide | undefined) => SideAt;

/** One function for each column, and for each side that tells principals apart. */
function sidesOfColumns({ columns }: MatrixCache): SideAtOf {
  const ofColumn = memoize(
    (column: Column): SideAt =>
      (number) =>
        columns[number]?.[column],
  );
  const always = memoize(
    (side: ResourceSide): SideAt =>
      () =>
        side,
  );
  return (column, distinguished) => (distinguished ? always(distinguished) : ofColumn(column));
}

function* groupsOf(sideAtOf: SideAtOf, outcomes: Outcomes, { column, subjects, parts, sections }: Crowd): Iterable<AlikeGroup> {
  for (const [at, { own, classes, distinguished, blocks }] of sections.entries()) {
    for (const { of, members, met, resource } of blocks) {
      const outcome = outcomes.alike({ side: own, isLocal: true }, resource);
      if (!hasAccess(outcome)) continue;
      const except = exceptIn(members, [classes.except, met]);
      if (except.size > 0 && countIn(members, except) === of.length) continue;
      const group = { subjects, classes: { of, except }, outcome };
      const owns = (): readonly AskingPrincipals[] => parts.flatMap((part) => ownAt(part, at));
      yield alikeGroup(outcomes, group, owns, sideAtOf(column, distinguished));
    }
  }
}

const NOTHING: ReadonlySet<number> = new Set();

/** Together the sets that have something in common with the members: one of these sets itself where it is the only one. */
function exceptIn(members: ReadonlySet<number>, sets: readonly Members<number>[]): Members<number> {
  const [first = NOTHING, ...others] = sets.filter((set) => countIn(members, set) > 0);
  return others.length === 0 ? first : new Set([first, ...others].flatMap((set) => [...set]));
}

/** How many two sets have in common. */
function countIn(one: Members<number>, other: Members<number>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let count = 0;
  for (const number of small) if (large.has(number)) count += 1;
  return count;
}

function ownAt({ sections, subjects }: Callers, at: number): readonly AskingPrincipals[] {
  const side = sections[at]?.own;
  return side ? [{ own: { side, isLocal: true }, subjects }] : [];
}

function alikeGroup(outcomes: Outcomes, group: CellGroup, owns: () => readonly AskingPrincipals[], sideAt: SideAt): AlikeGroup {
  const partOf: PartOf = (own, subjects, classes) => {
    const part = { subjects: whole(subjects), classes: whole(classes), outcome: group.outcome };
    return alikeGroup(outcomes, part, () => [{ own, subjects: part.subjects }], sideAt);
  };
  return {
    ...group,
    sideAt,
    asking: owns,
    exactly: (given = sideAt) => exactGroups(outcomes, group.classes, { asking: owns(), sideAt: given, partOf }),
  };
}

type PartOf = (own: OwnSide, ...cells: Parameters<ExactGroup['part']>) => AlikeGroup;

interface Exactly {
  readonly asking: readonly AskingPrincipals[];
  readonly sideAt: SideAt;
  readonly partOf: PartOf;
}

/** Each pair of the own sides and the resource sides of a group by itself. */
function* exactGroups(outcomes: Outcomes, classes: Subset<number>, { asking, sideAt, partOf }: Exactly): Iterable<ExactGroup> {
  const byResource = sharedBySide(classes, sideAt);
  const bySide = new Map<PrincipalSide, AskingPrincipals[]>();
  for (const each of asking) getOrCreate(bySide, each.own.side, () => []).push(each);
  for (const [, [first, ...others]] of bySide) {
    if (!first) continue;
    const { own } = first;
    const subjects = others.length === 0 ? first.subjects : whole([first, ...others].flatMap((each) => membersOf(each.subjects)));
    for (const [resource, some] of byResource) {
      yield { subjects, classes: some, outcome: outcomes.exact(own, resource), part: (those, at) => partOf(own, those, at) };
    }
  }
}

const BY_SIDE = new WeakMap<SideAt, WeakMap<readonly number[], ReadonlyMap<ResourceSide, readonly number[]>>>();
const MEMBERS = new WeakMap<readonly number[], ReadonlySet<number>>();

/** The classes by their resource sides, as parts of lists that other groups of the same classes have. */
function sharedBySide({ of, except }: Subset<number>, sideAt: SideAt): readonly (readonly [ResourceSide, Subset<number>])[] {
  const known = getOrCreate(BY_SIDE, sideAt, () => new WeakMap<readonly number[], ReadonlyMap<ResourceSide, readonly number[]>>());
  const lists = getOrCreate(known, of, () => classesBySide(of, sideAt));
  if (except.size === 0) return [...lists].map(([side, numbers]) => [side, whole(numbers)] as const);
  const members = getOrCreate(MEMBERS, of, () => new Set(of));
  const out = new Map<ResourceSide, Set<number>>();
  for (const number of except) {
    const side = members.has(number) ? sideAt(number) : undefined;
    if (side) getOrCreate(out, side, () => new Set()).add(number);
  }
  return [...lists].flatMap(([side, numbers]) => {
    const left = { of: numbers, except: out.get(side) ?? NOTHING };
    return sizeOf(left) > 0 ? [[side, left] as const] : [];
  });
}
