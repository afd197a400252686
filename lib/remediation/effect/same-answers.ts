// Whether two answers are equal, as their keys would be: part by part, for whoever compares many of which hardly any are asked about twice.
import type { ActionFormulas } from '../../access/cell/action-formulas.ts';
import type { Formula } from '../../policy/logic/formula.ts';
import type { ActionMask } from '../../policy/logic/mask.ts';

/** The same as equal keys (`sideKey`). */
export function isSameAnswer(a: ActionFormulas, b: ActionFormulas): boolean {
  if (a === b) return true;
  if (!isSameMask(a.always, b.always) || a.depends.length !== b.depends.length) return false;
  return a.depends.every(({ mask, when }, at) => {
    const other = b.depends[at];
    return other !== undefined && isSameMask(mask, other.mask) && isSameFormula(when, other.when);
  });
}

function isSameMask(a: ActionMask, b: ActionMask): boolean {
  return a.lo === b.lo && a.hi === b.hi;
}

/** The same as equal keys (`formulaKey`). */
export function isSameFormula(a: Formula, b: Formula): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'true':
    case 'false':
      return a.kind === b.kind;
    case 'atom':
      return a.kind === b.kind && a.stem === b.stem && isSameList(a.values, b.values, (one, other) => one === other);
    case 'not':
      return a.kind === b.kind && isSameFormula(a.of, b.of);
    case 'all':
    case 'any':
      return a.kind === b.kind && isSameList(a.of, b.of, isSameFormula);
  }
}

function isSameList<T>(a: readonly T[], b: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return a.length === b.length && a.every((each, at) => isSame(each, b[at] as T)); // INVARIANT: one length, so that there is an other
}
