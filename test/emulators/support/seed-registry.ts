// Makes the repositories of a region and what belongs to its registry, by the real SDK.
import {
  CreatePullThroughCacheRuleCommand,
  type CreatePullThroughCacheRuleCommandInput,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  type CreateRepositoryCreationTemplateCommandInput,
  type ECRClient,
  PutRegistryPolicyCommand,
  PutReplicationConfigurationCommand,
  type ReplicationRule,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import type { Json, Region, Repository } from '../../support/aws-server/world.ts';

/** Makes what the emulator can make, and gives the operations that it does not know. */
export async function seedRegistry(ecr: ECRClient, region: Region): Promise<readonly string[]> {
  for (const repository of region.repositories) await makeRepository(ecr, repository);
  const { registryPolicyText: policyText, replicationRules, creationTemplates, pullThroughCacheRules } = region;
  const replicationConfiguration = { rules: replicationRules as unknown as ReplicationRule[] };
  const attempts: readonly Attempt[] = [
    ...listOf(policyText).map((text) => ({
      name: 'PutRegistryPolicy',
      make: () => ecr.send(new PutRegistryPolicyCommand({ policyText: text })),
    })),
    ...replicationRules.slice(0, 1).map(() => ({
      name: 'PutReplicationConfiguration',
      make: () => ecr.send(new PutReplicationConfigurationCommand({ replicationConfiguration })),
    })),
    ...creationTemplates.map((template) => ({
      name: 'CreateRepositoryCreationTemplate',
      make: () => ecr.send(new CreateRepositoryCreationTemplateCommand(templateOf(template))),
    })),
    ...pullThroughCacheRules.map((rule) => ({
      name: 'CreatePullThroughCacheRule',
      make: () => ecr.send(new CreatePullThroughCacheRuleCommand(ruleOf(rule))),
    })),
  ];
  const refused: string[] = [];
  for (const { name, make } of attempts) await make().catch(() => refused.push(name));
  return refused;
}

interface Attempt {
  readonly name: string;
  readonly make: () => Promise<unknown>;
}

function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

async function makeRepository(ecr: ECRClient, { name, tags = {}, policyText }: Repository): Promise<void> {
  const all = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await ecr.send(new CreateRepositoryCommand({ repositoryName: name, tags: all }));
  if (policyText !== undefined) await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: name, policyText }));
}

/** A rule of a plan has the members of the API. */
function ruleOf(rule: Json): CreatePullThroughCacheRuleCommandInput {
  return rule as unknown as CreatePullThroughCacheRuleCommandInput;
}

/** A template of a plan has the members of the API. */
function templateOf(template: Json): CreateRepositoryCreationTemplateCommandInput {
  return template as unknown as CreateRepositoryCreationTemplateCommandInput;
}
