import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { beforeEach, expect, test } from 'vitest';
import { failureOf, started } from './started.ts';
import { ACCOUNT, REGION } from './world.ts';

const { world, settings } = await started();
const tagging = new ResourceGroupsTaggingAPIClient(settings);

beforeEach(() => {
  world.accounts[ACCOUNT]!.regions[REGION]!.repositories = [
    { name: 'tagged', tags: { team: 'a' } },
    { name: 'never-tagged' },
    { name: 'once-tagged', tags: {} },
  ];
});

test('resources that were never tagged are left out, and the last token is empty', async () => {
  const page = await tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ['ecr:repository'], ResourcesPerPage: 100 }));
  expect(page.ResourceTagMappingList).toEqual([
    { ResourceARN: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tagged`, Tags: [{ Key: 'team', Value: 'a' }] },
    { ResourceARN: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/once-tagged`, Tags: [] },
  ]);
  expect(page.PaginationToken).toBe('');
});

test('filters ask for a tag, or for one of its values', async () => {
  const ask = async (Values: string[]) => {
    const page = await tagging.send(new GetResourcesCommand({ TagFilters: [{ Key: 'team', Values }] }));
    return page.ResourceTagMappingList?.length;
  };
  expect([await ask([]), await ask(['a', 'b']), await ask(['b'])]).toEqual([1, 1, 0]);
});

test('pages lead on', async () => {
  const first = await tagging.send(new GetResourcesCommand({ ResourcesPerPage: 1 }));
  const second = await tagging.send(new GetResourcesCommand({ ResourcesPerPage: 1, PaginationToken: first.PaginationToken }));
  expect(second.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual([
    `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/once-tagged`,
  ]);
});

test('other resource types have nothing here', async () => {
  const page = await tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ['s3:bucket'] }));
  expect(page.ResourceTagMappingList).toEqual([]);
});

test.each([
  ['more than 100 per page', { ResourcesPerPage: 101 }, 'InvalidParameterException'],
  ['an invented token', { PaginationToken: 'invented' }, 'PaginationTokenExpiredException'],
])('%s: refused', async (_name, input, code) => {
  expect(await failureOf(tagging.send(new GetResourcesCommand(input)))).toMatchObject({ name: code, status: 400 });
});
