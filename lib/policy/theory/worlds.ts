// What can be the case together of the tests on one key: tests exclude and imply each other, since a request has one value there, or a set of them.

import { groupBy } from '../../collections/group-by.ts';
import { comparisonNamed } from '../condition/operators.ts';
import type { Probe } from '../logic/formula.ts';
import { ANY_RUN, type Matcher, type Token } from '../match/pattern.ts';
import { kindOfComparison, valuesAround, type WrittenTest } from './values.ts';

/** The tests that are the case, by their places in the list that was asked about. */
export type World = ReadonlySet<number>;

export interface Worlds {
  readonly worlds: readonly World[];
  /** Whether each of them can be. Where that was not found out there may be some that cannot; none that can is left out. */
  readonly exact: boolean;
}

/** More than these are not looked at. */
export const MOST_WORLDS = 4096;

/** So many answers are kept, since one pair of policies is asked about for many principals. */
const MOST_KEPT = 2_000;
const kept = new Map<string, Worlds | undefined>();

/** `ofKind`: what is asked for a number, a time, an address or a truth value is one. Tags are whatever somebody wrote. */
export type KeyValues = 'any' | 'ofKind';

/** The worlds of tests on one key; undefined where they are too many. */
export function worldsOf(probes: readonly Probe[], values: KeyValues): Worlds | undefined {
  const isText = values === 'any' || probes.some((probe) => probe.key.includes('/'));
  const asked = probes.map(({ of, comparison, values: written }) => [of, comparison, [...written.values()].map(spelled)]);
  const key = JSON.stringify([isText, asked]);
  if (!kept.has(key)) {
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(
      key,
      worldsOfTests(
        probes.map((probe, at) => ({ probe, at })),
        isText,
      ),
    );
  }
  return kept.get(key);
}

function spelled(tokens: readonly Token[] | undefined): unknown {
  return tokens?.map((token) => (typeof token === 'string' ? [token] : token === ANY_RUN)) ?? null;
}

interface Test {
  readonly probe: Probe;
  readonly at: number;
}

function worldsOfTests(tests: readonly Test[], isText: boolean): Worlds | undefined {
  const asked = tests.filter(({ probe }) => probe.of !== 'absence');
  const facets = [...groupBy(asked, facetOf).values()].map((facet) => worldsOfFacet(facet, isText));
  let worlds: readonly World[] = [new Set()];
  for (const facet of facets) {
    if (!facet || worlds.length * facet.worlds.length > MOST_WORLDS) return undefined;
    worlds = worlds.flatMap((world) => facet.worlds.map((each) => new Set([...world, ...each])));
  }
  const absent = new Set(tests.flatMap(({ at, probe }) => (probe.of === 'absence' || probe.of === 'every' ? [at] : [])));
  // One value that is compared as a text and as a number is taken for two.
  return { worlds: distinct([...worlds, absent]), exact: facets.length <= 1 && facets.every((facet) => facet?.exact) };
}

function facetOf({ probe: { of, comparison } }: Test): string {
  return `${of === 'one' ? 'one' : 'set'} ${kindOfComparison(comparison)}`;
}

function distinct(worlds: readonly World[]): readonly World[] {
  const keyOf = (world: World): string => [...world].sort((a, b) => a - b).join();
  return [...new Map(worlds.map((world) => [keyOf(world), world])).values()];
}

/** Tests on values of one kind: of one value, or of one set of them. */
function worldsOfFacet(facet: readonly Test[], isText: boolean): Worlds | undefined {
  const fixed = facet.filter(({ probe }) => isFixed(probe));
  const waiting = facet.filter(({ probe }) => !isFixed(probe)).map(({ at }) => at);
  const known = fixed.length === 0 ? NOTHING_ASKED : worldsOfFixed(fixed, isText);
  if (!known || known.worlds.length * 2 ** waiting.length > MOST_WORLDS) return undefined;
  const free = subsets(waiting);
  const worlds = known.worlds.flatMap((world) => free.map((each) => new Set([...world, ...each])));
  return { worlds, exact: known.exact && (waiting.length === 0 || facet.length === 1) };
}

const NOTHING_ASKED: Worlds = { worlds: [new Set()], exact: true };

/** Whether it waits for no variable. */
function isFixed({ values }: Probe): boolean {
  return [...values.values()].every((tokens) => tokens !== undefined);
}

function worldsOfFixed(facet: readonly Test[], isText: boolean): Worlds | undefined {
  const written = facet.flatMap(({ probe }) => writtenIn(probe));
  const values = valuesAround(kindOfComparison(facet[0]?.probe.comparison ?? ''), written, isText);
  if (!values) return 2 ** facet.length > MOST_WORLDS ? undefined : { worlds: subsets(facet.map(({ at }) => at)), exact: false };
  const tests = facet.map(({ at, probe }) => ({ at, matchers: writtenIn(probe).flatMap((each) => matcherOf(each) ?? []) }));
  const singles = distinct(values.map((value) => matching(tests, value)));
  if (facet[0]?.probe.of === 'one') return { worlds: singles, exact: true };
  return worldsOfSets(new Set(facet.flatMap(({ at, probe }) => (probe.of === 'every' ? [at] : []))), singles);
}

function matching(tests: readonly { readonly at: number; readonly matchers: readonly Matcher[] }[], value: string): World {
  return new Set(tests.flatMap(({ at, matchers }) => (matchers.some((matches) => matches(value)) ? [at] : [])));
}

function writtenIn({ comparison, values }: Probe): readonly WrittenTest[] {
  return [...values.values()].flatMap((tokens) => (tokens ? [{ comparison, tokens }] : []));
}

function matcherOf({ comparison, tokens }: WrittenTest): Matcher | undefined {
  return comparisonNamed(comparison)?.compile(tokens);
}

/** A test of `every` is the case of a set where it is of each value; any other where it is of one. */
function worldsOfSets(every: ReadonlySet<number>, singles: readonly World[]): Worlds | undefined {
  const joined = (a: World, b: World): World => new Set([...a, ...b].filter((at) => !every.has(at) || (a.has(at) && b.has(at))));
  let worlds = singles;
  for (let before = 0; before !== worlds.length; ) {
    before = worlds.length;
    if (before * singles.length > MOST_WORLDS * MOST_WORLDS) return undefined;
    worlds = distinct([...worlds, ...worlds.flatMap((world) => singles.map((single) => joined(world, single)))]);
    if (worlds.length > MOST_WORLDS) return undefined;
  }
  return { worlds, exact: true };
}

function subsets(items: readonly number[]): readonly World[] {
  return Array.from({ length: 2 ** items.length }, (_, bits) => new Set(items.filter((_item, at) => (bits >> at) & 1)));
}
