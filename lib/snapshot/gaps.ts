// What a snapshot lacks, as it stands in the file: nothing is parsed, and nothing is judged.

import type { Gap } from '../model/snapshot.ts';
import { type PartName, unknownOf } from './collected.ts';
import { withoutPages } from './pages.ts';
import type { RegionFile, RepositoryFile, SnapshotFile, UnreadFile } from './schema.ts';

type Part = { readonly status: 'present' | 'absent' } | UnreadFile | undefined;

/** Every part that makes a scan incomplete. The organization is told apart: most accounts may not read theirs (F23). */
export function gapsOf(file: SnapshotFile): readonly Gap[] {
  const { identity, regions } = withoutPages(file);
  return [
    ...gapIn(identity, { part: 'identity', api: 'iam:GetAccountAuthorizationDetails' }),
    ...(identity.status === 'present' ? identity.value.Policies : []).flatMap(({ Arn: arn, error }) =>
      error ? gapIn({ status: 'unknown', error }, { part: `policy ${arn}`, api: 'iam:GetPolicyVersion' }) : [],
    ),
    ...regions.flatMap(regionGaps),
  ];
}

function regionGaps(file: RegionFile): readonly Gap[] {
  const { region, repositories } = file;
  return [
    ...gapIn(repositories, { part: `repositories of ${region}`, api: 'ecr:DescribeRepositories' }),
    ...gapIn(file.registryPolicy, { part: `registry policy of ${region}`, api: 'ecr:GetRegistryPolicy' }),
    ...gapIn(file.registryPolicyScope, { part: `registry policy scope of ${region}`, api: 'ecr:GetAccountSetting' }),
    ...gapIn(file.creationTemplates, { part: `creation templates of ${region}`, api: 'ecr:DescribeRepositoryCreationTemplates' }),
    ...gapIn(file.replication, { part: `replication of ${region}`, api: 'ecr:DescribeRegistry' }),
    ...gapIn(file.pullThroughCacheRules, { part: `pull-through cache rules of ${region}`, api: 'ecr:DescribePullThroughCacheRules' }),
    ...(repositories.status === 'present' ? repositories.value : []).flatMap((repository) => repositoryGaps(repository, region)),
  ];
}

function repositoryGaps({ repositoryName: name, policy, tags }: RepositoryFile, region: string): readonly Gap[] {
  return [
    ...gapIn(policy, { part: `repository policy of ${name} in ${region}`, api: 'ecr:GetRepositoryPolicy' }),
    ...gapIn(tags, { part: `tags of ${name} in ${region}`, api: 'tag:GetResources' }),
  ];
}

function gapIn(part: Part, name: PartName): readonly Gap[] {
  if (part?.status !== 'unknown') return [];
  const read = unknownOf(part, name);
  return read.kind === 'unknown' ? [read.gap] : [];
}

/** The errors that kept the organization, or parts of it, from being read. */
export function organizationErrors(file: SnapshotFile): readonly UnreadFile['error'][] {
  const { organization } = withoutPages(file);
  if (organization?.status === 'unknown') return [organization.error];
  if (organization?.status !== 'present') return [];
  const { path, serviceControlPolicies, resourceControlPolicies, accounts } = organization.value;
  return [path, serviceControlPolicies, resourceControlPolicies, accounts].flatMap((part) =>
    typeof part === 'object' && 'status' in part ? [part.error] : [],
  );
}
