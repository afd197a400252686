// What a cell grants, in words of the language, each with the ways in which it is granted.
import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, formulaOf } from '../../access/cell/action-formulas.ts';
import type { CapabilityOutcome, Outcome } from '../../access/cell/outcome.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { actionOf } from '../../ecr/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import type { Repository } from '../../model/snapshot.ts';
import { all, type Formula, formulaKey, not, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, emptyMask, hasBit, union } from '../../policy/logic/mask.ts';
import { FREELY, isOfConditions, isOfSessions, type Way, type Ways, waysOf } from './ways.ts';

/** The ways of a grant under a number, by which equal ones are found. */
export interface Bounds {
  /** `opposite`: the ways in which it is not granted; asked for seldom. */
  readonly numberOf: (ways: Ways, opposite: () => Ways) => number;
  readonly at: (number: number) => Ways;
  /** The ways in which it is not granted; undefined where a forbid does not say them. */
  readonly oppositeAt: (number: number) => readonly Way[] | undefined;
}

/** Of what is granted whatever the conditions. */
export const UNBOUNDED = 0;

/** A table of bounds: equal ways of granting have one number, and `UNBOUNDED` is that of a grant without conditions. */
export function internBounds(): Bounds {
  const known: Ways[] = [{ kind: 'ways', ways: [FREELY] }];
  const numbers = new Map<string, number>([[JSON.stringify(known[0]), UNBOUNDED]]);
  const opposites = new Map<number, () => Ways>();
  return {
    numberOf: (ways, opposite) => {
      const number = getOrCreate(numbers, JSON.stringify(ways), () => known.push(ways) - 1);
      getOrCreate(opposites, number, () => opposite);
      return number;
    },
    at: (number) => known[number] ?? { kind: 'unsaid' },
    oppositeAt: memoize((number) => {
      const found = opposites.get(number)?.();
      return found?.kind === 'ways' && found.ways.length > 0 && found.ways.every(isForbiddable) ? found.ways : undefined;
    }),
  };
}

function isForbiddable(way: Way): boolean {
  return isOfConditions(way) || isOfSessions(way);
}

/** A capability, or one action, under one bound. */
export interface BoundWord {
  readonly word: string;
  readonly bound: number;
}

/** What is granted to a subject at a repository, and the capabilities that it makes up. */
export interface Example extends Pick<Outcome, 'granted' | 'capabilities'> {
  readonly subject: Subject;
  readonly repository: Repository;
}

/** The bound under which all of some actions are granted. */
type BoundOf = (bits: readonly number[]) => number;

/** Unknown access is not captured: nobody has seen it. The words of equal outcomes are found once. */
export function wordsOf(account: Account, bounds: Bounds): (example: Example) => readonly BoundWord[] {
  const known = new WeakMap<Outcome['capabilities'], WeakMap<ActionFormulas, readonly BoundWord[]>>();
  const ways = new Map<string, number>();
  return ({ granted, capabilities, ...cell }) => {
    const boundOf = (bits: readonly number[]): number => {
      const formula = all(...bits.map((bit) => formulaOf(granted, bit)));
      if (formula === TRUE) return UNBOUNDED;
      return getOrCreate(ways, keyOf(formula, cell.subject), () =>
        bounds.numberOf(waysIn(account, formula, cell), () => waysIn(account, not(formula), cell)),
      );
    };
    const ofCapabilities = getOrCreate(known, capabilities, () => new WeakMap<ActionFormulas, readonly BoundWord[]>());
    return getOrCreate(ofCapabilities, granted, () => {
      const together = jointlyBound(capabilities, boundOf).filter(({ bound }) => bounds.at(bound).kind === 'ways');
      return [...wordsIn(capabilities, boundOf), ...together];
    });
  };
}

function keyOf(formula: Formula, { local, principal }: Subject): string {
  return `${local ? '' : principal.name} ${formulaKey(formula)}`;
}

function waysIn({ ground }: Account, formula: Formula, { subject, repository }: Pick<Example, 'subject' | 'repository'>): Ways {
  return waysOf(formula, requestContext(ground, subject.keys, { region: repository.region, repository, tagging: true }));
}

/** Capabilities that are granted whole and under one bound by their names, the rest action by action. */
function wordsIn(capabilities: Outcome['capabilities'], boundOf: BoundOf): readonly BoundWord[] {
  const granted = capabilities.filter(isSeen);
  const mask = granted.reduce<ActionMask>((sum, { actions }) => union(sum, actions), emptyMask());
  const bits = new Map(bitsOf(mask).map((bit) => [bit, boundOf([bit])] as const));
  const whole = granted.filter(isWhole).flatMap(({ capability }): readonly BoundWord[] => {
    const [first, ...others] = new Set(bitsOf(CAPABILITY_ACTIONS[capability]).map((bit) => bits.get(bit)));
    return first === undefined || others.length > 0 ? [] : [{ word: capability, bound: first }];
  });
  const said = whole.reduce<ActionMask>(
    (sum, { word }) => union(sum, granted.find(({ capability }) => capability === word)?.actions ?? emptyMask()),
    emptyMask(),
  );
  const single = [...bits].filter(([bit]) => !hasBit(said, bit)).map(([bit, bound]) => ({ word: actionOf(bit), bound }));
  return [...whole, ...single];
}

/**
 * Capabilities whose actions are granted under bounds of their own, under all of these: each action may stay, and the capability go, with the token
 * that it takes or where the bounds exclude each other.
 */
function jointlyBound(capabilities: Outcome['capabilities'], boundOf: BoundOf): readonly BoundWord[] {
  return capabilities
    .filter((each) => isSeen(each) && isWhole(each))
    .map(({ capability }) => ({ word: capability, bits: bitsOf(CAPABILITY_ACTIONS[capability]) }))
    .filter(({ bits }) => new Set(bits.map((bit) => boundOf([bit]))).size > 1)
    .map(({ word, bits }) => ({ word, bound: boundOf(bits) }));
}

function isSeen({ decision }: CapabilityOutcome): boolean {
  return decision !== 'unknown';
}

/** Any action makes up some capabilities, and each of theirs is another right. */
function isWhole({ capability }: CapabilityOutcome): boolean {
  return CAPABILITY_RULES[capability].needs === 'all';
}
