// The tags of all repositories of a region, a hundred repositories per call.
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { tagsOf } from '../snapshot/tags.ts';
import type { Read } from './call.ts';
import { everyPage, pageOf } from './pages.ts';
import { TAGGING } from './service-tagging.ts';
import type { Session } from './session.ts';

type Tags = Record<string, string>;

const PAGE = 100;

/** Tags by the ARN of the repository; one that has none may be left out. */
export async function repositoryTags({ clients, signal }: Session, region: string): Promise<Read<ReadonlyMap<string, Tags>>> {
  const client = clients.of(TAGGING, region);
  const resources = await everyPage(signal, {
    api: 'tag:GetResources',
    send: (token, options) => {
      const input = {
        ResourceTypeFilters: ['ecr:repository'],
        ResourcesPerPage: PAGE,
        ...(token === undefined ? {} : { PaginationToken: token }),
      };
      return client.send(new GetResourcesCommand(input), options);
    },
    read: ({ ResourceTagMappingList: list, PaginationToken: token }) => pageOf(list, token),
  });
  if (resources.status === 'unknown') return resources;
  const tags = resources.value.map(({ ResourceARN: arn = '', Tags: list = [] }) => [arn, tagsOfList(list)] as const);
  return { status: 'present', value: new Map(tags) };
}

function tagsOfList(list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): Tags {
  return { ...tagsOf(list.flatMap(({ Key: key, Value: value = '' }) => (key === undefined ? [] : [[key, value] as const]))) };
}
