// Inline policies, which are their holder's own: nobody else has one, and IAM knows it by a name that only the holder's others do not have.
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { LocalPrincipal } from '../../model/snapshot.ts';

type Holder = Pick<LocalPrincipal, 'kind' | 'name'>;
type InlinePolicy = Extract<PolicyRef, { readonly kind: 'inline' }>;

/** The inline policy of that name of a user or role. */
export function inlinePolicy(name: string, holder: Holder): InlinePolicy {
  return { kind: 'inline', owner: { kind: holder.kind, name: holder.name }, name };
}

/** Whether a policy is an inline policy of the user or role itself, and none of its groups'. */
export function isInlineOf(policy: PolicyRef, { kind, name }: Holder): policy is InlinePolicy {
  return policy.kind === 'inline' && policy.owner.kind === kind && policy.owner.name === name;
}
