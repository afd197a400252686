// Resource Groups Tagging: the tags of all repositories of a region. Resources that were never tagged are not in the answer.
import { countOf, type Invalid, textsOf } from '../input.ts';
import { pageOf } from '../pages.ts';
import { jsonRefusals } from '../refusals.ts';
import type { Context, Input, Output, Service } from '../service.ts';
import { JSON_1_1 } from '../wire-json.ts';

export const tagging: Service = {
  prefix: 'tag',
  wire: JSON_1_1,
  refusals: jsonRefusals({ throttled: 'ThrottledException', broken: 'InternalServiceException' }),
  isRegional: true,
  operations: { GetResources: getResources },
  paged: { GetResources: { items: ['ResourceTagMappingList'], inputToken: 'PaginationToken', outputToken: 'PaginationToken' } },
};

const invalid: Invalid = (message) => ({ status: 400, code: 'InvalidParameterException', message });
const expiredToken = { status: 400, code: 'PaginationTokenExpiredException', message: 'Invalid pagination token' } as const;

function getResources(input: Input, { world, caller, region }: Context): Output {
  const types = textsOf(input, 'ResourceTypeFilters');
  const holdsRepositories = types.length === 0 || types.some((type) => type === 'ecr' || type === 'ecr:repository');
  const repositories = holdsRepositories ? (world.accounts[caller.account]?.regions[region]?.repositories ?? []) : [];
  const mappings = repositories.flatMap(({ name, tags }) => {
    if (tags === undefined || !filtersOf(input).every((filter) => isMatch(filter, tags))) return [];
    const ResourceARN = `arn:${world.partition}:ecr:${region}:${caller.account}:repository/${name}`;
    return [{ ResourceARN, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
  });
  const asked = countOf(input, { name: 'ResourcesPerPage', most: 100, usual: 50 }, invalid);
  const size = Math.min(asked, world.pageLimits['tagging:GetResources'] ?? asked);
  const { items, next = '' } = pageOf(mappings, { size, token: input['PaginationToken'], invalid: expiredToken });
  return { ResourceTagMappingList: items, PaginationToken: next };
}

interface TagFilter {
  readonly Key: string;
  readonly Values?: readonly string[];
}

/** What the client's own types let through. */
function filtersOf(input: Input): readonly TagFilter[] {
  const filters = input['TagFilters'];
  return Array.isArray(filters) ? filters : [];
}

/** One of the values, any value where none is named. */
function isMatch({ Key, Values = [] }: TagFilter, tags: Readonly<Record<string, string>>): boolean {
  const value = tags[Key];
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}
