// Whose a policy of users and roles is: AWS's, or the account's.
import type { PolicyDocument } from '../../model/policy.ts';

/** Whether AWS wrote the policy, so that the account cannot change it. */
export function isAwsManaged({ ref }: PolicyDocument): boolean {
  return ref.kind === 'managed' && ref.arn.includes(AWS);
}

/** The ARN of a managed policy of the account's own; undefined for any other policy. */
export function customerManagedArn({ ref }: PolicyDocument): string | undefined {
  return ref.kind === 'managed' && !ref.arn.includes(AWS) ? ref.arn : undefined;
}

/** What the ARNs of AWS's own policies have in place of an account. */
const AWS = ':iam::aws:policy/';
