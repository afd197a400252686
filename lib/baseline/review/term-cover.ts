// What is left of a term when everything that another baseline says as well is taken away.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { RepositorySelector, RuleEntry } from '../../model/baseline.ts';
import { type ActionMask, difference, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { allowCovers, type Budget, type Comparable, comparable, forbidCovers, repositoriesCover } from './entry-cover.ts';
import { repositoryKey, type Term, type TermPlace, type Terms } from './rule-terms.ts';

export interface Remainder {
  readonly mask: ActionMask;
  readonly words: ReadonlyMap<string, string>;
}

export interface Covering {
  /** What no term of the other baseline says; where that is not certain, it is left. */
  readonly left: (term: Term) => Remainder;
  /** Where, within what the term is about, the other baseline says some of it. */
  readonly within: (term: Term, left: Remainder) => readonly Term[];
}

/** Beyond it terms are not compared with wider ones: more is told than is new. */
const MAX_COMPARISONS = 2_000_000;

/** What the terms of another baseline leave of a term. Comparisons are counted: where the budget ends, a term counts as not covered. */
export function coverageBy(others: Terms): Covering {
  const budget: Budget = { left: MAX_COMPARISONS };
  const { places } = others;
  const isAbout = repositoryComparison(budget);
  return {
    left: (term) => {
      const equal = others.like(term);
      const rest = equal ? without(whole(term), equal) : whole(term);
      return isNothing(rest) || !term.principal ? rest : afterWider(term, rest, { places, isAbout, budget });
    },
    within: ({ verb, principal, repositories }, left) => {
      const about = places.filter((place) => isAbout(repositories, place.repositories));
      const same = about.flatMap((place) => place.about(principal));
      return same.filter((other) => other.verb === verb && !isDisjoint(left, other));
    },
  };
}

type RepositoryComparison = (wide: RepositorySelector, narrow: RepositorySelector) => boolean;

function repositoryComparison(budget: Budget): RepositoryComparison {
  const known = new Map<string, boolean>();
  return (wide, narrow) => {
    return getOrCreate(known, `${repositoryKey(wide)}\n${repositoryKey(narrow)}`, () => repositoriesCover(wide, narrow, budget));
  };
}

interface Ground {
  readonly places: readonly TermPlace[];
  readonly isAbout: RepositoryComparison;
  readonly budget: Budget;
}

function afterWider(term: Term, rest: Remainder, { places, isAbout, budget }: Ground): Remainder {
  let left = rest;
  for (const place of places) {
    if (isNothing(left) || budget.left < 0) return left;
    if (!isAbout(place.repositories, term.repositories)) continue;
    for (const other of [...place.about(term.principal), ...place.broad()]) {
      if (other.verb === term.verb) left = afterTerm(term, left, other, budget);
    }
  }
  return left;
}

function afterTerm(term: Term, left: Remainder, other: Term, budget: Budget): Remainder {
  switch (term.verb) {
    case 'allow':
      return term.words.size === 0 && allowCovers(comparableOf(other), comparableOf(term), budget) ? without(left, other) : left;
    case 'forbid': {
      // It leaves some alone, who may be the very ones.
      if (other.except.length > 0) return left;
      const wide = comparableOf(other);
      return {
        ...left,
        words: new Map([...left.words].filter(([word]) => !forbidCovers(wide, comparable(entryOf(term, [word])), budget))),
      };
    }
    case 'require':
      return left;
  }
}

const comparables = new WeakMap<Term, Comparable>();

function comparableOf(term: Term): Comparable {
  return getOrCreate(comparables, term, () => comparable(entryOf(term, [...term.words.keys()])));
}

/** The term as an entry of a rule; what it allows is compared by its mask. */
function entryOf({ verb, principal, when, expires }: Term, capabilities: readonly string[]): RuleEntry {
  const nothing = { policy: undefined, except: [], reason: undefined, owner: undefined, ticket: undefined };
  return { verb, principals: principal ? [principal] : [], capabilities, when, expires, ...nothing, at: { file: '', line: 0 } };
}

function whole({ mask, words }: Term): Remainder {
  return { mask, words };
}

function without(left: Remainder, { mask, words }: Remainder): Remainder {
  return { mask: difference(left.mask, mask), words: new Map([...left.words].filter(([word]) => !words.has(word))) };
}

/** Whether nothing is left of a term. */
export function isNothing({ mask, words }: Remainder): boolean {
  return isEmpty(mask) && words.size === 0;
}

function isDisjoint(a: Remainder, b: Remainder): boolean {
  return isEmpty(intersection(a.mask, b.mask)) && [...a.words.keys()].every((word) => !b.words.has(word));
}
