// Sets of repositories in the words of rules: names, and regions where only some of those that have a name are meant.
import type { RepositoryClass } from '../../access/classes/repository-classes.ts';
import { type Bits, bitsOfNumbers, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { repositories } from '../schema/words.ts';
import { type GlobRules, globsFor, type Wording } from './globs.ts';

export interface RepositoryWording extends Wording {
  /** None: in every region. */
  readonly regions: readonly string[];
}

/** What one rule is about; equal words are one object. */
export interface RepositoryWords extends RepositoryWording {
  readonly classes: Bits;
  readonly repositories: number;
}

export interface RepositoryLanguage {
  /** The words that together mean exactly the repositories of some classes. */
  readonly wordsFor: (classes: Bits) => readonly RepositoryWords[];
  /** How many words that takes. */
  readonly cost: (classes: Bits) => number;
  /** How many repositories there are in both sets. */
  readonly count: (classes: Bits, within?: Bits) => number;
}

/** `onlyIn`: the regions to which every rule is bounded; none bounds nothing. */
export function repositoryLanguage(repositoryClasses: readonly RepositoryClass[], onlyIn: readonly string[]): RepositoryLanguage {
  const isAbout = (regions: readonly string[], number: number): boolean =>
    regions.length === 0 || regions.includes(repositoryClasses[number]?.representative.region ?? '');
  const placesIn = (numbers: readonly number[]): readonly Place[] => numbers.flatMap((number) => repositoryClasses[number]?.members ?? []);
  const everything = [...repositoryClasses.keys()].filter((number) => isAbout(onlyIn, number));
  const ground = groundOf(placesIn(everything), onlyIn);
  const sizes = repositoryClasses.map(({ members }) => members.length);
  const count = (classes: Bits, within = classes): number => sumOver(classes, within, sizes);
  const known = new Map<Bits, readonly RepositoryWords[]>();
  const distinct = new Map<string, RepositoryWords>();
  const worded = (wording: RepositoryWording, numbers: readonly number[]): RepositoryWords => {
    const classes = bitsOfNumbers(
      repositoryClasses.length,
      numbers.filter((number) => isAbout(wording.regions, number)),
    );
    const key = `${wording.regions.join()} ${classes.join()}`;
    return getOrCreate(distinct, key, () => ({ ...wording, classes, repositories: count(classes) }));
  };
  const wordsFor = (classes: Bits): readonly RepositoryWords[] =>
    getOrCreate(known, classes, () => {
      const numbers = numbersIn(classes);
      return wordingsOf(ground, placesIn(numbers)).map((wording) => worded(wording, numbers));
    });
  return { wordsFor, cost: (classes) => costOf(wordsFor(classes)), count };
}

function sumOver(a: Bits, b: Bits, sizes: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) {
    for (let left = (a[at] ?? 0) & (b[at] ?? 0); left !== 0; left &= left - 1) sum += sizes[at * 32 + 31 - Math.clz32(left & -left)] ?? 0;
  }
  return sum;
}

interface Place {
  readonly region: string;
  readonly name: string;
}

type Say = (wanted: ReadonlySet<string>) => Wording;

interface Ground {
  readonly onlyIn: readonly string[];
  readonly inAll: Say;
  readonly inRegion: ReadonlyMap<string, Say>;
  /** In how many regions a name is. */
  readonly times: ReadonlyMap<string, number>;
}

function groundOf(places: readonly Place[], onlyIn: readonly string[]): Ground {
  const byRegion = groupBy(places, ({ region }) => region);
  const byName = groupBy(places, ({ name }) => name);
  return {
    onlyIn,
    inAll: globsFor([...byName.keys()], RULES),
    inRegion: new Map([...byRegion].map(([region, those]) => [region, globsFor(those.map(nameOf), RULES)])),
    times: new Map([...byName].map(([name, those]) => [name, those.length])),
  };
}

const RULES: GlobRules = { fixed: 0, canSay: (glob) => repositories.safeParse([glob]).success };

/** Names alone where that is possible and not longer than region by region. */
function wordingsOf({ onlyIn, inAll, inRegion, times }: Ground, places: readonly Place[]): readonly RepositoryWording[] {
  const byName = groupBy(places, ({ name }) => name);
  const isWhole = [...byName].every(([name, those]) => those.length === times.get(name));
  const byRegion = [...groupBy(places, ({ region }) => region)].flatMap(([region, those]): readonly RepositoryWording[] => {
    const wording = inRegion.get(region)?.(new Set(those.map(nameOf)));
    return wording ? [{ ...wording, regions: [region] }] : [];
  });
  const byRegions = mergedRegions(byRegion);
  if (!isWhole) return byRegions;
  const together = [{ ...inAll(new Set(byName.keys())), regions: onlyIn }];
  return costOf(together) <= costOf(byRegions) ? together : byRegions;
}

/** Regions with equal names together. */
function mergedRegions(wordings: readonly RepositoryWording[]): readonly RepositoryWording[] {
  return [...groupBy(wordings, ({ globs, left }) => JSON.stringify([globs, left])).values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, regions: alike.flatMap(({ regions }) => regions).sort() }] : [];
  });
}

function costOf(wordings: readonly RepositoryWording[]): number {
  return wordings.reduce((sum, { globs, regions }) => sum + globs.length + regions.length, 0);
}

function nameOf({ name }: Place): string {
  return name;
}
