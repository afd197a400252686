// Principals who may do something nearly everywhere, and each of them not at repositories of its own: said of everywhere, with a forbid of those.
// Said of what is left, it would take a rule for each of them about nearly everything, or one for each repository about nearly everybody.

import type { Subject } from '../../access/account/subjects.ts';
import { type Bits, bitsOfNumbers, bitsUnion, common, has, includes, isNone, minus, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { namesOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { CAPABILITIES, isCapability } from '../../model/access.ts';
import { type ActionMask, bitsOf, covers, emptyMask, maskOf, meets, union } from '../../policy/logic/mask.ts';
import { capabilityMask } from '../match/capability-selector.ts';
import { type Bounds, UNBOUNDED } from './bounds.ts';
import type { RepositoryLanguage } from './repositories.ts';
import { type Cluster, clustered, type Support } from './rows.ts';

/** When something is said of everywhere with holes. */
export interface HoleLimits {
  /** From so many different sets of repositories on, of which each is a larger one with holes; and so many repositories are many. */
  readonly many: number;
  /** How much less the holes have to be than everywhere, counted for each principal. */
  readonly less: number;
}

export const HOLE_LIMITS: HoleLimits = { many: 64, less: 4 };

/** What some principals may not do at repositories, though rules about more repositories let them. */
export interface Hole {
  readonly classes: Bits;
  readonly members: readonly Subject[];
  /** Capabilities and single actions. */
  readonly words: readonly string[];
  /** The bound under which they may; undefined where they may not at all. */
  readonly bound: number | undefined;
  /** The actions of the words that are granted under the bound: a capability is with the others where they are granted freely. */
  readonly actions: ActionMask;
}

export interface HoleInput {
  /** Sets of which something can be said as a whole, in each of which everything is known. */
  readonly wholes: readonly Bits[];
  /** How many classes there are. */
  readonly count: number;
  readonly language: RepositoryLanguage;
  readonly intern: (bits: Bits) => Bits;
  /** Whether words mean a principal and nobody else. */
  readonly canForbid: (subject: Subject) => boolean;
  readonly bounds: Bounds;
  readonly limits: HoleLimits;
}

/** The clusters with their holes filled, and the holes; the same clusters where there is nothing to gain by it. */
export function withoutHoles(
  clusters: readonly Cluster[],
  input: HoleInput,
): { readonly clusters: readonly Cluster[]; readonly holes: readonly Hole[] } {
  const filledOf = fillings(clusters, input);
  if (filledOf.size < input.limits.many) return { clusters, holes: [] };
  const filled = clusters.map((cluster) => filledCluster(cluster, filledOf, input));
  const lacks = filled.flatMap((each) => each.lacks);
  return {
    clusters: clustered(filled.flatMap(({ members, supports }) => members.map((subject) => ({ subject, supports })))),
    holes: holesOf(lacks, input),
  };
}

/** A cluster whose holes are filled, and what its principals lack there. */
function filledCluster(
  { members, supports }: Cluster,
  filledOf: ReadonlyMap<Bits, Bits>,
  { intern, canForbid, bounds }: HoleInput,
): Cluster & { readonly lacks: readonly Lack[] } {
  const isSayable = (holes: Bits): boolean =>
    supports.every(({ bound, classes }) => bound === UNBOUNDED || isNone(common(classes, holes)) || bounds.oppositeAt(bound) !== undefined);
  const filled = supports.map((support) => {
    const whole = isFillable(support) ? filledOf.get(support.classes) : undefined;
    return whole && isSayable(minus(whole, support.classes)) ? { ...support, classes: whole } : support;
  });
  if (filled.every((each, at) => each === supports[at]) || !members.every(canForbid)) return { members, supports, lacks: [] };
  const lacks = lacksOf({ members, supports }, filled);
  return { members, supports: filled.flatMap((support) => withoutLacked(support, { filled, lacks, intern })), lacks };
}

interface SaidElsewhere extends Pick<HoleInput, 'intern'> {
  readonly filled: readonly Support[];
  readonly lacks: readonly Lack[];
}

/** What a support says besides what is said by a forbid of when not, beside the same word without a bound: another word would not require it. */
function withoutLacked(support: Support, { filled, lacks, intern }: SaidElsewhere): readonly Support[] {
  const { word, bound, classes } = support;
  const free = filled.filter((each) => each.word === word && each.bound === UNBOUNDED);
  const said = lacks
    .filter((each) => each.bound === bound && each.words.includes(word))
    .flatMap(({ number }) => (free.some((each) => has(each.classes, number)) ? [number] : []));
  if (said.length === 0) return [support];
  const left = minus(classes, bitsOfNumbers(classes.length * 32, said));
  return isNone(left) ? [] : [{ ...support, classes: intern(left) }];
}

/**
 * Retag is said only where pull and push do not say it (docs/formats.md#capabilities). A part of a capability that takes all of its actions cannot
 * be forbidden by itself.
 */
function isFillable({ word, bound }: Support): boolean {
  return bound === UNBOUNDED && word !== 'retag' && (isCapability(word) || LOOSE.has(word));
}

/** Actions that make up a capability each by itself. */
const LOOSE: ReadonlySet<string> = new Set(
  CAPABILITIES.filter((name) => CAPABILITY_RULES[name].needs === 'any').flatMap((name) => namesOf(CAPABILITY_ACTIONS[name])),
);

/** By set of repositories the larger set of which it is nearly all. */
function fillings(clusters: readonly Cluster[], { wholes, language, intern, limits }: HoleInput): ReadonlyMap<Bits, Bits> {
  const principals = new Map<Bits, number>();
  for (const { members, supports } of clusters) {
    const sets = new Set(supports.filter(isFillable).map(({ classes }) => classes));
    for (const classes of sets) principals.set(classes, (principals.get(classes) ?? 0) + members.length);
  }
  const sized = [...new Set(wholes)].map((each) => ({ each, size: language.count(each) })).filter(({ size }) => size >= limits.many);
  const wide = sized.sort((a, b) => b.size - a.size);
  return new Map(
    [...principals].flatMap(([classes, count]) => {
      let filled = classes;
      for (const { each, size } of wide) {
        if (includes(filled, each)) continue;
        const holes = size - language.count(each, filled);
        if (holes * count * limits.less <= size) filled = unionOf(filled, each);
      }
      return filled === classes ? [] : [[classes, intern(filled)] as const];
    }),
  );
}

function unionOf(a: Bits, b: Bits): Bits {
  const both = bitsUnion(a.length * 32);
  both.add(a);
  both.add(b);
  return both.bits;
}

interface Lack extends Omit<Hole, 'classes'> {
  readonly number: number;
}

/** By class what the filled supports let the principals do there that they may not, or not whatever the conditions. */
function lacksOf({ members, supports }: Cluster, filled: readonly Support[]): readonly Lack[] {
  const numbers = new Set(filled.flatMap(({ classes }, at) => numbersIn(minus(classes, supports[at]?.classes ?? classes))));
  return [...numbers].flatMap((number) => {
    const at = (all: readonly Support[]): readonly Support[] => all.filter(({ classes }) => has(classes, number));
    const lacked = lackedWords(at(supports), at(filled));
    const byBound = [...groupBy(lacked, ({ bound }) => String(bound)).values()];
    return byBound.map((alike) => ({
      number,
      members,
      words: alike.map(({ word }) => word),
      bound: alike[0]?.bound,
      actions: alike.reduce<ActionMask>((sum, { actions }) => union(sum, actions), emptyMask()),
    }));
  });
}

interface LackedWord extends Pick<Hole, 'bound' | 'actions'> {
  readonly word: string;
}

/** Whatever some words say that others that are meant do not, or do under bounds: each of these has to hold. */
function lackedWords(meant: readonly Support[], said: readonly Support[]): readonly LackedWord[] {
  const after = capabilityMask(said.filter(({ bound }) => bound === UNBOUNDED).map(({ word }) => word));
  const bounds = boundsByAction(meant);
  const lackedIn = (word: string): readonly LackedWord[] => {
    const mask = capabilityMask([word]);
    if (!covers(after, mask)) return [];
    const bits = bitsOf(mask);
    const found = bits.map((bit) => bounds.get(bit));
    const under = found.includes(undefined) ? [undefined] : [...new Set(found)].filter((bound) => bound !== UNBOUNDED);
    return under.map((bound) => ({ word, bound, actions: maskOf(bits.filter((bit) => bounds.get(bit) === bound)) }));
  };
  return CAPABILITIES.flatMap((name): readonly LackedWord[] => {
    if (CAPABILITY_RULES[name].needs === 'all') return lackedIn(name);
    const actions = namesOf(CAPABILITY_ACTIONS[name]);
    const lacked = actions.flatMap(lackedIn);
    const isWhole = lacked.length === actions.length && lacked.every(({ bound }) => bound === undefined);
    return isWhole ? [{ word: name, bound: undefined, actions: CAPABILITY_ACTIONS[name] }] : lacked;
  });
}

/** The bound under which each action is granted: what is said of an action more than once says so of a capability under the bounds of others as well. */
function boundsByAction(supports: readonly Support[]): ReadonlyMap<number, number> {
  const single = capabilityMask(supports.map(({ word }) => word).filter((word) => !isCapability(word)));
  const narrowness = (word: string): number => {
    if (!isCapability(word)) return 0;
    // Retag has no action that is in no other capability.
    return meets(capabilityMask([word]), single) ? 3 : Number(word === 'retag') + 1;
  };
  const bounds = new Map<number, number>();
  for (const { word, bound } of supports.toSorted((a, b) => narrowness(a.word) - narrowness(b.word))) {
    for (const bit of bitsOf(capabilityMask([word]))) getOrCreate(bounds, bit, () => bound);
  }
  return bounds;
}

/** Classes at which the same principals lack the same together. */
function holesOf(lacks: readonly Lack[], { count, intern }: Pick<HoleInput, 'count' | 'intern'>): readonly Hole[] {
  const numbers = new Map<Subject, number>();
  const numberOf = (subject: Subject): number => getOrCreate(numbers, subject, () => numbers.size);
  const atClass = [...groupBy(lacks, ({ number }) => String(number)).values()].map((those) => {
    const byWords = [...groupBy(those, ({ words, bound, actions: { lo, hi } }) => `${bound} ${lo} ${hi} ${words.join()}`).values()];
    const said = byWords.flatMap((alike) => (alike[0] ? [{ ...alike[0], members: alike.flatMap(({ members }) => members) }] : []));
    const key = said
      .map(({ words, bound, actions: { lo, hi }, members }) => `${bound} ${lo} ${hi} ${words.join()} ${members.map(numberOf).join()}`)
      .join('\n');
    return { number: those[0]?.number ?? -1, said, key };
  });
  return [...groupBy(atClass, ({ key }) => key).values()].flatMap((alike) => {
    const classes = intern(
      bitsOfNumbers(
        count,
        alike.map(({ number }) => number),
      ),
    );
    return (alike[0]?.said ?? []).map(({ members, words, bound, actions }) => ({ members, words, bound, actions, classes }));
  });
}
