// B26: principals in policies who are nobody: what is left of a deleted user or role, or an ARN that none has.
import type { Account } from '../access/account/account.ts';
import { namesOf, principalNamed } from '../access/account/named-principals.ts';
import type { Reason } from '../model/decision.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { PrincipalPattern } from '../model/policy.ts';
import type { PolicyCheck } from './survey/check.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { policySubject } from './survey/policy-subject.ts';
import { type ResourcePolicy, reasonOf, resourcePolicies, titleOf, whereOf } from './survey/resource-policies.ts';

export const orphanedPrincipal = {
  code: 'ECRD-304',
  name: 'OrphanedPrincipal',
  meaning: 'A repository or registry policy names a user or role that does not exist, or what is left of a deleted one.',
  source: ['B26'],
  severity: 'low',
  dependsOn: 'document',
  remedy: 'remove the principal from the policy: ECR refuses to store the policy again while it is there',
  check: ({ matrix: { account } }) => ({ found: () => orphans(account) }),
} as const satisfies PolicyCheck;

/** B26: such a principal matches nobody, also when one of the same name is made. Only where users and roles were read. */
function orphans(account: Account): readonly PolicyFinding[] {
  if (account.snapshot.principals.kind !== 'present') return [];
  const living = new Set(account.locals.flatMap(namesOf));
  return resourcePolicies(account).flatMap((policy) => orphansIn(account, policy, living));
}

function orphansIn(account: Account, policy: ResourcePolicy, living: ReadonlySet<string>): readonly PolicyFinding[] {
  const found = new Map<string, PolicyFinding>();
  for (const statement of policy.written) {
    const { principal } = statement.source;
    for (const pattern of principal.kind === 'every' ? [] : principal.of) {
      const name = orphanName(pattern, account, living);
      if (name === undefined || found.has(name)) continue;
      found.set(name, findingOf(policy, name, reasonOf(policy, statement)));
    }
  }
  return [...found.values()];
}

function orphanName(pattern: PrincipalPattern, { ground }: Account, living: ReadonlySet<string>): string | undefined {
  if (pattern.kind === 'uniqueId') return living.has(pattern.id) ? undefined : pattern.id;
  if (pattern.kind !== 'entity' || pattern.account !== ground.account) return undefined;
  const name = principalNamed(pattern);
  return name === undefined || living.has(name) ? undefined : pattern.arn;
}

function findingOf(policy: ResourcePolicy, name: string, statement: Reason): PolicyFinding {
  const who = name.startsWith('arn:') ? 'a user or role that does not exist' : 'what is left of a deleted user or role';
  return policyFinding({
    code: orphanedPrincipal.code,
    severity: orphanedPrincipal.severity,
    ...whereOf(policy),
    principal: name,
    ...policySubject(policy.document.ref, name),
    message: `${titleOf(policy)} names \`${name}\`, ${who}`,
    statement,
  });
}
