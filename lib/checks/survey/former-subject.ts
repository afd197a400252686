// What earlier versions told policies apart by, in words: ids that people wrote down and that states remember were made of it.
import { type PolicyRef, policyName } from '../../model/policy-ref.ts';

/** The words for a policy in the subject of a finding about it, which is in the policy's region. */
export function formerName(policy: PolicyRef): string {
  switch (policy.kind) {
    case 'repository':
      return `${policyName(policy)} of ${policy.repository}`;
    case 'template':
      return `creation template ${policy.prefix}`;
    default:
      return policyName(policy);
  }
}
