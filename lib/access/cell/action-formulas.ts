// Of which actions something is the case: always, or depending on a formula. The same algebra as formulas, for a whole catalogue at once.

import type { Algebra } from '../../policy/layer-answer.ts';
import { all, any, FALSE, type Formula, not, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, difference, emptyMask, intersection, isEmpty, maskOf, union } from '../../policy/logic/mask.ts';

/** INVARIANT: the masks of `depends` are disjoint from `always` and from each other, and its formulas are no constants. */
export interface ActionFormulas {
  readonly always: ActionMask;
  readonly depends: readonly DependingActions[];
}

export interface DependingActions {
  readonly mask: ActionMask;
  readonly when: Formula;
}

export const EVERY_BIT: ActionMask = { lo: -1, hi: -1 };
export const NEVER: ActionFormulas = { always: emptyMask(), depends: [] };

/** The actions of `mask`, each where the formula holds. */
export function when(mask: ActionMask, formula: Formula): ActionFormulas {
  if (formula === FALSE || isEmpty(mask)) return NEVER;
  return formula === TRUE ? { always: mask, depends: [] } : { always: emptyMask(), depends: [{ mask, when: formula }] };
}

/** Where one of the two is the case. */
export function either(a: ActionFormulas, b: ActionFormulas): ActionFormulas {
  if (a === NEVER) return b;
  if (b === NEVER) return a;
  const always = union(a.always, b.always);
  const undecided = (mask: ActionMask): ActionMask => difference(mask, always);
  if (a.depends.length === 0) return { always, depends: narrowed(b.depends, undecided) };
  if (b.depends.length === 0) return { always, depends: narrowed(a.depends, undecided) };
  return combine(always, pieces(a, b, undecided(union(dependingMask(a), dependingMask(b)))), any);
}

/** Where both are the case. */
export function both(a: ActionFormulas, b: ActionFormulas): ActionFormulas {
  if (a === NEVER || b === NEVER) return NEVER;
  const always = intersection(a.always, b.always);
  if (a.depends.length === 0) return { always, depends: narrowed(b.depends, (mask) => intersection(mask, a.always)) };
  if (b.depends.length === 0) return { always, depends: narrowed(a.depends, (mask) => intersection(mask, b.always)) };
  return combine(always, pieces(a, b, difference(intersection(possible(a), possible(b)), always)), all);
}

/** Where `a` is the case and `b` is not. */
export function without(a: ActionFormulas, b: ActionFormulas): ActionFormulas {
  if (b.depends.length === 0) {
    return { always: difference(a.always, b.always), depends: narrowed(a.depends, (mask) => difference(mask, b.always)) };
  }
  const denial: ActionFormulas = {
    always: difference(EVERY_BIT, possible(b)),
    depends: b.depends.map(({ mask, when: formula }) => ({ mask, when: not(formula) })),
  };
  return both(a, denial);
}

/** The algebra of answers about some actions: none of them says anything of another action. */
export function algebraOver(actions: ActionMask): Algebra<ActionFormulas> {
  const always: ActionFormulas = { always: actions, depends: [] };
  return {
    always,
    never: NEVER,
    all: (...parts) => {
      let sum = always;
      for (const part of parts) if (part !== always) sum = sum === always ? part : both(sum, part);
      return sum;
    },
    any: (...parts) => {
      let sum = NEVER;
      for (const part of parts) sum = either(sum, part);
      return sum;
    },
    except: without,
    lift: (formula) => (formula === TRUE ? always : when(actions, formula)),
  };
}

/** The actions of which it is the case always or under conditions. */
export function possible(answer: ActionFormulas): ActionMask {
  return union(answer.always, dependingMask(answer));
}

/** Where it is the case of one action. */
export function formulaOf(answer: ActionFormulas, bit: number): Formula {
  const single = maskOf([bit]);
  if (!isEmpty(intersection(answer.always, single))) return TRUE;
  return answer.depends.find(({ mask }) => !isEmpty(intersection(mask, single)))?.when ?? FALSE;
}

/** The part of an answer that is about the actions of `mask`. */
export function within(answer: ActionFormulas, mask: ActionMask): ActionFormulas {
  return { always: intersection(answer.always, mask), depends: narrowed(answer.depends, (each) => intersection(each, mask)) };
}

function narrowed(depends: readonly DependingActions[], narrow: (mask: ActionMask) => ActionMask): readonly DependingActions[] {
  if (depends.length === 0) return depends;
  return depends.flatMap((bits) => {
    const mask = narrow(bits.mask);
    return isEmpty(mask) ? [] : [{ mask, when: bits.when }];
  });
}

function dependingMask({ depends }: ActionFormulas): ActionMask {
  return depends.reduce((mask, each) => union(mask, each.mask), emptyMask());
}

/** The certain bits, and the others as `join` makes them of what decides them on both sides. */
function combine(certain: ActionMask, others: readonly Piece[], join: (...formulas: readonly Formula[]) => Formula): ActionFormulas {
  let always = certain;
  const depends: DependingActions[] = [];
  for (const { mask, a, b } of others) {
    const formula = join(a, b);
    if (formula === TRUE) always = union(always, mask);
    else if (formula !== FALSE) depends.push({ mask, when: formula });
  }
  return { always, depends };
}

interface Piece {
  readonly mask: ActionMask;
  readonly a: Formula;
  readonly b: Formula;
}

/** The candidates by the formulas that decide them on both sides. */
function pieces(a: ActionFormulas, b: ActionFormulas, candidates: ActionMask): readonly Piece[] {
  const right = everyPart(b);
  return everyPart(a).flatMap((left) => {
    const wanted = intersection(left.mask, candidates);
    if (isEmpty(wanted)) return [];
    return right.flatMap((each): readonly Piece[] => {
      const mask = intersection(wanted, each.mask);
      return isEmpty(mask) ? [] : [{ mask, a: left.when, b: each.when }];
    });
  });
}

/** Every bit with what decides it. */
function everyPart(answer: ActionFormulas): readonly DependingActions[] {
  const never = { mask: difference(EVERY_BIT, possible(answer)), when: FALSE };
  return [{ mask: answer.always, when: TRUE }, ...answer.depends, never];
}
