// Proofs that say the same as one object: many grants are proved each by itself and by the same statements.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Reason, Residual } from '../../model/decision.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Proof } from './proofs.ts';

/** A proof whose lists are one object with the equal lists of all proofs before it. Statements and values are known by their very objects. */
export function sharedProofs(): (proof: Proof) => Proof {
  const [reasons, residuals] = [
    sharedLists<Reason>(statementOf, policyOf, isSameReason),
    sharedLists<Residual>(writtenOf, policyOf, isSameResidual),
  ];
  return ({ via, conditions }) => ({ via: reasons(via), conditions: residuals(conditions) });
}

function statementOf({ source }: Reason): object {
  return source;
}

/** Thousands of principals may have one text as a policy of their own. */
function policyOf(item: Reason | Residual): PolicyRef | undefined {
  return 'policy' in item ? item.policy : undefined;
}

function isSameReason(a: Reason, b: Reason): boolean {
  return a.source === b.source && a.policy === b.policy && a.layer === b.layer;
}

function writtenOf(residual: Residual): object | string {
  return 'account' in residual ? residual.account : residual.values;
}

function isSameResidual(a: Residual, b: Residual): boolean {
  if ('account' in a || 'account' in b) return 'account' in a && 'account' in b && a.account === b.account;
  return (
    a.values === b.values &&
    a.policy === b.policy &&
    a.index === b.index &&
    a.key === b.key &&
    a.operator === b.operator &&
    a.effect === b.effect
  );
}

/** `hintOf` and `finerOf`: equal for equal items, and both of them for few others. */
function sharedLists<T>(
  hintOf: (item: T) => object | string,
  finerOf: (item: T) => object | undefined,
  isSame: (a: T, b: T) => boolean,
): (list: readonly T[]) => readonly T[] {
  interface Known {
    readonly item: T;
    readonly alone: readonly T[];
    /** Lists of more that begin with it. */
    readonly longer: Map<string, readonly T[]>;
    readonly number: number;
  }
  const nothing: readonly T[] = [];
  let count = 0;
  const near = memoize((_: object | string) => memoize((_finer: object | undefined): Known[] => []));
  const known = (item: T): Known => {
    const found = near(hintOf(item))(finerOf(item));
    const before = found.find((each) => isSame(each.item, item));
    if (before) return before;
    const made = { item, alone: [item], longer: new Map<string, readonly T[]>(), number: count };
    count += 1;
    found.push(made);
    return made;
  };
  return (list) => {
    const [first, ...others] = list;
    if (first === undefined) return nothing;
    const one = known(first);
    if (others.length === 0) return one.alone;
    const more = others.map(known);
    return getOrCreate(one.longer, more.map(({ number }) => number).join(), () => [one.item, ...more.map(({ item }) => item)]);
  };
}
