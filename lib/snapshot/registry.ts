// One region of the file as the model has it: its repositories with their policies and tags, and the settings of its registry.
import { MALFORMED_ANSWER, SCOPE_SETTING } from '../model/answers.ts';
import { type AccountId, repositoryArn } from '../model/ids.ts';
import type { Collected, Registry, Repository } from '../model/snapshot.ts';
import { shownValue } from '../text/quote.ts';
import { collectedOf, type PartSource } from './collected.ts';
import { policyDocument } from './document.ts';
import { sortedBy } from './order.ts';
import { registryPolicyPart, repositoryPolicyPart, settingPart, tagsPart } from './part-sources.ts';
import type { RegionFile, RepositoryFile } from './schema.ts';
import { tagsOf } from './tags.ts';

/** Whose registry it is. */
export interface Owner {
  readonly partition: string;
  readonly account: AccountId;
}

/** One region of the file; its repositories in the order of their names. */
export function registryOf(owner: Owner, file: RegionFile): Registry {
  const { region } = file;
  const repositoriesOf = (list: readonly RepositoryFile[]) => list.map((repository) => repositoryOf(owner, region, repository));
  return {
    region,
    repositories: collectedOf(file.repositories, settingPart(region, 'repositories'), (list) => sortedBy(repositoriesOf(list), nameOf)),
    policy: collectedOf(file.registryPolicy, registryPolicyPart(region), (document) =>
      policyDocument({ kind: 'registry', region }, document),
    ),
    policyScope: scopeOf(file.registryPolicyScope, settingPart(region, 'policyScope')),
    creationTemplates: collectedOf(file.creationTemplates, settingPart(region, 'creationTemplates'), asAnswered),
    replication: collectedOf(file.replication, settingPart(region, 'replication'), asAnswered),
    pullThroughCacheRules: collectedOf(file.pullThroughCacheRules, settingPart(region, 'pullThroughCacheRules'), asAnswered),
  };
}

/** A setting of another name says nothing of the scope. */
function scopeOf(part: RegionFile['registryPolicyScope'], place: PartSource): Collected<string> {
  const said: unknown = part?.status === 'present' ? part.value['name'] : undefined;
  if (said === undefined || said === SCOPE_SETTING) return collectedOf(part, place, ({ value }) => value);
  const message = `it is the setting ${shownValue(said)}, not \`${SCOPE_SETTING}\``;
  return { kind: 'unknown', gap: { ...place, code: MALFORMED_ANSWER, message } };
}

function repositoryOf({ partition, account }: Owner, region: string, file: RepositoryFile): Repository {
  const { repositoryName: name } = file;
  return {
    arn: repositoryArn(partition, region, account, name),
    region,
    name,
    tags: collectedOf(file.tags, tagsPart(region, name), (value) => tagsOf(Object.entries(value))),
    policy: collectedOf(file.policy, repositoryPolicyPart(region, name), (document) =>
      policyDocument({ kind: 'repository', region, repository: name }, document),
    ),
  };
}

function nameOf({ name }: Repository): string {
  return name;
}

function asAnswered(response: unknown): unknown {
  return response;
}
