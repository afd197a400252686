// The repository and registry policies of the account as statements, each with the repositories that it speaks of.
import type { Account } from '../../access/account/account.ts';
import type { Reason } from '../../model/decision.ts';
import type { PolicyFinding } from '../../model/drift.ts';
import type { PolicyDocument } from '../../model/policy.ts';
import { policyTitle } from '../../model/policy-ref.ts';
import type { Collected, Registry, Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';

export interface ResourcePolicy {
  readonly region: string;
  /** Null for a registry policy. */
  readonly repository: string | null;
  readonly document: PolicyDocument;
  readonly written: readonly CompiledStatement[];
  /** Those that count: conditions of an Allow can be met, and a registry policy of scope V1 speaks of a few actions only (E3). */
  readonly inForce: readonly CompiledStatement[];
  /** The repositories that it may speak of. */
  readonly repositories: Collected<readonly Repository[]>;
}

/** Every repository and registry policy of the account that could be read, registry policies first in each region. */
export function resourcePolicies(account: Account): readonly ResourcePolicy[] {
  return account.snapshot.registries.flatMap((registry) => {
    const { repositories } = registry;
    const own = repositories.kind === 'present' ? repositories.value.flatMap((each) => repositoryPolicy(account, each)) : [];
    return [...registryPolicy(account, registry), ...own];
  });
}

function repositoryPolicy(account: Account, repository: Repository): readonly ResourcePolicy[] {
  const { policy, name, region } = repository;
  if (policy.kind !== 'present') return [];
  const { policy: compiled, written } = account.documents.compiled(policy.value, 'resource');
  const place = { region, repository: name };
  const repositories = { kind: 'present', value: [repository] } as const;
  return [{ ...place, document: policy.value, written, inForce: compiled.statements, repositories }];
}

function registryPolicy(account: Account, { policy, region, repositories }: Registry): readonly ResourcePolicy[] {
  if (policy.kind !== 'present') return [];
  const { written } = account.documents.compiled(policy.value, 'resource');
  // Where the scope was not read, what it decides about is left alone.
  const certain = account.registryPolicies.get(region)?.policies.filter((each) => each.inForce === undefined) ?? [];
  const inForce = certain.flatMap(({ compiled }) => compiled.statements);
  return [{ region, repository: null, document: policy.value, written, inForce, repositories }];
}

/** Where a finding about the policy is. */
export function whereOf({ region, repository }: ResourcePolicy): Pick<PolicyFinding, 'region' | 'repository'> {
  return { region, repository };
}

/** `the repository policy of team/app in us-east-1`. */
export function titleOf({ document }: ResourcePolicy): string {
  return `the ${policyTitle(document.ref)}`;
}

/** A statement of the policy, as evidence names it. */
export function reasonOf({ document }: Pick<ResourcePolicy, 'document'>, { source }: CompiledStatement): Reason {
  return { layer: 'resource', policy: document.ref, source };
}
