// Local principals with their own sides at all repository classes: by region, and apart where a pattern, a tag or a resource policy
// tells classes or members apart.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { type NumberMap, numberMap } from '../../collections/number-map.ts';
import { type Members, numberSet } from '../../collections/number-set.ts';
import { type Subset, whole } from '../../collections/subset.ts';
import { isLike } from '../../policy/match/partial-value.ts';
import { isTagKey } from '../account/request-context.ts';
import type { Subject } from '../account/subjects.ts';
import { type AskedTag, type AskedTags, askedTags } from '../cell/principal-sides.ts';
import type { PrincipalSide, ResourceSide } from '../cell/sides.ts';
import type { PrincipalClassOf } from '../classes/principal-classes.ts';
import type { RepositoryZones, Zone } from '../classes/repository-zones.ts';
import { type Column, columnFor } from '../classes/resource-columns.ts';
import type { MatrixCache } from './matrix-cache.ts';

/** Principals of one class whom the same resource policies tell apart. */
export interface Callers {
  readonly column: Column;
  readonly subjects: Subset<Subject>;
  /** Together all repository classes, each in one. */
  readonly sections: readonly Section[];
  /** What the classes of the sections follow from: callers with equal ones have equal sections, but for the own sides. Undefined for callers who are by themselves. */
  readonly placedBy: string | undefined;
}

/** Repository classes of one region at which the callers have one own side. */
export interface Section {
  readonly own: PrincipalSide;
  readonly classes: Subset<number>;
  /** The resource side there, where it is not that of everybody in the column. */
  readonly distinguished: ResourceSide | undefined;
}

/** The callers of one principal class. */
export function callersOf(cache: MatrixCache, principal: PrincipalClassOf): readonly Callers[] {
  const ground = groundOf(cache, principal);
  const { subjects } = ground;
  const profiles = profilesOf(cache, principal);
  const telling = new Set<number>();
  for (const { distinguished } of profiles) for (const number of distinguished.keys()) telling.add(number);
  if (profiles.length - 1 <= telling.size) {
    return profiles.map(({ name, members, distinguished }) => {
      return { column: ground.column, subjects: whole(members), ...sectionsOf(ground, distinguished, name) };
    });
  }
  // So many are told apart by so few classes that these classes are taken one by one.
  const { sections } = sectionsOf(ground, numberMap([...telling].map((number) => [number, undefined])), '');
  const together: Callers = { column: ground.column, subjects: whole(subjects), sections, placedBy: undefined };
  return [together, ...[...toldApart(profiles)].flatMap(([number, sides]) => callersAt(ground, number, sides))];
}

/** Those whom one class tells apart, by what it says to them, and the others. */
function callersAt(ground: Ground, number: number, sides: ReadonlyMap<ResourceSide, readonly Subject[]>): readonly Callers[] {
  const own = ground.ownAt(number);
  if (!own) return [];
  const { column, subjects } = ground;
  const at = (some: Subset<Subject>, distinguished: ResourceSide | undefined): Callers => {
    return { column, subjects: some, sections: [{ own, classes: whole([number]), distinguished }], placedBy: undefined };
  };
  const others = { of: subjects, except: new Set([...sides.values()].flat()) };
  return [
    ...[...sides].map(([side, some]) => at(whole(some), side)),
    ...(others.except.size < subjects.length ? [at(others, undefined)] : []),
  ];
}

/** The own side of a principal class at every repository class. */
interface Ground {
  readonly cache: MatrixCache;
  readonly column: Column;
  readonly subjects: readonly Subject[];
  readonly zones: RepositoryZones;
  /** What follows from patterns and tags, as a text. */
  readonly places: string;
  /** Classes outside of the common side of their zone, by what the own side depends on there. */
  readonly listed: ReadonlyMap<string, readonly number[]>;
  readonly keyAt: (number: number) => string | undefined;
  readonly ownOfKey: (key: string) => PrincipalSide | undefined;
  /** In the order of the zones; undefined where all classes of a zone are listed. */
  readonly ofZones: readonly (PrincipalSide | undefined)[];
  readonly ownAt: (number: number) => PrincipalSide | undefined;
}

function groundOf(cache: MatrixCache, principal: PrincipalClassOf): Ground {
  const { account, repositories, zonesOf, own } = cache;
  const { representative, patterns, repositoryKeys } = principal;
  const zones = zonesOf(repositoryKeys);
  const sideAt = own(representative);
  const matched = matchedClasses(principal, repositories.matching);
  const cells = repositoryKeys.some(isTagKey) ? askedCells(zones, askedTags(account, representative)) : [];
  const isAsked = new Set(cells);
  const waits = patterns.some((each) => each.waits);
  const place = (number: number): string => {
    const cell = zones.cellAt(number);
    return cell !== undefined && isAsked.has(cell) ? `cell ${cell}` : `zone ${zones.zoneAt(number)}`;
  };
  const keys = new Map<number, string>();
  for (const cell of cells) for (const number of zones.cells[cell]?.classes ?? []) keys.set(number, place(number));
  for (const [number, found] of matched) keys.set(number, `${place(number)} ${waits ? number : ''} ${found}`);
  const listed = new Map<string, number[]>();
  for (const [number, key] of keys) getOrCreate(listed, key, () => []).push(number);
  const owns = new Map<string, PrincipalSide>();
  const ownAtFirst = (number: number | undefined): PrincipalSide | undefined => {
    const repository = repositories.classes[number ?? -1]?.representative;
    return repository && sideAt(repository, matched.get(number ?? -1) ?? '');
  };
  for (const [key, [first]] of listed) {
    const side = ownAtFirst(first);
    if (side) owns.set(key, side);
  }
  const ofZones = zones.zones.map(({ classes }) => ownAtFirst(classes.find((number) => !keys.has(number))));
  const keyAt = (number: number): string | undefined => keys.get(number);
  return {
    cache,
    column: columnFor(representative),
    subjects: principal.members.flatMap((position) => account.locals[position] ?? []),
    zones,
    places: JSON.stringify([repositoryKeys, patterns.map(({ name }) => name), cells]),
    listed,
    keyAt,
    ownOfKey: (key) => owns.get(key),
    ofZones,
    ownAt: (number) => {
      const key = keyAt(number);
      return key === undefined ? ofZones[zones.zoneAt(number)] : owns.get(key);
    },
  };
}

/** The cells whose tags are as some policy asks; all of them where any value can make a difference. */
function askedCells(zones: RepositoryZones, asked: readonly AskedTags[] | undefined): readonly number[] {
  if (!asked) return [...zones.cells.keys()];
  return [...new Set(asked.flatMap((tags) => cellsWith(zones, tags)))].sort((a, b) => a - b);
}

/** The cells that have each of the tags as it is asked for: among those of the rarest one. */
function cellsWith({ cells, having, like }: RepositoryZones, tags: AskedTags): readonly number[] {
  const found = tags.map((each) =>
    each.kind === 'like'
      ? each.likenesses.flatMap((likeness) => like(each.key, likeness))
      : each.values.flatMap((value) => having(each.key, value)),
  );
  const [fewest = []] = found.toSorted((a, b) => a.length - b.length);
  if (tags.length < 2) return fewest;
  return fewest.filter((cell) => tags.every((each) => isAsAsked(cells[cell]?.values.get(each.key), each)));
}

function isAsAsked(value: string | undefined, asked: AskedTag): boolean {
  if (value === undefined) return true;
  return asked.kind === 'like' ? asked.likenesses.some((each) => isLike(value, each)) : asked.values.includes(value);
}

/** By repository class what those patterns of a principal class say that match it. */
function matchedClasses({ patterns }: PrincipalClassOf, matching: ReadonlyMap<string, readonly number[]>): ReadonlyMap<number, string> {
  const matched = new Map<number, string>();
  for (const { name, says } of patterns) {
    for (const number of matching.get(name) ?? []) {
      const before = matched.get(number) ?? ',';
      matched.set(
        number,
        says.reduce((found, each) => (found.includes(`,${each},`) ? found : `${found}${each},`), before),
      );
    }
  }
  return matched;
}

type Distinguished = NumberMap<ResourceSide | undefined>;

/** The classes of `distinguished` are apart; without a side they are left out. */
function sectionsOf(ground: Ground, distinguished: Distinguished, name: string): Pick<Callers, 'sections' | 'placedBy'> {
  const { zones, listed, ofZones, ownOfKey, places } = ground;
  const apart = numberSet([...[...listed.values()].flat(), ...distinguished.keys()]);
  const common = zones.zones.flatMap((zone, at) => zoneSection(zone, ofZones[at], apart));
  const others = [...listed].flatMap(([key, numbers]) => {
    const own = ownOfKey(key);
    const left = distinguished.size === 0 ? numbers : numbers.filter((number) => !distinguished.has(number));
    return own && left.length > 0 ? [{ own, classes: whole(left), distinguished: undefined }] : [];
  });
  return { sections: [...common, ...others, ...distinguishedSections(ground, distinguished)], placedBy: `${places} ${name}` };
}

function zoneSection({ classes }: Zone, own: PrincipalSide | undefined, apart: Members<number>): readonly Section[] {
  if (!own || !classes.some((number) => !apart.has(number))) return [];
  return [{ own, classes: { of: classes, except: apart }, distinguished: undefined }];
}

/** Classes at which own and resource side are the same together; those of one place, so that they are of one region. */
function distinguishedSections({ cache, keyAt, zones, ownAt }: Ground, distinguished: Distinguished): readonly Section[] {
  const sections = new Map<string, Section & { readonly numbers: number[] }>();
  for (const [number, side] of distinguished.entries()) {
    const own = ownAt(number);
    if (!own || !side) continue;
    const numbers: number[] = [];
    const key = `${keyAt(number) ?? `zone ${zones.zoneAt(number)}`} / ${cache.sideNumber(side)}`;
    getOrCreate(sections, key, () => ({ own, classes: whole(numbers), distinguished: side, numbers })).numbers.push(number);
  }
  return [...sections.values()];
}

interface Profile {
  /** Equal for those whom the same classes tell apart in the same way. */
  readonly name: string;
  readonly members: readonly Subject[];
  readonly distinguished: NumberMap<ResourceSide>;
}

function profilesOf({ account, columns, distinguishedAt, sideNumber }: MatrixCache, { members }: PrincipalClassOf): readonly Profile[] {
  const told = members.flatMap((position) => {
    const subject = account.locals[position];
    if (!subject) return [];
    const sides = (distinguishedAt.get(position) ?? []).flatMap((number) => {
      const side = columns[number]?.distinguished.get(position);
      return side ? [[number, side] as const] : [];
    });
    return [{ subject, name: sides.map(([number, side]) => `${number}:${sideNumber(side)}`).join(), distinguished: numberMap(sides) }];
  });
  return [...groupBy(told, ({ name }) => name)].map(([name, among]): Profile => {
    return { name, members: among.map(({ subject }) => subject), distinguished: among[0]?.distinguished ?? numberMap([]) };
  });
}

/** Everything that tells members apart, by class. */
function toldApart(profiles: readonly Profile[]): ReadonlyMap<number, ReadonlyMap<ResourceSide, readonly Subject[]>> {
  const classes = new Map<number, Map<ResourceSide, Subject[]>>();
  for (const { members, distinguished } of profiles)
    for (const [number, side] of distinguished.entries()) {
      const atClass = getOrCreate(classes, number, () => new Map<ResourceSide, Subject[]>());
      const subjects = getOrCreate(atClass, side, () => []);
      for (const subject of members) subjects.push(subject);
    }
  return classes;
}
