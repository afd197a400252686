// The tags of all repositories of a region, a hundred repositories per call.
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { tagsOf } from '../../snapshot/tags.ts';
import type { AnswerOf } from '../api/answers.ts';
import { type Read, unknownAnswer } from '../client/call.ts';
import { everyPage, pageOf } from '../client/pages.ts';
import { TAGGING } from '../client/services.ts';
import type { Session } from '../client/session.ts';

const API = 'tag:GetResources';
const PAGE = 100;

type Tags = Record<string, string>;
type Mapping = AnswerOf<typeof API>['ResourceTagMappingList'][number];

/** Tags by the ARN of the repository; one that has none may be left out. */
export async function repositoryTags(session: Session, region: string): Promise<Read<ReadonlyMap<string, Tags>>> {
  const resources = await readMappings(session, region);
  if (resources.status === 'unknown') return resources;
  const tags = new Map<string, Tags>();
  for (const mapping of resources.value) {
    const { ResourceARN: arn, Tags: list } = mapping;
    const own = { ...tagsOf(list.map(({ Key: key, Value: value }) => [key, value] as const)) };
    const before = tags.get(arn);
    // Pages may repeat an entry, but not with other tags.
    if (Object.keys(own).length < list.length || (before !== undefined && !isSame(before, own)))
      return unknownAnswer(API, 'it gives a tag twice, with different values');
    tags.set(arn, own);
  }
  return { status: 'present', value: tags };
}

function readMappings({ clients, signal, partition, account }: Session, region: string): Promise<Read<readonly Mapping[]>> {
  const client = clients.of(TAGGING, region);
  const own = `arn:${partition}:ecr:${region}:${account}:repository/`;
  return everyPage(signal, {
    api: API,
    send: (token, options) => {
      const input = {
        ResourceTypeFilters: ['ecr:repository'],
        ResourcesPerPage: PAGE,
        ...(token === undefined ? {} : { PaginationToken: token }),
      };
      return client.send(new GetResourcesCommand(input), options);
    },
    read: ({ ResourceTagMappingList: list, PaginationToken: token }) =>
      list.every(({ ResourceARN: arn }) => arn.startsWith(own)) ? pageOf(list, token) : undefined,
  });
}

function isSame(some: Tags, others: Tags): boolean {
  const keys = Object.keys(some);
  return keys.length === Object.keys(others).length && keys.every((key) => Object.hasOwn(others, key) && some[key] === others[key]);
}
