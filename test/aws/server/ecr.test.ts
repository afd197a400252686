import {
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  ECRClient,
  GetAccountSettingCommand,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { failureOf, started } from './started.ts';
import { ACCOUNT, POLICY_TEXT, REGION } from './world.ts';

const { server, world, settings } = await started();
const ecr = new ECRClient(settings);

describe('repositories', () => {
  test('one page holds as many repositories as asked for, and its token leads to the next', async () => {
    const first = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 2 }));
    const second = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect(first.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['team/app', 'team/job']);
    expect(second.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['base']);
    expect(second.nextToken).toBeUndefined();
  });

  test('a repository has its ARN, registry and date', async () => {
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['base'] }));
    expect(repositories).toMatchObject([
      { repositoryArn: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/base`, registryId: ACCOUNT, createdAt: expect.any(Date) },
    ]);
  });

  test('the world may give fewer repositories per page than asked for', async () => {
    world.pageLimits['ecr:DescribeRepositories'] = 1;
    const page = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 1000 }));
    expect(page.repositories).toHaveLength(1);
    expect(page.nextToken).toBeDefined();
  });

  test.each([
    ['too many per page', { maxResults: 1001 }],
    ['none per page', { maxResults: 0 }],
    ['an invented token', { nextToken: 'invented' }],
    ['names and pages together', { repositoryNames: ['base'], maxResults: 3 }],
  ])('%s: refused as an invalid parameter', async (_name, input) => {
    expect(await failureOf(ecr.send(new DescribeRepositoriesCommand(input)))).toMatchObject({
      name: 'InvalidParameterException',
      status: 400,
    });
  });

  test('a repository that does not exist is named in the refusal', async () => {
    const failure = await failureOf(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['gone'] })));
    expect(failure).toMatchObject({ name: 'RepositoryNotFoundException', message: expect.stringContaining("'gone'") });
  });

  test('each region has its own repositories', async () => {
    const elsewhere = new ECRClient({ ...settings, region: 'us-east-1' });
    expect((await elsewhere.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
    expect(server.calls.map(({ region }) => region)).toEqual(['us-east-1']);
  });

  test('a region that is not enabled knows no caller', async () => {
    const asleep = new ECRClient({ ...settings, region: 'me-south-1' });
    expect(await failureOf(asleep.send(new DescribeRepositoriesCommand({})))).toMatchObject({ name: 'UnrecognizedClientException' });
  });

  test('tags are listed by ARN', async () => {
    const resourceArn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/team/app`;
    expect((await ecr.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([{ Key: 'env', Value: 'prod' }]);
  });
});

describe('policies', () => {
  test('a repository policy is the text as it was put', async () => {
    expect(await ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/app' }))).toMatchObject({
      registryId: ACCOUNT,
      repositoryName: 'team/app',
      policyText: POLICY_TEXT,
    });
  });

  test('no policy and no repository are two refusals', async () => {
    const none = await failureOf(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'base' })));
    const gone = await failureOf(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'gone' })));
    expect([none.name, gone.name]).toEqual(['RepositoryPolicyNotFoundException', 'RepositoryNotFoundException']);
  });

  test('a registry has a policy or says that it has none', async () => {
    expect((await ecr.send(new GetRegistryPolicyCommand({}))).policyText).toBe(POLICY_TEXT);
    const elsewhere = new ECRClient({ ...settings, region: 'us-east-1' });
    expect((await failureOf(elsewhere.send(new GetRegistryPolicyCommand({})))).name).toBe('RegistryPolicyNotFoundException');
  });
});

describe('the registry', () => {
  test('settings are read by name', async () => {
    expect(await ecr.send(new GetAccountSettingCommand({ name: 'REGISTRY_POLICY_SCOPE' }))).toMatchObject({
      name: 'REGISTRY_POLICY_SCOPE',
      value: 'V2',
    });
    expect((await failureOf(ecr.send(new GetAccountSettingCommand({ name: 'NO_SUCH' })))).name).toBe('ValidationException');
  });

  test('templates, replication and pull-through rules are as the world has them', async () => {
    const region = world.accounts[ACCOUNT]!.regions[REGION]!;
    region.creationTemplates = [{ prefix: 'ROOT', appliedFor: ['PULL_THROUGH_CACHE'] }];
    region.replicationRules = [{ destinations: [{ region: 'us-east-1', registryId: ACCOUNT }] }];
    region.pullThroughCacheRules = [{ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' }];
    const templates = await ecr.send(new DescribeRepositoryCreationTemplatesCommand({}));
    const registry = await ecr.send(new DescribeRegistryCommand({}));
    const rules = await ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(templates.repositoryCreationTemplates).toEqual(region.creationTemplates);
    expect(registry.replicationConfiguration?.rules).toEqual(region.replicationRules);
    expect(rules.pullThroughCacheRules).toEqual(region.pullThroughCacheRules);
  });
});
