// Sides by their shape: what they say but for the names of the conditions. Two sides that differ only in which network or which endpoint
// they ask for come to outcomes of one shape, as long as nothing on the other side asks about the same (docs/decisions/0007-masks-and-classes.md).

import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { type Atom, atomsOf, formulaKey, type Probe } from '../../policy/logic/formula.ts';
import { tieOf } from '../../policy/theory/ties.ts';
import { isLinked, type KeyValues, linkedKeys, worldsOf } from '../../policy/theory/worlds.ts';
import type { ActionFormulas } from './action-formulas.ts';
import type { PrincipalSide, ResourceSide } from './sides.ts';

/** The parts of a side of either kind, in one order. */
export type SideParts = readonly ActionFormulas[];

/** What a principal's own policies come to, part by part. */
export function ownParts({ denied, guardrails, identity, limits }: PrincipalSide): SideParts {
  return [denied, guardrails, identity, limits];
}

/** What a repository's policies come to, part by part. */
export function resourceParts({ denied, direct, role, some }: ResourceSide): SideParts {
  return [denied, direct, role, some];
}

/** Tests whose answers may hang together: those on one key of the request, or on keys that are tied, or of one question. */
export type TestTopic = string;

/** The topics of the tests of a side. What else stays open in it is never renamed. */
export function topicsOf(parts: SideParts): ReadonlySet<TestTopic> {
  return new Set(testsByTopic(parts).keys());
}

/** The tests of a side, in the order in which they occur. */
export function testsByTopic(parts: SideParts): ReadonlyMap<TestTopic, readonly Atom[]> {
  const tests = new Map<TestTopic, Atom[]>();
  for (const atom of atomsIn(parts)) {
    for (const topic of topicsOfAtom(atom)) getOrCreate(tests, topic, () => []).push(atom);
  }
  return tests;
}

/**
 * How a shape tells the tests on a topic: `byValue` keeps their names; `byKey` keeps the key and the comparison, for sides whose values are
 * apart; `byPlace` keeps neither, where nothing on the other side is about it.
 */
export type ToldBy = (topic: TestTopic) => 'byValue' | 'byKey' | 'byPlace';

/** A text that is equal for sides of one shape, and only for those; found out once for each side and each way of telling, which `how` names. */
export function keptShapeKey<S extends object>(partsIn: (side: S) => SideParts, how: string, toldBy: ToldBy): (side: S) => string {
  return (side) => {
    const known = getOrCreate(SHAPE_KEYS, side, () => new Map<string, string>());
    return getOrCreate(known, how, () => shapeKey(partsIn(side), toldBy));
  };
}

const SHAPE_KEYS = new WeakMap<object, Map<string, string>>();

/** A text that is equal for sides of one shape, and only for those. */
export function shapeKey(parts: SideParts, toldBy: ToldBy): string {
  if (parts.every(({ depends }) => depends.length === 0)) return parts.map(({ always }) => `${always.lo},${always.hi}`).join(';');
  const nameOf = namesIn(parts, toldBy);
  return parts
    .map(({ always, depends }) => {
      const open = depends.map(({ mask, when }) => `|${mask.lo},${mask.hi}:${formulaKey(when, nameOf)}`);
      return `${always.lo},${always.hi}${open.join('')}`;
    })
    .join(';');
}

function atomsIn(parts: SideParts): readonly Atom[] {
  return parts.flatMap(({ depends }) => depends.flatMap(({ when }) => [...atomsOf(when)]));
}

/** None for what nobody read and what is not documented: these are told by name. What compares two keys is about both. */
function topicsOfAtom({ about, stem }: Atom): readonly TestTopic[] {
  if (about.kind === 'test') return about.probe ? keyTopics(about.probe) : [stem];
  return about.kind === 'delegated' ? [stem] : [];
}

function keyTopics(probe: Probe): readonly TestTopic[] {
  return [...new Set(linkedKeys(probe, 'ofKind').map((key) => `key ${tieOf(key)?.main ?? key}`))];
}

/** Names by the places at which topics first occur, or by their keys, each with what can be the case of its tests. */
function namesIn(parts: SideParts, toldBy: ToldBy): (atom: Atom) => string | undefined {
  const names = new Map<string, string>();
  let place = 0;
  for (const [topic, atoms] of testsByTopic(parts)) {
    const told = toldBy(topic);
    if (told === 'byValue') continue;
    const tests = new Map(atoms.map((atom) => [formulaKey(atom), atom]));
    const relation = relationOf([...tests.values()]);
    const about = told === 'byKey' ? topic : String(place);
    place += 1;
    if (relation === undefined) continue;
    [...tests].forEach(([name, atom], index) => {
      names.set(name, `#${about}.${index} ${told === 'byKey' ? kindOf(atom) : ''}${relation}`);
    });
  }
  return (atom) => names.get(formulaKey(atom));
}

/** What of a test on one key bears on all others on it, whatever their values. */
function kindOf({ about }: Atom): string {
  return about.kind === 'test' && about.probe ? `${about.probe.of} ${about.probe.comparison} ` : '';
}

/** More tests than these on one key keep their names. */
const MOST_RELATED = 3;
const VALUES: readonly KeyValues[] = ['any', 'ofKind'];

/** What can be the case together of tests of one topic, of all and of some of them; undefined where that does not tell all. */
function relationOf(atoms: readonly Atom[]): string | undefined {
  const [first] = atoms;
  if (first?.about.kind === 'delegated') return atoms.length === 1 ? 'delegated' : undefined;
  const probes = atoms.flatMap(({ about }) => (about.kind === 'test' && about.probe ? [about.probe] : []));
  // Tests of one question share the truth of equal values.
  if (probes.length === 0) return atoms.length === 1 ? 'test' : undefined;
  if (probes.length !== atoms.length || probes.length > MOST_RELATED || probes.some(isLinked)) return undefined;
  return probes.length === 1 && probes.every(isPlainlyOpen) ? 'test' : worldsKey(probes);
}

/** One value fits and another does not: nothing else can be the case, and that is found out at once. */
function isPlainlyOpen({ of, comparison, values }: Probe): boolean {
  if (of === 'absence' || values.size === 0) return false;
  const isLiteral = [...values.values()].every(({ fixed }) => fixed?.every((token) => typeof token === 'string'));
  return (
    isLiteral && (comparison === 'StringEquals' || (comparison === 'IpAddress' && ![...values.keys()].some((raw) => raw.endsWith('/0'))))
  );
}

/** One test by itself is written twice: it may occur in a formula as two. */
function worldsKey(probes: readonly Probe[]): string | undefined {
  const found: string[] = [];
  for (const some of partsOf(probes)) {
    for (const values of VALUES) {
      const worlds = worldsOf(some, values);
      if (!worlds?.exact) return undefined;
      found.push(
        worlds.worlds
          .map(({ holds }) => (some.length > 1 ? [...holds].sort().join('') : '01'.repeat(holds.size)))
          .sort()
          .join(),
      );
    }
  }
  return found.every((each) => each === ',01') ? 'test' : found.join('/');
}

function partsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, bits) => items.filter((_item, at) => ((bits + 1) >> at) & 1));
}

/** The number of a side's shape, worked out once for each side: equal for equal shapes. */
export function shapeNumbers<S extends object>(keyOf: (side: S) => string): (side: S) => number {
  const numbers = new Map<string, number>();
  return memoize((side: S) => getOrCreate(numbers, keyOf(side), () => numbers.size));
}
