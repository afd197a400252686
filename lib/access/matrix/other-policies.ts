// What is proved of one principal or repository, said of another with the same documents under other names.
import type { Reason, Residual } from '../../model/decision.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { Proof } from './proofs.ts';

/** A grant of one repository as that of another with an equal one: through the other's own policy. */
export function placing(from: Repository, to: Repository): <T extends Proof>(granted: T) => T {
  if (from.policy.kind !== 'present' || to.policy.kind !== 'present' || from === to) return (granted) => granted;
  const { ref } = from.policy.value;
  const own = new Map([[ref, to.policy.value.ref]]);
  const isItsOwn = (each: Reason | Residual): boolean => isOfPolicy(each, ref);
  // Most grants are none of the repository's policy, and there are many.
  return (granted) => (granted.via.some(isItsOwn) || granted.conditions.some(isItsOwn) ? { ...granted, ...under(granted, own) } : granted);
}

/** Whether it is told of a policy, which is known by its very ref. */
export function isOfPolicy(each: Reason | Residual, policy: PolicyRef): boolean {
  return 'policy' in each && each.policy === policy;
}

/** The proof with other policies in the place of some; those are known by the very refs of their documents. */
export function under({ via, conditions }: Proof, others: ReadonlyMap<PolicyRef, PolicyRef>): Proof {
  const renamed = <T extends { readonly policy: PolicyRef }>(each: T): T => {
    const other = others.get(each.policy);
    return other ? { ...each, policy: other } : each;
  };
  return { via: via.map(renamed), conditions: conditions.map((each) => ('policy' in each ? renamed(each) : each)) };
}
