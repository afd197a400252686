// What tells findings about policies apart: the policy by its kind and place, and what in it they are about.
import type { PolicyFinding } from '../../model/drift.ts';
import { type PolicyRef, policyName, policyParts } from '../../model/policy-ref.ts';

/** The subject of a finding about a policy, or about `what` in it, with the one that versions before gave it in words. */
export function policySubject(policy: PolicyRef, ...what: readonly string[]): Pick<PolicyFinding, 'subject' | 'formerly'> {
  return { subject: [...policyParts(policy), ...what], formerly: [[formerName(policy), ...what].join(' ')] };
}

/** Without its region, which the finding has. */
function formerName(policy: PolicyRef): string {
  switch (policy.kind) {
    case 'repository':
      return `${policyName(policy)} of ${policy.repository}`;
    case 'template':
      return `creation template ${policy.prefix}`;
    default:
      return policyName(policy);
  }
}
