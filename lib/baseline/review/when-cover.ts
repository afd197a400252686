// What one `when` says of another: by the requests that meet them, however they are written.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { RuleEntry } from '../../model/baseline.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { all, type Formula } from '../../policy/logic/formula.ts';
import { ANYTHING } from '../../policy/match/context.ts';
import { implies, isNever } from '../../policy/theory/solve.ts';

type When = RuleEntry['when'];

/** Whether no request meets it. */
export function isNeverMet(when: When): boolean {
  return when.length > 0 && getOrCreate(NEVER_MET, when, () => isNever(formulaOf(when), 'ofKind'));
}

const NEVER_MET = new WeakMap<When, boolean>();

/** So many comparisons of two texts as one of two conditions takes. */
const COST = 2_000;

/** Whether every request that meets `narrow` meets `wide`. Pairs are compared once, as long as `spend` agrees to what that costs. */
export function whenCovers(wide: When, narrow: When, spend: (cost: number) => boolean): boolean {
  if (wide.length === 0) return true;
  const [most, least] = [textOf(wide), textOf(narrow)];
  if (most === least) return true;
  const ofWide = getOrCreate(COMPARED, wide, () => new Map<string, boolean>());
  const known = ofWide.get(least);
  if (known !== undefined) return known;
  if (!spend(COST)) return false;
  const found = implies(formulaOf(narrow), formulaOf(wide), 'ofKind').kind === 'yes';
  ofWide.set(least, found);
  return found;
}

const COMPARED = new WeakMap<When, Map<string, boolean>>();

function textOf(when: When): string {
  return getOrCreate(TEXTS, when, () => JSON.stringify(when));
}

const TEXTS = new WeakMap<When, string>();

function formulaOf(when: When): Formula {
  return getOrCreate(FORMULAS, when, () => all(...when.map((condition) => compileCondition(condition, true).holds(() => ANYTHING))));
}

const FORMULAS = new WeakMap<When, Formula>();
