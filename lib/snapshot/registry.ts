import { type AccountId, repositoryArn } from '../model/ids.ts';
import type { Registry, Repository } from '../model/snapshot.ts';
import { collectedOf } from './collected.ts';
import { policyDocument } from './document.ts';
import { sortedBy } from './order.ts';
import type { RegionFile, RepositoryFile } from './schema.ts';
import { tagsOf } from './tags.ts';

/** Whose registry it is. */
export interface Owner {
  readonly partition: string;
  readonly account: AccountId;
}

/** The parts of a region and the calls that read them. */
const CALLS = {
  repositories: 'ecr:DescribeRepositories',
  'registry policy': 'ecr:GetRegistryPolicy',
  'registry policy scope': 'ecr:GetAccountSetting',
  'creation templates': 'ecr:DescribeRepositoryCreationTemplates',
  replication: 'ecr:DescribeRegistry',
  'pull-through cache rules': 'ecr:DescribePullThroughCacheRules',
} as const;

/** One region of the file; its repositories in the order of their names. */
export function registryOf(owner: Owner, file: RegionFile): Registry {
  const { region } = file;
  const name = (part: keyof typeof CALLS) => ({ part: `${part} of ${region}`, api: CALLS[part] });
  const repositoriesOf = (list: readonly RepositoryFile[]) => list.map((repository) => repositoryOf(owner, region, repository));
  return {
    region,
    repositories: collectedOf(file.repositories, name('repositories'), (list) => sortedBy(repositoriesOf(list), nameOf)),
    policy: collectedOf(file.registryPolicy, name('registry policy'), (document) => policyDocument('registry policy', document)),
    policyScope: collectedOf(file.registryPolicyScope, name('registry policy scope'), ({ value }) => value),
    creationTemplates: collectedOf(file.creationTemplates, name('creation templates'), asAnswered),
    replication: collectedOf(file.replication, name('replication'), asAnswered),
    pullThroughCacheRules: collectedOf(file.pullThroughCacheRules, name('pull-through cache rules'), asAnswered),
  };
}

function repositoryOf({ partition, account }: Owner, region: string, file: RepositoryFile): Repository {
  const { repositoryName: name } = file;
  const tags = { part: `tags of ${name} in ${region}`, api: 'tag:GetResources' };
  const policy = { part: `repository policy of ${name} in ${region}`, api: 'ecr:GetRepositoryPolicy' };
  return {
    arn: repositoryArn(partition, region, account, name),
    region,
    name,
    tags: collectedOf(file.tags, tags, (value) => tagsOf(Object.entries(value))),
    policy: collectedOf(file.policy, policy, (document) => policyDocument('repository policy', document)),
  };
}

function nameOf({ name }: Repository): string {
  return name;
}

function asAnswered(response: unknown): unknown {
  return response;
}
