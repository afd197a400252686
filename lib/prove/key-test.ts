// A test on one condition key as a formula.

import type { Quantifier } from '../model/policy.ts';
import { compileCondition } from '../policy/condition/condition.ts';
import { FALSE, type Formula } from '../policy/logic/formula.ts';
import { ANYTHING, type Context } from '../policy/match/context.ts';

/** Whether a key of which nothing is known passes a test; no value is matched by a list without values. */
export function testOf(
  base: string,
  key: string,
  values: readonly string[],
  { quantifier = 'none', context = () => ANYTHING }: { readonly quantifier?: Quantifier; readonly context?: Context } = {},
): Formula {
  if (values.length === 0) return FALSE;
  return compileCondition({ operator: base, base, quantifier, ifExists: false, key, values }, false).holds(context);
}
