// Principals in policies who are nobody: what is left of a deleted user or role, or an ARN that none has (304).
import type { Account } from '../access/account/account.ts';
import { namesOf, principalNamed } from '../access/account/named-principals.ts';
import type { Reason } from '../model/decision.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { PrincipalPattern } from '../model/policy.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { type ResourcePolicy, reasonOf, resourcePolicies, titleOf, whereOf } from './survey/resource-policies.ts';

/** B26: such a principal matches nobody, also when one of the same name is made. Only where users and roles were read. */
export function orphans(account: Account): readonly PolicyFinding[] {
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
      found.set(name, factOf(policy, name, reasonOf(policy, statement)));
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

function factOf(policy: ResourcePolicy, name: string, statement: Reason): PolicyFinding {
  const who = name.startsWith('arn:') ? 'a user or role that does not exist' : 'what is left of a deleted user or role';
  return policyFinding({
    code: 'ECRD-304',
    severity: 'low',
    ...whereOf(policy),
    principal: name,
    subject: `${policy.name} ${name}`,
    message: `${titleOf(policy)} names \`${name}\`, ${who}`,
    statement,
  });
}
