// An answer that says that it goes on is one page: the part that holds it was not read.

import { describe, expect, test } from 'vitest';
import { gapPartName } from '../../lib/model/gap-part.ts';
import { gapsOf, organizationErrors } from '../../lib/snapshot/gaps.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { type Fields, identity, organization, PULL, present, read, region, repository, snapshotFile, user } from './support/files.ts';

const TOKENS: readonly Fields[] = [
  { IsTruncated: true },
  { IsTruncated: true, Marker: 'm' },
  { Marker: 'm' },
  { NextToken: 't' },
  { nextToken: 't' },
  { NextMarker: 'm' },
  { PaginationToken: 't' },
];
const LAST_PAGE = [{}, { IsTruncated: false }, { NextToken: null }, { Marker: '' }, { IsTruncated: false, Marker: null }];

const inRegion = (fields: Fields, repositories: readonly unknown[] = []) =>
  snapshotFile({ regions: [region('us-east-1', repositories, fields)] });

/** The gaps by name, which the file and the model have alike. */
function gapsIn(file: Fields): readonly string[] {
  const { principals, registries } = read(file);
  const parts = registries.flatMap((each) => [each.repositories, each.creationTemplates, each.replication, each.pullThroughCacheRules]);
  const inModel = [principals, ...parts].flatMap((part) => (part.kind === 'unknown' ? [part.gap] : []));
  expect(gapsOf(file as SnapshotFile)).toEqual(inModel);
  return inModel.map(({ part, code }) => `${gapPartName(part)}: ${code}`);
}

describe.each(TOKENS)('%o is the end of a page and not of the list', (token) => {
  const [name] = Object.keys(token);

  test('of identities', () => {
    const page = identity({ UserDetailList: [user('ann')], ...token });
    expect(gapsIn(snapshotFile({ identity: present(page) }))).toEqual(['identity: OnlyOnePage']);
    expect(read(snapshotFile({ identity: present(page) })).principals).toMatchObject({
      gap: { message: expect.stringContaining(`\`${name}\``), api: 'iam:GetAccountAuthorizationDetails' },
    });
  });

  test.each([
    ['creationTemplates', 'creation templates', { repositoryCreationTemplates: [] }],
    ['replication', 'replication', { replicationConfiguration: { rules: [] } }],
    ['pullThroughCacheRules', 'pull-through cache rules', { pullThroughCacheRules: [] }],
    ['repositories', 'repositories', { repositories: [repository('team/app')] }],
  ])('of %s', (key, part, value) => {
    expect(gapsIn(inRegion({ [key]: present({ ...value, ...token }) }))).toEqual([`${part} of us-east-1: OnlyOnePage`]);
    expect(gapsIn(inRegion({ [key]: present([{ ...value, ...token }, value]) }))).toEqual([`${part} of us-east-1: OnlyOnePage`]);
  });

  test('beside a list as in it', () => {
    const part = { ...present([repository('team/app')]), ...token };
    expect(gapsIn(inRegion({ repositories: part }))).toEqual(['repositories of us-east-1: OnlyOnePage']);
  });

  test.each(['accounts', 'serviceControlPolicies', 'resourceControlPolicies'] as const)('of the %s of an organization', (key) => {
    const fields = { [key]: { Items: [], ...token } };
    expect(organization(fields)[key]).toMatchObject({ kind: 'unknown', gap: { code: 'OnlyOnePage' } });
    const value = { id: 'o-abc', managementAccount: '999999999999', ...fields };
    expect(organizationErrors(snapshotFile({ organization: present(value) }) as SnapshotFile)).toMatchObject([{ code: 'OnlyOnePage' }]);
  });
});

test.each(LAST_PAGE)('%o is the end of the list', (token) => {
  expect(gapsIn(snapshotFile({ identity: present(identity(token)) }))).toEqual([]);
  expect(gapsIn(inRegion({ pullThroughCacheRules: present({ pullThroughCacheRules: [], ...token }) }))).toEqual([]);
});

test('a tag may have the name of a token, and so may an element of a policy', () => {
  const named = repository('team/app', { tags: present({ Marker: 'm', nextToken: 't' }), policy: present({ ...PULL, Marker: 'm' }) });
  const { registries } = read(inRegion({}, [named]));
  expect(registries[0]?.repositories).toMatchObject({ value: [{ tags: { kind: 'present' }, policy: { kind: 'present' } }] });
});

test('what else is in a page does not matter: nothing in it is the whole', () => {
  expect(gapsIn(snapshotFile({ identity: present({ UserDetailList: [{}], IsTruncated: true }) }))).toEqual(['identity: OnlyOnePage']);
});
