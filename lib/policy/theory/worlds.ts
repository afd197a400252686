// What can be the case together of tests on keys that hang together: they exclude and imply each other, since a request has one value at a key,
// or a set of them. Each world comes with the values that show it.

import { forgetful } from '../../collections/forgetful.ts';
import { groupBy } from '../../collections/group-by.ts';
import { isMultivalued, isSingleValued } from '../condition/multivalued.ts';
import type { Probe } from '../logic/formula.ts';
import { ANY_RUN, type Token } from '../match/pattern.ts';
import { type Template, variableKeys } from '../match/variables.ts';
import { plainValueOf, type Shape, shapeOfKey } from './key-shapes.ts';
import { atWidest, type KeyTest, keyTest, trueOf, trueTests, type Values } from './key-tests.ts';
import { requestsOf } from './requests.ts';
import { sameKey, tieOf } from './ties.ts';
import { beginningWith, kindOfComparison, valuesAround } from './values.ts';

export interface World {
  /** The tests that are the case, by their places in the list that was asked about. */
  readonly holds: ReadonlySet<number>;
  /** Values of the keys of `keysOf` under which they are; undefined where nobody has found any. */
  readonly shown: Values | undefined;
}

export interface Worlds {
  readonly worlds: readonly World[];
  /** Whether each of them is shown. Where one is not, it may be that it cannot be; none that can is left out. */
  readonly exact: boolean;
}

/** More than these are not looked at. */
const MOST_WORLDS = 4096;

/** So many answers are kept: a policy is asked about when it is read, for its findings and for many principals. */
const [MOST_KEPT, MOST_CHARACTERS] = [100_000, 32_000_000];
const kept = forgetful<Worlds | undefined>(MOST_KEPT, MOST_CHARACTERS);

/** `ofKind`: what is asked for a number, a time, an address or a truth value is one, and keys that AWS ties are tied. Tags are whatever somebody wrote. */
export type KeyValues = 'any' | 'ofKind';

/** The keys that tests are about, each once, with those whose values they compare with. */
export function keysOf(probes: readonly Probe[], values: KeyValues): readonly string[] {
  const keys = new Set<string>();
  for (const probe of probes) for (const key of linkedKeys(probe, values)) keys.add(key);
  return [...keys];
}

/** Whether a test compares its key with another one. */
export function isLinked({ values }: Probe): boolean {
  for (const { fixed } of values.values()) if (!fixed) return true;
  return false;
}

/** The key of a test. */
export function keyOf({ key }: Probe, values: KeyValues): string {
  return values === 'any' ? key : sameKey(key);
}

/** The keys that one test is about: its own one first. */
export function linkedKeys(probe: Probe, values: KeyValues): readonly string[] {
  const own = keyOf(probe, values);
  if (!isLinked(probe)) return [own];
  const keys = [...probe.values.values()].flatMap(variableKeys);
  return [own, ...(values === 'any' ? keys : keys.map(sameKey))];
}

/** The worlds of tests on keys that hang together; undefined where they are too many. */
export function worldsOf(probes: readonly Probe[], values: KeyValues): Worlds | undefined {
  const keys = keysOf(probes, values);
  const isText = values === 'any' || keys.some((key) => key.includes('/'));
  const asked = probes.map((probe) => {
    const { of, comparison, beginning = null, values: written } = probe;
    return [of, comparison, beginning, keys.indexOf(keyOf(probe, values)), [...written.values()].map(spelled)];
  });
  const shape = values === 'ofKind' && keys.length === 1 ? shapeOfKey(keys[0] ?? '') : undefined;
  const isSingle = (key: string): boolean => values === 'ofKind' && isSingleValued(key);
  const name = JSON.stringify([
    isText,
    plainValueOf(keys[0] ?? ''),
    keys.length > 1 || shape ? [values, ...keys] : keys.map(isSingle),
    asked,
  ]);
  return kept(name, () => {
    const tests = probes.map((probe, at) => keyTest(probe, at, keys.indexOf(keyOf(probe, values))));
    return keys.length > 1 || tests.some(({ links }) => links.length > 0)
      ? worldsOfKeys(tests, keys, values, isText)
      : worldsOfKey(tests, isText, { shape, isSingle: keys.every(isSingle) });
  });
}

function spelled({ fixed, parts }: Template): unknown {
  const spelledToken = (token: Token): unknown => (typeof token === 'string' ? [token] : token === ANY_RUN);
  return fixed
    ? fixed.map(spelledToken)
    : { parts: parts.map((part) => (part.kind === 'tokens' ? part.tokens.map(spelledToken) : [part.key, part.fallback])) };
}

/** Tests on one key. Of what waits for a variable there is one world where it is the case and one where it is not, if it may. */
function worldsOfKey(
  tests: readonly KeyTest[],
  isText: boolean,
  { shape, isSingle }: { readonly shape?: Shape | undefined; readonly isSingle: boolean },
): Worlds | undefined {
  const asked = tests.filter(({ probe }) => probe.of !== 'absence');
  const waiting = asked.filter(({ links }) => links.length > 0);
  const most = new Map(waiting.map((test) => [test.at, atWidest(test, -1 - test.at)]));
  const beginning = tests[0]?.probe.beginning;
  const facets = [...groupBy([...asked, ...most.values()], (test) => facetOf(test, isSingle)).values()].map((facet) => {
    const written = [...facet.flatMap((test) => test.fixed), ...(beginning ? [beginningWith(beginning)] : [])];
    const found = valuesAround(kindOfComparison(facet[0]?.probe.comparison ?? ''), written, isText, { shape });
    return { facet, values: found?.filter((value) => value.startsWith(beginning ?? '')) };
  });
  // The request without the key is the plainest one.
  const absent = beginning === undefined ? [{ holds: trueOf(tests, []), shown: [[]] }] : [];
  if (waiting.length === 0 && facets.every(({ values }) => values !== undefined) && facets.length <= 1) {
    const present = presentWorlds(asked, facets[0]?.values ?? [beginning ?? plainValueOf(tests[0]?.probe.key ?? '')], isSingle);
    return present && { worlds: distinct([...absent, ...present]), exact: true };
  }
  const shown = waiting.length > 0 ? [] : presentWorlds(asked, [...new Set(facets.flatMap(({ values }) => values ?? []))], isSingle);
  // One value that is compared as a text and as a number is taken for two.
  let wide: readonly World[] | undefined = [NOTHING];
  for (const { facet, values } of facets)
    wide = wide && product(wide, values ? presentWorlds(facet, values, isSingle) : subsets(facet.map(({ at }) => at)));
  const decided = wide?.map((world) => decidedIn(world, most));
  if (!decided?.every((each) => each !== undefined) || decided.length > MOST_WORLDS) return undefined;
  return { worlds: distinct([...absent, ...(shown ?? []), ...decided.flat()]), exact: false };
}

/** A world with and without each test that waits, where it may be the case and need not. */
function decidedIn({ holds }: World, most: ReadonlyMap<number, KeyTest>): readonly World[] | undefined {
  const open = [...most].flatMap(([at, widest]) => (holds.has(widest.at) && !holds.has(at) ? [at] : []));
  const certain = [...holds].filter((at) => at >= 0);
  return subsets(open)?.map((some) => ({ holds: new Set([...certain, ...some.holds]), shown: undefined }));
}

function facetOf({ probe: { of, comparison } }: KeyTest, isSingle: boolean): string {
  return `${of === 'one' || isSingle ? 'one' : 'set'} ${kindOfComparison(comparison)}`;
}

/** A request brings one of the values; or, where all tests are of sets, several. */
function presentWorlds(tests: readonly KeyTest[], values: readonly string[], isSingle: boolean): readonly World[] | undefined {
  const singles = distinct(values.map((value): World => ({ holds: trueOf(tests, [value]), shown: [[value]] })));
  if (isSingle || tests.some(({ probe }) => probe.of === 'one')) return singles;
  return worldsOfSets(new Set(tests.flatMap(({ at, probe }) => (probe.of === 'every' ? [at] : []))), singles);
}

/** A test of `every` is the case of a set where it is of each value; any other where it is of one. */
function worldsOfSets(every: ReadonlySet<number>, singles: readonly World[]): readonly World[] | undefined {
  const joined = (a: World, b: World): World => {
    const holds = new Set([...a.holds, ...b.holds].filter((at) => !every.has(at) || (a.holds.has(at) && b.holds.has(at))));
    return { holds, shown: a.shown && b.shown && a.shown.map((values, key) => [...new Set([...values, ...(b.shown?.[key] ?? [])])]) };
  };
  let worlds = singles;
  for (let before = 0; before !== worlds.length; ) {
    before = worlds.length;
    if (before * singles.length > MOST_WORLDS * MOST_WORLDS) return undefined;
    worlds = distinct([...worlds, ...worlds.flatMap((world) => singles.map((single) => joined(world, single)))]);
    if (worlds.length > MOST_WORLDS) return undefined;
  }
  return worlds;
}

/** Tests on several keys: what requests show, and where that may not be all, what each key by itself allows. */
function worldsOfKeys(tests: readonly KeyTest[], keys: readonly string[], values: KeyValues, isText: boolean): Worlds | undefined {
  const tie =
    values === 'ofKind' && keys.length > 1
      ? keys.map(tieOf).find((each) => each && keys.filter((key) => each.keys.has(key)).length > 1)
      : undefined;
  const isSingle = (key: string): boolean => values === 'ofKind' && isSingleValued(key);
  const { requests, isAll } = requestsOf({ tests, keys, tie, isText, isSingle });
  const single = distinct(requests.map((request) => ({ holds: trueTests(tests, keys, request), shown: request })));
  const shown = tie && isMultivalued(tie.main) ? severalOf(single, tests, keys.indexOf(tie.main)) : single;
  if (isAll && shown && shown.length > 0 && shown.length <= MOST_WORLDS)
    return { worlds: shown, exact: shown.every((world) => world.shown) };
  let wide: readonly World[] | undefined = [NOTHING];
  for (const among of groupBy(tests, ({ key }) => String(key)).values())
    wide = wide && product(wide, worldsOfKey(among, isText, { isSingle: isSingle(keys[among[0]?.key ?? 0] ?? '') })?.worlds);
  return wide && { worlds: distinct([...single, ...wide]), exact: false };
}

/** Several values of the main key at once, of which all the same follows. */
function severalOf(worlds: readonly World[], tests: readonly KeyTest[], main: number): readonly World[] | undefined {
  const [others, every] = [
    tests.filter(({ key }) => key !== main),
    new Set(tests.flatMap(({ at, probe }) => (probe.of === 'every' ? [at] : []))),
  ];
  if (tests.some(({ key, probe }) => key === main && probe.of === 'one')) return worlds;
  const present = worlds.filter(({ shown }) => shown?.[main]?.length !== 0);
  const alike = [...groupBy(present, ({ holds }) => others.map(({ at }) => holds.has(at)).join()).values()];
  const joined = alike.map((among) => worldsOfSets(every, among));
  if (!joined.every((each) => each !== undefined)) return undefined;
  const isShown = ({ shown }: World): boolean => shown?.every((values, key) => key === main || values.length < 2) ?? false;
  return distinct([...worlds, ...joined.flat().map((world) => (isShown(world) ? world : { ...world, shown: undefined }))]);
}

const NOTHING: World = { holds: new Set(), shown: undefined };

/** Of what is not shown together. */
function product(worlds: readonly World[], others: readonly World[] | undefined): readonly World[] | undefined {
  if (!others || worlds.length * others.length > MOST_WORLDS) return undefined;
  return worlds.flatMap((world) => others.map((other) => ({ holds: new Set([...world.holds, ...other.holds]), shown: undefined })));
}

function subsets(items: readonly number[]): readonly World[] | undefined {
  if (2 ** items.length > MOST_WORLDS) return undefined;
  return Array.from({ length: 2 ** items.length }, (_, bits) => ({
    ...NOTHING,
    holds: new Set(items.filter((_item, at) => (bits >> at) & 1)),
  }));
}

/** The first of those in which the same tests are the case. */
function distinct(worlds: readonly World[]): readonly World[] {
  const found = new Map<string, World>();
  for (const world of worlds) {
    const name = [...world.holds].sort((a, b) => a - b).join();
    if (!found.has(name)) found.set(name, world);
  }
  return [...found.values()];
}
