// Principals who may do something nearly everywhere, and each of them not at repositories of its own: said of everywhere, with a forbid of those.
// Said of what is left, it would take a rule for each of them about nearly everything, or one for each repository about nearly everybody.

import type { Subject } from '../../access/account/subjects.ts';
import { type Bits, bitsOfNumbers, bitsUnion, common, has, includes, isNone, minus, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { namesOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { CAPABILITIES, isCapability } from '../../model/access.ts';
import { covers } from '../../policy/logic/mask.ts';
import { capabilityMask } from '../match/capability-selector.ts';
import { UNBOUNDED } from './bounds.ts';
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
}

export interface HoleInput {
  /** Sets that people have names for. */
  readonly naturals: readonly Bits[];
  readonly language: RepositoryLanguage;
  readonly intern: (bits: Bits) => Bits;
  /** Whether words mean a principal and nobody else, and whatever it is granted is known. */
  readonly canForbid: (subject: Subject) => boolean;
  readonly limits: HoleLimits;
}

/** The clusters with their holes filled, and the holes; the same clusters where there is nothing to gain by it. */
export function withoutHoles(
  clusters: readonly Cluster[],
  input: HoleInput,
): { readonly clusters: readonly Cluster[]; readonly holes: readonly Hole[] } {
  const filledOf = fillings(clusters, input);
  if (filledOf.size < input.limits.many) return { clusters, holes: [] };
  const { intern } = input;
  const filled = clusters.map((cluster) => {
    const isPlain = (holes: Bits): boolean =>
      cluster.supports.every((each) => each.bound === UNBOUNDED || isNone(common(each.classes, holes)));
    const supports = cluster.members.every(input.canForbid)
      ? cluster.supports.map((support) => {
          const whole = isFillable(support) ? filledOf.get(support.classes) : undefined;
          return whole && isPlain(minus(whole, support.classes)) ? { ...support, classes: whole } : support;
        })
      : cluster.supports;
    return { cluster, supports };
  });
  const lacks = filled.flatMap(({ cluster, supports }) => lacksOf(cluster, supports));
  return {
    clusters: clustered(filled.flatMap(({ cluster: { members }, supports }) => members.map((subject) => ({ subject, supports })))),
    holes: holesOf(lacks, { count: (clusters[0]?.supports[0]?.classes.length ?? 0) * 32, intern }),
  };
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
function fillings(clusters: readonly Cluster[], { naturals, language, intern, limits }: HoleInput): ReadonlyMap<Bits, Bits> {
  const principals = new Map<Bits, number>();
  for (const { members, supports } of clusters) {
    const sets = new Set(supports.filter(isFillable).map(({ classes }) => classes));
    for (const classes of sets) principals.set(classes, (principals.get(classes) ?? 0) + members.length);
  }
  const sized = naturals.map((natural) => ({ natural, size: language.count(natural) })).filter(({ size }) => size >= limits.many);
  const wide = sized.sort((a, b) => b.size - a.size);
  return new Map(
    [...principals].flatMap(([classes, count]) => {
      let whole = classes;
      for (const { natural, size } of wide) {
        if (includes(whole, natural)) continue;
        const holes = language.count(natural) - language.count(natural, whole);
        if (holes * count * limits.less <= size) whole = unionOf(whole, natural);
      }
      return whole === classes ? [] : [[classes, intern(whole)] as const];
    }),
  );
}

function unionOf(a: Bits, b: Bits): Bits {
  const union = bitsUnion(a.length * 32);
  union.add(a);
  union.add(b);
  return union.bits;
}

interface Lack {
  readonly number: number;
  readonly members: readonly Subject[];
  readonly words: readonly string[];
}

/** By class what the filled supports let the principals do there that they may not. */
function lacksOf({ members, supports }: Cluster, filled: readonly Support[]): readonly Lack[] {
  const numbers = new Set(filled.flatMap(({ classes }, at) => numbersIn(minus(classes, supports[at]?.classes ?? classes))));
  return [...numbers].map((number) => ({ number, members, words: lackedWords(wordsAt(supports, number), wordsAt(filled, number)) }));
}

function wordsAt(supports: readonly Support[], number: number): readonly string[] {
  return supports.filter(({ classes }) => has(classes, number)).map(({ word }) => word);
}

/** Whatever some words say that others that are meant do not. */
function lackedWords(meant: readonly string[], said: readonly string[]): readonly string[] {
  const [before, after] = [capabilityMask(meant), capabilityMask(said)];
  const isLacked = (word: string): boolean => {
    const mask = capabilityMask([word]);
    return !meant.includes(word) && covers(after, mask) && !covers(before, mask);
  };
  return CAPABILITIES.flatMap((name): readonly string[] => {
    if (CAPABILITY_RULES[name].needs === 'all') return isLacked(name) ? [name] : [];
    const actions = namesOf(CAPABILITY_ACTIONS[name]);
    const lacked = actions.filter(isLacked);
    return lacked.length === actions.length ? [name] : lacked;
  });
}

/** Classes at which the same principals lack the same together. */
function holesOf(
  lacks: readonly Lack[],
  { count, intern }: { readonly count: number; readonly intern: (bits: Bits) => Bits },
): readonly Hole[] {
  const numbers = new Map<Subject, number>();
  const numberOf = (subject: Subject): number => getOrCreate(numbers, subject, () => numbers.size);
  const atClass = [...groupBy(lacks, ({ number }) => String(number)).values()].map((those) => {
    const byWords = [...groupBy(those, ({ words }) => words.join()).values()];
    const said = byWords.map((alike) => ({ words: alike[0]?.words ?? [], members: alike.flatMap(({ members }) => members) }));
    const key = said.map(({ words, members }) => `${words.join()} ${members.map(numberOf).join()}`).join('\n');
    return { number: those[0]?.number ?? -1, said, key };
  });
  return [...groupBy(atClass, ({ key }) => key).values()].flatMap((alike) => {
    const classes = intern(
      bitsOfNumbers(
        count,
        alike.map(({ number }) => number),
      ),
    );
    return (alike[0]?.said ?? []).map((each) => ({ ...each, classes }));
  });
}
