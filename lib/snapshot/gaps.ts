// What a snapshot lacks, as it stands in the file: nothing is parsed, and nothing is judged.

import { gapPartKey } from '../model/gap-part.ts';
import { type RegionGaps, refusalsOf } from '../model/refusals.ts';
import type { Gap } from '../model/snapshot.ts';
import { type PartSource, unknownOf } from './collected.ts';
import { withoutPages } from './pages.ts';
import { registryPolicyPart, repositoryPolicyPart, settingPart, tagsPart } from './part-sources.ts';
import type { RegionFile, RepositoryFile, SnapshotFile, UnreadFile } from './schema.ts';

type Part = { readonly status: 'present' | 'absent' } | UnreadFile | undefined;

/** Every part that makes a scan incomplete, those of one refusal as one. The organization is counted by itself: most accounts may not read theirs (F23). */
export function gapsOf(file: SnapshotFile): readonly Gap[] {
  const { identity, regions } = withoutPages(file);
  return [
    ...gapIn(identity, { part: { kind: 'identity' }, api: 'iam:GetAccountAuthorizationDetails' }),
    ...(identity.status === 'present' ? identity.value.Policies : []).flatMap(({ Arn: arn, error }) =>
      error ? gapIn({ status: 'unknown', error }, { part: { kind: 'document', arn }, api: 'iam:GetPolicyVersion' }) : [],
    ),
    ...mergedGaps(regions),
  ];
}

function mergedGaps(regions: readonly RegionFile[]): readonly Gap[] {
  const refusals = refusalsOf(regions.map(partsOf));
  const gaps = regions.flatMap(regionGaps).map((gap) => refusals.get(gapPartKey(gap.part))?.gap ?? gap);
  return [...new Map(gaps.map((gap) => [gapPartKey(gap.part), gap])).values()];
}

function partsOf({ region, repositories, registryPolicy }: RegionFile): RegionGaps {
  const list = (repositories.status === 'present' ? repositories.value : []).map((repository) => ({
    policy: policyGap(repository, region)[0],
    tags: tagsGap(repository, region)[0],
  }));
  return {
    region,
    repositories: repositoriesGap(repositories, region)[0],
    registryPolicy: registryPolicyGap(registryPolicy, region)[0],
    tags: list.map(({ tags }) => tags),
    policies: list.map(({ policy }) => policy),
  };
}

function regionGaps(file: RegionFile): readonly Gap[] {
  const { region, repositories } = file;
  return [
    ...repositoriesGap(repositories, region),
    ...registryPolicyGap(file.registryPolicy, region),
    ...gapIn(file.registryPolicyScope, settingPart(region, 'policyScope')),
    ...gapIn(file.creationTemplates, settingPart(region, 'creationTemplates')),
    ...gapIn(file.replication, settingPart(region, 'replication')),
    ...gapIn(file.pullThroughCacheRules, settingPart(region, 'pullThroughCacheRules')),
    ...(repositories.status === 'present' ? repositories.value : []).flatMap((repository) => repositoryGaps(repository, region)),
  ];
}

function repositoryGaps(repository: RepositoryFile, region: string): readonly Gap[] {
  return [...policyGap(repository, region), ...tagsGap(repository, region)];
}

function repositoriesGap(part: RegionFile['repositories'], region: string): readonly Gap[] {
  return gapIn(part, settingPart(region, 'repositories'));
}

function registryPolicyGap(part: RegionFile['registryPolicy'], region: string): readonly Gap[] {
  return gapIn(part, registryPolicyPart(region));
}

function policyGap({ repositoryName: name, policy }: RepositoryFile, region: string): readonly Gap[] {
  return gapIn(policy, repositoryPolicyPart(region, name));
}

function tagsGap({ repositoryName: name, tags }: RepositoryFile, region: string): readonly Gap[] {
  return gapIn(tags, tagsPart(region, name));
}

function gapIn(part: Part, place: PartSource): readonly Gap[] {
  if (part?.status !== 'unknown') return [];
  const read = unknownOf(part, place);
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
