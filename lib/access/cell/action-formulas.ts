// Which actions something says yes to: certainly, or depending on a formula. Formulas exist only for bits that stay open.

import type { Algebra } from '../../policy/layer-answer.ts';
import { all, any, FALSE, type Formula, not, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, difference, emptyMask, intersection, isEmpty, maskOf, union } from '../../policy/logic/mask.ts';

/** INVARIANT: the masks of `open` are disjoint from `yes` and from each other, and its formulas are no constants. */
export interface ActionFormulas {
  readonly yes: ActionMask;
  readonly open: readonly DependingActions[];
}

export interface DependingActions {
  readonly mask: ActionMask;
  readonly when: Formula;
}

export const EVERY_BIT: ActionMask = { lo: -1, hi: -1 };
export const NEVER: ActionFormulas = { yes: emptyMask(), open: [] };
export const ALWAYS: ActionFormulas = { yes: EVERY_BIT, open: [] };

export function when(mask: ActionMask, formula: Formula): ActionFormulas {
  if (formula === FALSE || isEmpty(mask)) return NEVER;
  return formula === TRUE ? { yes: mask, open: [] } : { yes: emptyMask(), open: [{ mask, when: formula }] };
}

export function either(a: ActionFormulas, b: ActionFormulas): ActionFormulas {
  if (a === NEVER) return b;
  if (b === NEVER) return a;
  const yes = union(a.yes, b.yes);
  const withoutYes = (mask: ActionMask): ActionMask => difference(mask, yes);
  if (a.open.length === 0) return { yes, open: narrowed(b.open, withoutYes) };
  if (b.open.length === 0) return { yes, open: narrowed(a.open, withoutYes) };
  return combine(yes, pieces(a, b, withoutYes(union(openMask(a), openMask(b)))), any);
}

export function both(a: ActionFormulas, b: ActionFormulas): ActionFormulas {
  if (a === ALWAYS) return b;
  if (b === ALWAYS) return a;
  if (a === NEVER || b === NEVER) return NEVER;
  const yes = intersection(a.yes, b.yes);
  if (a.open.length === 0) return { yes, open: narrowed(b.open, (mask) => intersection(mask, a.yes)) };
  if (b.open.length === 0) return { yes, open: narrowed(a.open, (mask) => intersection(mask, b.yes)) };
  return combine(yes, pieces(a, b, difference(intersection(possible(a), possible(b)), yes)), all);
}

/** Yes to what `a` says yes to and `b` does not. */
export function without(a: ActionFormulas, b: ActionFormulas): ActionFormulas {
  if (b.open.length === 0) {
    return { yes: difference(a.yes, b.yes), open: narrowed(a.open, (mask) => difference(mask, b.yes)) };
  }
  const denial: ActionFormulas = {
    yes: difference(EVERY_BIT, possible(b)),
    open: b.open.map(({ mask, when: formula }) => ({ mask, when: not(formula) })),
  };
  return both(a, denial);
}

/** The algebra of answers about some actions: none of them says anything of another action. */
export function algebraOver(actions: ActionMask): Algebra<ActionFormulas> {
  const always: ActionFormulas = { yes: actions, open: [] };
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

/** Bits that are not certainly no. */
export function possible(ternary: ActionFormulas): ActionMask {
  return union(ternary.yes, openMask(ternary));
}

/** What decides one bit. */
export function formulaOf(ternary: ActionFormulas, bit: number): Formula {
  const single = maskOf([bit]);
  if (!isEmpty(intersection(ternary.yes, single))) return TRUE;
  return ternary.open.find(({ mask }) => !isEmpty(intersection(mask, single)))?.when ?? FALSE;
}

/** The part of a ternary that is about `mask`. */
export function within(ternary: ActionFormulas, mask: ActionMask): ActionFormulas {
  return { yes: intersection(ternary.yes, mask), open: narrowed(ternary.open, (each) => intersection(each, mask)) };
}

function narrowed(open: readonly DependingActions[], narrow: (mask: ActionMask) => ActionMask): readonly DependingActions[] {
  if (open.length === 0) return open;
  return open.flatMap((bits) => {
    const mask = narrow(bits.mask);
    return isEmpty(mask) ? [] : [{ mask, when: bits.when }];
  });
}

function openMask({ open }: ActionFormulas): ActionMask {
  return open.reduce((mask, each) => union(mask, each.mask), emptyMask());
}

/** The certain bits, and the others as `join` makes them of what decides them on both sides. */
function combine(certain: ActionMask, others: readonly Piece[], join: (...formulas: readonly Formula[]) => Formula): ActionFormulas {
  let yes = certain;
  const open: DependingActions[] = [];
  for (const { mask, a, b } of others) {
    const formula = join(a, b);
    if (formula === TRUE) yes = union(yes, mask);
    else if (formula !== FALSE) open.push({ mask, when: formula });
  }
  return { yes, open };
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
function everyPart(ternary: ActionFormulas): readonly DependingActions[] {
  const never = { mask: difference(EVERY_BIT, possible(ternary)), when: FALSE };
  return [{ mask: ternary.yes, when: TRUE }, ...ternary.open, never];
}
