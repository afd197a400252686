// A31, A51-A54, B12-B17, C9-C13: statements that reach nothing, so that no access comes from them and none is kept away.
import type { Account } from '../../access/account/account.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { Layer, PolicyDocument } from '../../model/policy.ts';
import { policyName } from '../../model/policy-ref.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { PolicyCheck } from '../survey/check.ts';
import { policyFinding } from '../survey/policy-finding.ts';
import { isAwsManaged } from '../survey/policy-names.ts';
import { policySubject } from '../survey/policy-subject.ts';
import { type ResourcePolicy, resourcePolicies, titleOf, whereOf } from '../survey/resource-policies.ts';
import { statementDigest } from '../survey/statement-digest.ts';
import { templatePolicies } from '../templates/template-policies.ts';
import { type Nothing, nothingOf, type StatementScope } from './reaches-nothing.ts';
import { wordsFor } from './reason-words.ts';

export const statementReachesNothing = {
  code: 'ECRD-309',
  name: 'StatementReachesNothing',
  meaning: 'A statement has no effect: it names nobody who can be, no repository that can be, or asks for what does not occur.',
  source: ['A31', 'A51', 'A53', 'A54', 'B12', 'B13', 'B17', 'C9', 'C10', 'C13'],
  severity: 'low',
  dependsOn: 'statement',
  remedy: 'write what the statement was meant to reach, or remove it: as it is it has no effect',
  decision: 'write what was meant, or take the statement out: which of them, only the owner of the policy can say',
  check: ({ matrix: { account } }) => ({ found: () => idleStatements(account) }),
} as const satisfies PolicyCheck;

/** A document, where it applies, and how it is reported. */
interface ScopedPolicy extends Pick<PolicyFinding, 'region' | 'repository'> {
  readonly document: PolicyDocument;
  readonly layer: Extract<Layer, 'identity' | 'resource'>;
  readonly scope: StatementScope;
  readonly title: string;
}

/** One finding for each such statement of every policy that the account can change; policies that AWS manages are no business of the account's. */
function idleStatements(account: Account): readonly PolicyFinding[] {
  const policies = [
    ...resourcePolicies(account).map((policy) => ofResourcePolicy(account, policy)),
    ...templatePolicyScopes(account),
    ...identityPolicyScopes(account),
  ];
  return policies.flatMap((each) => {
    const { written, idle } = account.documents.compiled(each.document, each.layer);
    return written.flatMap((statement) => {
      const nothing = nothingOf(account, statement, each.scope, idle.get(statement));
      return nothing ? [findingOf(account, each, statement, nothing)] : [];
    });
  });
}

/** Whether a statement of a repository or registry policy reaches nothing. */
export function reachesNothing(account: Account, policy: ResourcePolicy, statement: CompiledStatement): boolean {
  const { idle } = account.documents.compiled(policy.document, 'resource');
  return nothingOf(account, statement, scopeOf(account, policy), idle.get(statement)) !== undefined;
}

function scopeOf({ ground }: Account, { region, repository }: ResourcePolicy): StatementScope {
  const { partition, account } = ground;
  return { layer: 'resource', partition, region, account, prefix: repository ?? '', isOne: repository !== null };
}

function ofResourcePolicy(account: Account, policy: ResourcePolicy): ScopedPolicy {
  return {
    ...whereOf(policy),
    document: policy.document,
    layer: 'resource',
    scope: scopeOf(account, policy),
    title: titleOf(policy),
  };
}

function templatePolicyScopes(account: Account): readonly ScopedPolicy[] {
  const { partition, account: id } = account.ground;
  return templatePolicies(account).map(({ region, prefix, document, title }) => ({
    region,
    repository: null,
    document,
    layer: 'resource',
    scope: { layer: 'resource', partition, region, account: id, prefix, isOne: false },
    title: `the policy of ${title}`,
  }));
}

/** Policies of users and roles, those of groups among them. */
function identityPolicyScopes({ locals, ground }: Account): readonly ScopedPolicy[] {
  const documents = new Set<PolicyDocument>();
  for (const { local, principal } of locals) {
    if (principal.class === 'service-linked') continue;
    for (const part of local?.policies ?? []) if (part.kind === 'present' && !isAwsManaged(part.value)) documents.add(part.value);
  }
  const { partition } = ground;
  return [...documents].map((document) => ({
    region: null,
    repository: null,
    document,
    layer: 'identity',
    scope: { layer: 'identity', partition, region: undefined, account: undefined, prefix: '', isOne: false },
    title: policyName(document.ref),
  }));
}

function findingOf(account: Account, policy: ScopedPolicy, statement: CompiledStatement, nothing: Nothing): PolicyFinding {
  const { document, layer, region, repository, title } = policy;
  const { source } = statement;
  const { why, meant } = wordsFor(nothing);
  const effectOf = source.effect === 'Allow' ? 'an Allow that gives nobody anything' : 'a Deny that keeps nobody from anything';
  return policyFinding({
    code: statementReachesNothing.code,
    severity: statementReachesNothing.severity,
    region,
    repository,
    ...policySubject(document.ref, statementDigest(account, source)),
    message: `${title} has ${effectOf}: ${why}; probably meant: ${meant}`,
    statement: { layer, policy: document.ref, source },
  });
}
