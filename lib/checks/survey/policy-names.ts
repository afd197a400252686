// Whose a policy is, by the name that it is known by: the ARN of a managed one, words for an inline one.
import type { PolicyDocument } from '../../model/policy.ts';

/** Whether AWS wrote the policy, so that the account cannot change it. */
export function isAwsManaged({ name }: PolicyDocument): boolean {
  return isManaged(name) && name.includes(':iam::aws:policy/');
}

/** Whether it is a managed policy of the account's own. */
export function isCustomerManaged({ name }: PolicyDocument): boolean {
  return isManaged(name) && !name.includes(':iam::aws:policy/');
}

function isManaged(name: string): boolean {
  return name.startsWith('arn:');
}
