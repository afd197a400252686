// What one baseline says and another does not, whatever the order, the grouping and the layout of their files.
import { ALL_CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import type { Baseline } from '../../model/baseline.ts';
import { bitsOf, covers, difference, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { wordsOfMask } from '../capture/words.ts';
import { type ExceptionChange, exceptionChanges, type LockChange, lockChanges, type ReviewChange, reviewChanges } from './compare-facts.ts';
import { type KnownChange, knownChanges } from './compare-known.ts';
import { type Term, type Terms, termsOf } from './rule-terms.ts';
import { coverageBy, isNothing, type Remainder } from './term-cover.ts';

/** Something that one of two baselines says of a principal on a repository selector, and the other does not. */
export interface TermChange extends RulePlace {
  readonly sign: '+' | '-';
  readonly verb: Term['verb'];
  readonly principal: Term['principal'];
  readonly words: readonly string[];
  /** How many actions it is about besides that make up no capability. */
  readonly others: number;
  /** Where, within that, both baselines say some of it. */
  readonly within: readonly RulePlace[];
}

/** Where, under which conditions, until when and but for whom. */
export type RulePlace = Pick<Term, 'repositories' | 'when' | 'expires' | 'except'>;

export interface BaselineComparison {
  readonly terms: readonly TermChange[];
  readonly known: readonly KnownChange[];
  readonly exceptions: readonly ExceptionChange[];
  readonly lock: readonly LockChange[];
  readonly reviews: readonly ReviewChange[];
  /** Whether the files have equal names and texts. */
  readonly sameText: boolean;
}

/** From `before` to `after`. What a wider term says as well is nothing new; where that is not certain, it is told. */
export function compareBaselines(before: Baseline, after: Baseline): BaselineComparison {
  const [old, fresh] = [termsOf(before.rules), termsOf(after.rules)];
  return {
    terms: [...onlyIn(fresh, old, '+'), ...onlyIn(old, fresh, '-')],
    known: knownChanges(before.known, after.known),
    exceptions: exceptionChanges(before.exceptions, after.exceptions),
    lock: lockChanges(before.lock, after.lock),
    reviews: reviewChanges(before.reviews, after.reviews),
    sameText: before.sha256 === after.sha256,
  };
}

function onlyIn(terms: Terms, others: Terms, sign: TermChange['sign']): readonly TermChange[] {
  const coverage = coverageBy(others);
  return [...terms.notIn(others)].flatMap((term): readonly TermChange[] => {
    const left = coverage.left(term);
    if (isNothing(left)) return [];
    return [
      {
        sign,
        verb: term.verb,
        principal: term.principal,
        ...placeOf(term),
        ...saidBy(left),
        within: coverage.within(term, left).map(placeOf),
      },
    ];
  });
}

function placeOf({ repositories, when, expires, except }: Term): RulePlace {
  return { repositories, when, expires, except };
}

/** More than these are counted: nobody thinks of them one by one. */
const MOST_OTHERS = 5;

function saidBy({ mask, words }: Remainder): Pick<TermChange, 'words' | 'others'> {
  const rest = difference(mask, ALL_CAPABILITY_ACTIONS);
  const others = covers(mask, ALL_CAPABILITY_ACTIONS) ? [] : bitsOf(rest);
  const shown = others.length > MOST_OTHERS ? intersection(mask, ALL_CAPABILITY_ACTIONS) : mask;
  const named = [...(isEmpty(shown) ? [] : wordsOfMask(shown)), ...[...words.values()].sort()];
  return { words: named, others: others.length > MOST_OTHERS ? others.length : 0 };
}
