// Sets of repositories in the words of rules: names, and regions where only some of those that have a name are meant.
import type { RepositoryClass } from '../../access/classes/repository-classes.ts';
import { type Bits, bitsOfNumbers, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { Repository } from '../../model/snapshot.ts';
import { repositories as repositoryWords } from '../schema/words.ts';
import { type GlobRules, globsFor, type NamedPlaces, type Wording } from './globs.ts';

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

export interface LanguageInput {
  readonly repositoryClasses: readonly RepositoryClass[];
  /** The regions to which every rule is bounded; none bounds nothing. */
  readonly onlyIn: readonly string[];
  readonly intern: (bits: Bits) => Bits;
}

/** The words for sets of repository classes, each of which is asked for as the one object that equal sets are. */
export function repositoryLanguage({ repositoryClasses, onlyIn, intern }: LanguageInput): RepositoryLanguage {
  const isAbout = (regions: readonly string[], number: number): boolean =>
    regions.length === 0 || regions.includes(repositoryClasses[number]?.representative.region ?? '');
  const everything = [...repositoryClasses.keys()].filter((number) => isAbout(onlyIn, number));
  const ground = groundOf(repositoryClasses, everything, onlyIn);
  const sizes = repositoryClasses.map(({ members }) => members.length);
  const count = (classes: Bits, within = classes): number => sumOver(classes, within, sizes);
  const known = new Map<Bits, readonly RepositoryWords[]>();
  const distinct = new Map<Bits, Map<string, RepositoryWords>>();
  const worded = (wording: RepositoryWording, whole: Bits, numbers: readonly number[]): RepositoryWords => {
    const those = numbers.filter((number) => isAbout(wording.regions, number));
    const classes = those.length === numbers.length ? whole : intern(bitsOfNumbers(repositoryClasses.length, those));
    const ofClasses = getOrCreate(distinct, classes, () => new Map<string, RepositoryWords>());
    return getOrCreate(ofClasses, wording.regions.join(), () => ({ ...wording, classes, repositories: count(classes) }));
  };
  const wordsFor = (classes: Bits): readonly RepositoryWords[] =>
    getOrCreate(known, classes, () => {
      const numbers = numbersIn(classes);
      return wordingsOf(ground, numbers).map((wording) => worded(wording, classes, numbers));
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

/** A repository: its region by number, and its name by its place among all names and among those of the region. */
interface Place {
  readonly region: number;
  readonly inAll: number;
  readonly inRegion: number;
}

interface Ground {
  readonly onlyIn: readonly string[];
  readonly all: NamedPlaces;
  readonly regions: readonly { readonly region: string; readonly names: NamedPlaces }[];
  /** By the place of a name, in how many regions it is. */
  readonly times: Uint16Array;
  /** By the place of a name, how often it was met; all 0 between two questions. */
  readonly met: Uint16Array;
  /** By class. */
  readonly places: readonly (readonly Place[])[];
}

function groundOf(repositoryClasses: readonly RepositoryClass[], numbers: readonly number[], onlyIn: readonly string[]): Ground {
  const repositories = numbers.flatMap((number) => repositoryClasses[number]?.members ?? []);
  const all = globsFor(repositories.map(nameOf), RULES);
  const grouped = groupBy(repositories, ({ region }) => region);
  const regions = [...grouped].map(([region, those]) => ({ region, names: globsFor(those.map(nameOf), RULES) }));
  const numberOf = new Map(regions.map(({ region }, number) => [region, number]));
  const placeOf = ({ region, name }: Repository): readonly Place[] => {
    const number = numberOf.get(region);
    const [inAll, inRegion] = [all.placeOf(name), regions[number ?? -1]?.names.placeOf(name)];
    return number === undefined || inAll === undefined || inRegion === undefined ? [] : [{ region: number, inAll, inRegion }];
  };
  const places = repositoryClasses.map(({ members }) => members.flatMap(placeOf));
  const times = new Uint16Array(all.count);
  for (const { inAll } of places.flat()) times[inAll] = (times[inAll] ?? 0) + 1;
  return { onlyIn, all, regions, times, met: new Uint16Array(all.count), places };
}

const RULES: GlobRules = { fixed: 0, canSay: (glob) => repositoryWords.safeParse([glob]).success };

/** Names alone where that is possible and not longer than region by region. INVARIANT: the classes are of the ground. */
function wordingsOf({ onlyIn, all, regions, times, met, places }: Ground, numbers: readonly number[]): readonly RepositoryWording[] {
  const inAll: number[] = [];
  const inRegions = regions.map((): number[] => []);
  for (const number of numbers) {
    for (const place of places[number] ?? []) {
      if (met[place.inAll] === 0) inAll.push(place.inAll);
      met[place.inAll] = (met[place.inAll] ?? 0) + 1;
      inRegions[place.region]?.push(place.inRegion);
    }
  }
  const byRegions = mergedRegions(
    regions.flatMap(({ region, names }, at): readonly RepositoryWording[] => {
      const those = inRegions[at] ?? [];
      return those.length > 0 ? [{ ...names.wordingOf(those), regions: [region] }] : [];
    }),
  );
  const isPartial = inAll.some((place) => met[place] !== times[place]);
  for (const place of inAll) met[place] = 0;
  if (isPartial) return byRegions;
  const together = [{ ...all.wordingOf(inAll), regions: onlyIn }];
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

function nameOf({ name }: Repository): string {
  return name;
}
