// Which sets of repositories deserve a rule: a set that is made of others needs none of its own.
import type { RepositoryClass } from '../../access/classes/repository-classes.ts';
import { type Bits, bitsOfNumbers, inOrder, isNone, minus, numbersIn } from '../../collections/bits.ts';
import { groupBy } from '../../collections/group-by.ts';
import { candidateParts } from './candidate-parts.ts';
import type { RepositoryLanguage } from './repositories.ts';

/** A set of repositories on which some principals may do something. */
export interface Demand {
  readonly classes: Bits;
  /** How many entries it takes in each rule. */
  readonly entries: number;
}

/** For each demanded set the sets of rules that together are exactly that set. */
export function areasFor(demands: readonly Demand[], { naturals, language, intern }: AreaInput): ReadonlyMap<Bits, readonly Bits[]> {
  const kept = new Set<Bits>();
  const areas = new Map<Bits, readonly Bits[]>();
  const candidates = candidateParts(naturals);
  const keep = (part: Bits): void => {
    if (kept.has(part)) return;
    kept.add(part);
    candidates.keep(part);
  };
  const sized = demands.map((demand) => ({ demand, size: language.count(demand.classes) }));
  // From small to large, so that the parts of a set are there before the set is looked at.
  sized.sort((a, b) => a.size - b.size || inOrder(a.demand.classes, b.demand.classes));
  for (const { demand } of sized) {
    const { classes } = demand;
    // What one glob says is a thing that people have in mind.
    const isWhole = kept.has(classes) || language.cost(classes) === 1;
    const parts = isWhole
      ? [classes]
      : cheapest(demand, partsOf(classes, candidates.within(classes), { language, intern }), { kept, language });
    for (const part of parts) keep(part);
    areas.set(classes, parts);
  }
  return areas;
}

export interface AreaInput {
  /** Sets that people have names for. */
  readonly naturals: readonly Bits[];
  readonly language: RepositoryLanguage;
  readonly intern: (bits: Bits) => Bits;
}

const MOST_PARTS = 6;

/** The set as a union of sets with rules and of natural sets, and of what they leave over. */
function partsOf(classes: Bits, candidates: readonly Bits[], { language, intern }: Omit<AreaInput, 'naturals'>): readonly Bits[] {
  const parts: Bits[] = [];
  let rest = classes;
  while (parts.length < MOST_PARTS && !isNone(rest)) {
    const best = bestOf(candidates, rest, language);
    if (!best) break;
    parts.push(best);
    rest = minus(rest, best);
  }
  return isNone(rest) ? parts : [...parts, intern(rest)];
}

function bestOf(candidates: readonly Bits[], rest: Bits, language: RepositoryLanguage): Bits | undefined {
  let best: { readonly candidate: Bits; readonly gain: number } | undefined;
  for (const candidate of candidates) {
    const gain = language.count(candidate, rest);
    if (gain > (best?.gain ?? 0)) best = { candidate, gain };
  }
  return best?.candidate;
}

const RULE_COST = 3;
/** An entry often joins one that is there. */
const ENTRY_COST = 0.25;

/** Whether the set gets a rule of its own or is left to its parts: whichever is less to read. */
function cheapest(
  { classes, entries }: Demand,
  parts: readonly Bits[],
  { kept, language }: { readonly kept: ReadonlySet<Bits>; readonly language: RepositoryLanguage },
): readonly Bits[] {
  const costOf = (part: Bits): number => (kept.has(part) ? 0 : RULE_COST + language.cost(part)) + entries * ENTRY_COST;
  const whole = costOf(classes);
  const inParts = parts.reduce((sum, part) => sum + costOf(part), 0);
  return whole <= inParts ? [classes] : parts;
}

/** Everything and all folders, in all regions and in each. */
export function naturalSets(repositoryClasses: readonly RepositoryClass[], scope: Bits): readonly Bits[] {
  const places = numbersIn(scope).flatMap((number) => {
    return (repositoryClasses[number]?.members ?? []).flatMap(({ region, name }) =>
      foldersOf(name).map((folder) => ({ number, region, folder })),
    );
  });
  const keys = [
    ...groupBy(places, ({ folder }) => folder).values(),
    ...groupBy(places, ({ region, folder }) => `${region} ${folder}`).values(),
  ];
  const sizes = numbersIn(scope).map((number): readonly [number, number] => [number, repositoryClasses[number]?.members.length ?? 0]);
  const sizeOf = new Map(sizes);
  return keys.flatMap((those): readonly Bits[] => {
    const numbers = new Set(those.map(({ number }) => number));
    const isWhole = [...numbers].reduce((sum, number) => sum + (sizeOf.get(number) ?? 0), 0) === those.length;
    return isWhole && those.length > 1 ? [bitsOfNumbers(repositoryClasses.length, numbers)] : [];
  });
}

/** The empty folder is everything. */
function foldersOf(name: string): readonly string[] {
  const segments = name.split('/').slice(0, -1);
  return ['', ...segments.map((_, depth) => segments.slice(0, depth + 1).join('/'))];
}
