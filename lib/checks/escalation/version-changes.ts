// Changes of a managed policy that somebody has: another version says something else (H2).
import type { PolicyDocument } from '../../model/policy.ts';
import type { LocalPrincipal } from '../../model/snapshot.ts';
import { customerManagedArn } from '../survey/policy-names.ts';
import { type AskedOfPolicy, change, type Part, type PolicyChange, stockOf, withPolicies } from './policy-change.ts';
import { EVERYTHING, presentPart } from './policy-stock.ts';

/** H2: other versions of the account's own managed policies that the user or role has. */
export function versions(asked: AskedOfPolicy): readonly PolicyChange[] {
  const names = new Set(asked.local.policies.flatMap((part) => (part.kind === 'present' ? (customerManagedArn(part.value) ?? []) : [])));
  return [...names].flatMap((arn) => {
    const replaced = (by: PolicyDocument) => (local: LocalPrincipal) =>
      withPolicies(
        local,
        local.policies.map((part) => (isManaged(part, arn) ? presentPart(by) : part)),
      );
    return versionChanges(asked, arn, 'gives', replaced);
  });
}

type Replacing = (by: PolicyDocument) => PolicyChange['apply'];

/** A new version of the policy `arn` says what its writer likes; an old one is there to be read. `replaced` is what either comes to. */
export function versionChanges(
  asked: AskedOfPolicy,
  arn: string,
  kind: PolicyChange['kind'],
  replaced: Replacing,
): readonly PolicyChange[] {
  const [create, select] = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'] as const;
  const others = stockOf(asked).find((each) => each.arn === arn)?.otherVersions ?? [];
  return [
    ...change(asked, create, { resource: arn }, { kind, whole: true, text: `${create} on ${arn}`, apply: replaced(EVERYTHING) }),
    ...others.flatMap((version) =>
      change(asked, select, { resource: arn }, { kind, text: `${select} on ${arn}`, apply: replaced(version) }),
    ),
  ];
}

function isManaged(part: Part, arn: string): boolean {
  return part.kind === 'present' && part.value.ref.kind === 'managed' && part.value.ref.arn === arn;
}
