import { MALFORMED_ANSWER, SCOPE_SETTING } from '../model/answers.ts';
import { type AccountId, repositoryArn } from '../model/ids.ts';
import type { Collected, Registry, Repository } from '../model/snapshot.ts';
import { shownValue } from '../text/quote.ts';
import { collectedOf, type PartName } from './collected.ts';
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
    policy: collectedOf(file.registryPolicy, name('registry policy'), (document) => policyDocument({ kind: 'registry', region }, document)),
    policyScope: scopeOf(file.registryPolicyScope, name('registry policy scope')),
    creationTemplates: collectedOf(file.creationTemplates, name('creation templates'), asAnswered),
    replication: collectedOf(file.replication, name('replication'), asAnswered),
    pullThroughCacheRules: collectedOf(file.pullThroughCacheRules, name('pull-through cache rules'), asAnswered),
  };
}

/** A setting of another name says nothing of the scope. */
function scopeOf(part: RegionFile['registryPolicyScope'], name: PartName): Collected<string> {
  const said: unknown = part?.status === 'present' ? part.value['name'] : undefined;
  if (said === undefined || said === SCOPE_SETTING) return collectedOf(part, name, ({ value }) => value);
  const message = `it is the setting ${shownValue(said)}, not \`${SCOPE_SETTING}\``;
  return { kind: 'unknown', gap: { ...name, code: MALFORMED_ANSWER, message } };
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
    policy: collectedOf(file.policy, policy, (document) => policyDocument({ kind: 'repository', region, repository: name }, document)),
  };
}

function nameOf({ name }: Repository): string {
  return name;
}

function asAnswered(response: unknown): unknown {
  return response;
}
