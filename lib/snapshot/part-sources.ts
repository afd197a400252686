// The parts of a region as gaps know them, and the calls that read them.
import type { RegionSetting } from '../model/gap-part.ts';
import type { PartSource } from './collected.ts';

const CALLS = {
  repositories: 'ecr:DescribeRepositories',
  policyScope: 'ecr:GetAccountSetting',
  creationTemplates: 'ecr:DescribeRepositoryCreationTemplates',
  replication: 'ecr:DescribeRegistry',
  pullThroughCacheRules: 'ecr:DescribePullThroughCacheRules',
} as const satisfies Record<RegionSetting, string>;

/** What one call reads of a whole region. */
export function settingPart(region: string, of: RegionSetting): PartSource {
  return { part: { kind: 'region', region, of }, api: CALLS[of] };
}

/** The registry policy of a region. */
export function registryPolicyPart(region: string): PartSource {
  return { part: { kind: 'policy', policy: { kind: 'registry', region } }, api: 'ecr:GetRegistryPolicy' };
}

/** The policy of a repository. */
export function repositoryPolicyPart(region: string, repository: string): PartSource {
  return { part: { kind: 'policy', policy: { kind: 'repository', region, repository } }, api: 'ecr:GetRepositoryPolicy' };
}

/** The tags of a repository. */
export function tagsPart(region: string, repository: string): PartSource {
  return { part: { kind: 'tags', region, repository }, api: 'tag:GetResources' };
}
