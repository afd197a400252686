import { DescribeRepositoriesCommand, ECRClient, GetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, test } from 'vitest';
import { FAULTS } from '../../support/aws-server/fault-table.ts';
import { failureOf, started } from './started.ts';
import { ACCOUNT, REGION } from './world.ts';

const { server, settings } = await started();
const ecr = new ECRClient(settings);

describe('rules', () => {
  test('a rule may wait for its call, and ends after its times', async () => {
    server.faults.inject({ operation: 'DescribeRepositories', from: 2, times: 1, fault: { kind: 'throttle' } });
    const ask = () => ecr.send(new DescribeRepositoriesCommand({}));
    await ask();
    expect((await failureOf(ask())).name).toBe('ThrottlingException');
    expect((await ask()).repositories).toHaveLength(3);
  });

  test('a rule may look at the input: one repository is denied, the others are not', async () => {
    const when = ({ input }: { readonly input: object }) => 'repositoryName' in input && input.repositoryName === 'team/job';
    server.faults.inject({ when, fault: { kind: 'deny', reason: 'explicit deny in a resource-based policy' } });
    const denied = await failureOf(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/job' })));
    expect(denied.message).toContain('ecr:GetRepositoryPolicy because explicit deny in a resource-based policy');
    expect((await ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/app' }))).policyText).toBeDefined();
  });

  test('something may be deleted between two calls', async () => {
    server.faults.inject({
      operation: 'GetRepositoryPolicy',
      times: 1,
      fault: {
        kind: 'before',
        change: ({ accounts }, { input }) => {
          const region = accounts[ACCOUNT]!.regions[REGION]!;
          region.repositories = region.repositories.filter(({ name }) => name !== input['repositoryName']);
        },
      },
    });
    const failure = await failureOf(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'team/app' })));
    expect(failure.name).toBe('RepositoryNotFoundException');
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toHaveLength(2);
  });

  test('a refused call is on record too', async () => {
    server.faults.inject({ fault: { kind: 'throttle' } });
    await failureOf(ecr.send(new DescribeRepositoriesCommand({ maxResults: 7 })));
    expect(server.calls).toEqual([
      { service: 'ecr', operation: 'DescribeRepositories', region: REGION, input: { maxResults: 7 }, account: ACCOUNT, together: 1 },
    ]);
  });

  test('a reset forgets calls and rules', async () => {
    server.faults.inject({ fault: { kind: 'throttle' } });
    await failureOf(ecr.send(new DescribeRepositoriesCommand({})));
    server.reset();
    expect(server.calls).toEqual([]);
    await ecr.send(new DescribeRepositoriesCommand({}));
  });

  test('calls that are under way together are counted', async () => {
    server.faults.inject({ fault: { kind: 'gather', calls: 3 } });
    await Promise.all([1, 2, 3].map(() => ecr.send(new DescribeRepositoriesCommand({}))));
    expect(server.calls.map(({ together }) => together)).toEqual([1, 2, 3]);
  });
});

describe('misleading pages', () => {
  test('a page of ECR without items leads to the one that has them', async () => {
    server.faults.inject({ times: 1, fault: { kind: 'emptyPage' } });
    const empty = await ecr.send(new DescribeRepositoriesCommand({}));
    const next = await ecr.send(new DescribeRepositoriesCommand({ nextToken: empty.nextToken }));
    expect([empty.repositories, next.repositories?.length, next.nextToken]).toEqual([[], 3, undefined]);
  });

  test('a page of IAM without items says that there is more', async () => {
    server.faults.inject({ times: 1, fault: { kind: 'emptyPage' } });
    const page = await new IAMClient(settings).send(new GetAccountAuthorizationDetailsCommand({}));
    expect(page).toMatchObject({ IsTruncated: true, Marker: expect.any(String), UserDetailList: [], RoleDetailList: [], Policies: [] });
  });

  test('a token may lead to itself for ever', async () => {
    server.faults.inject({ fault: { kind: 'repeatToken' } });
    const tagging = new ResourceGroupsTaggingAPIClient(settings);
    const first = await tagging.send(new GetResourcesCommand({}));
    const second = await tagging.send(new GetResourcesCommand({ PaginationToken: first.PaginationToken }));
    expect(first.PaginationToken).not.toBe('');
    expect(second.PaginationToken).toBe(first.PaginationToken);
  });
});

describe('the table of faults', () => {
  test.each(FAULTS.filter(({ times }) => times !== undefined))('$name: the next call is answered', async ({ fault, times }) => {
    server.faults.inject({ fault, times: times ?? 1 });
    await ecr.send(new DescribeRepositoriesCommand({})).catch(() => undefined);
    expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toHaveLength(3);
  });

  test('no name twice', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });
});
