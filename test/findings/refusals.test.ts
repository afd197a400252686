// One refusal, one gap: what a call about a whole region or account leaves unread is told once, and what was told before ends as that.

import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../lib/access/account/account.ts';
import { coverageOf } from '../../lib/access/account/coverage.ts';
import { gapPartName } from '../../lib/model/gap-part.ts';
import { gapsOf } from '../../lib/snapshot/gaps.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { identity, present, read, region, repository, role, snapshotFile } from '../snapshot/support/files.ts';
import { account, follow, pulling, type Shape, sharing, standing, TYPICAL, told } from '../support/following.ts';

const refused = (api: string, code = 'AccessDeniedException', message = 'no') => ({ status: 'unknown', error: { code, message, api } });
const TAGS = refused('tag:GetResources');
const POLICIES = 'ecr:GetRepositoryPolicy';
const BY_CALLER = 'User: x is not authorized to perform: ecr:GetRepositoryPolicy because no identity-based policy allows the action';
const BY_ITSELF = 'User: x is not authorized to perform: ecr:GetRepositoryPolicy with an explicit deny in a resource-based policy';

type Fields = Readonly<Record<string, object>>;
const regionOf = (name: string, fields: readonly Fields[]) => {
  return region(
    name,
    fields.map((own, index) => repository(`team/r${index}`, own, name)),
  );
};

/** The names of what is unread, as an audit tells them; a scan tells the same. */
function unreadOf(regions: readonly object[], more: object = {}): readonly string[] {
  const value = snapshotFile({ identity: present(identity({ RoleDetailList: [role('dev')] })), regions, ...more });
  const { unread, complete } = coverageOf(prepareAccount(read(value)));
  // INVARIANT: the reader has accepted it.
  const gaps = gapsOf(value as unknown as SnapshotFile);
  expect(complete).toBe(gaps.length === 0);
  expect(unread.map(({ part }) => gapPartName(part))).toEqual(gaps.map(({ part }) => gapPartName(part)).toSorted());
  return unread.map(({ part, api, code }) => `${gapPartName(part)}, ${api}, ${code}`);
}

const each = (what: string, of: readonly number[], rest: string) => of.map((index) => `${what} of team/r${index} in us-east-1, ${rest}`);

describe('the tags of a region', () => {
  test('that the one call for them did not bring are one gap', () => {
    expect(unreadOf([regionOf('us-east-1', [{ tags: TAGS }, { tags: TAGS }, { tags: TAGS }])])).toEqual([
      'tags of us-east-1, tag:GetResources, AccessDeniedException',
    ]);
  });

  test('are one gap for each region', () => {
    const fields = [{ tags: TAGS }, { tags: TAGS }];
    expect(unreadOf([regionOf('eu-west-1', fields), regionOf('us-east-1', fields)])).toEqual([
      'tags of eu-west-1, tag:GetResources, AccessDeniedException',
      'tags of us-east-1, tag:GetResources, AccessDeniedException',
    ]);
  });

  test.each<[string, readonly Fields[], readonly number[], string]>([
    ['one of which was read', [{ tags: TAGS }, { tags: TAGS }, {}], [0, 1], 'tag:GetResources, AccessDeniedException'],
    ['of its only repository', [{ tags: TAGS }], [0], 'tag:GetResources, AccessDeniedException'],
    [
      'that somebody asked for one by one, and was denied',
      [{ tags: refused('ecr:ListTagsForResource') }, { tags: refused('ecr:ListTagsForResource') }],
      [0, 1],
      'ecr:ListTagsForResource, AccessDeniedException',
    ],
  ])('%s are named one by one', (_, fields, of, rest) => {
    expect(unreadOf([regionOf('us-east-1', fields)])).toEqual(each('tags', of, rest));
  });

  test('that failed for two reasons are named one by one', () => {
    expect(unreadOf([regionOf('us-east-1', [{ tags: TAGS }, { tags: refused('tag:GetResources', 'ThrottlingException') }])])).toHaveLength(
      2,
    );
  });
});

describe('the repository policies of a region', () => {
  const all = (policy: object) => [regionOf('us-east-1', [{ policy }, { policy }, { policy }])];

  test.each([
    ['the caller may not read them', refused(POLICIES, 'AccessDeniedException', BY_CALLER)],
    ['AWS throttled', refused(POLICIES, 'ThrottlingException')],
    ['the collector had no time', refused(POLICIES, 'OutOfTime')],
    ['the role could not be assumed any more', refused('sts:AssumeRole', 'AccessDenied')],
  ])('are one gap where none was read because %s', (_, policy) => {
    const { api, code } = policy.error;
    expect(unreadOf(all(policy))).toEqual([`repository policies of us-east-1, ${api}, ${code}`]);
  });

  test.each([
    ['each denies the scanner by itself (F7)', BY_ITSELF],
    ['nobody says why', ''],
  ])('are named one by one where %s', (_, message) => {
    expect(unreadOf(all(refused(POLICIES, 'AccessDeniedException', message)))).toHaveLength(3);
  });

  test('are named one by one where one says that there is none', () => {
    const policy = refused(POLICIES, 'ThrottlingException');
    expect(unreadOf([regionOf('us-east-1', [{ policy }, { policy }, {}])])).toEqual(
      each('repository policy', [0, 1], 'ecr:GetRepositoryPolicy, ThrottlingException'),
    );
  });
});

describe('regions that nobody lists', () => {
  const LISTS = refused('account:ListRegions', 'AccessDeniedException');
  const unlisted = (name: string) => region(name, [], { repositories: LISTS, registryPolicy: LISTS });

  test('are one gap, which says what was read', () => {
    expect(unreadOf([regionOf('us-east-1', [{}]), unlisted('eu-west-1'), unlisted('eu-west-2')])).toEqual([
      'every region but us-east-1, account:ListRegions, AccessDeniedException',
    ]);
  });

  test('are one gap where none was read', () => {
    expect(unreadOf([unlisted('eu-west-1'), unlisted('eu-west-2')])).toEqual(['every region, account:ListRegions, AccessDeniedException']);
  });

  test('leave the gaps of the others alone, and of a region whose collector failed', () => {
    const failed = refused('ecr:DescribeRepositories', 'States.Timeout');
    const regions = [
      regionOf('us-east-1', [{ tags: TAGS }]),
      unlisted('eu-west-1'),
      unlisted('eu-west-2'),
      region('eu-west-3', [], { repositories: failed }),
    ];
    expect(unreadOf(regions)).toEqual([
      'every region but eu-west-3, us-east-1, account:ListRegions, AccessDeniedException',
      'repositories of eu-west-3, ecr:DescribeRepositories, States.Timeout',
      'tags of team/r0 in us-east-1, tag:GetResources, AccessDeniedException',
    ]);
  });
});

describe('over time', () => {
  const both = (fields: Fields): Shape => ({ ...TYPICAL, repositories: ['team/app', 'team/web'].map((name) => repository(name, fields)) });
  const [ONE, OTHER, ALL] = ['tags of team/app in us-east-1', 'tags of team/web in us-east-1', 'tags of us-east-1'];
  const before = follow({ snapshot: account(TYPICAL) });
  const gaps = (followed: ReturnType<typeof follow>) => told(followed).filter((line) => line.includes('ECRD-501'));

  test('a refusal opens one finding, which is over when the tags are read', () => {
    const unread = follow({ snapshot: account(both({ tags: TAGS })), known: before.state });
    expect(gaps(unread)).toEqual([`opened ECRD-501 ${ALL}`]);
    const again = follow({ snapshot: account(both({ tags: TAGS })), known: unread.state });
    expect(gaps(again)).toEqual([]);
    expect(gaps(follow({ snapshot: account(TYPICAL), known: again.state }))).toEqual([`resolved part-read ECRD-501 ${ALL}`]);
  });

  test('findings about its repositories stay as they were', () => {
    const quiet = both({ tags: TAGS });
    const shape = { ...quiet, roles: [pulling('other', 'team/app')] };
    const { state } = follow({ snapshot: account(TYPICAL) });
    const shared = Object.keys(standing({ state })).filter((name) => name.includes('ECRD-202'));
    const followed = follow({ snapshot: account(shape), known: state });
    expect(shared).toHaveLength(1);
    expect(standing(followed)).toMatchObject(Object.fromEntries(shared.map((name) => [name, 'open'])));
  });

  test('the gaps that an earlier version told one by one are told by the one that stands for them', () => {
    const [some] = [repository('team/app', { tags: TAGS }), repository('team/web')];
    const first = follow({ snapshot: account({ ...TYPICAL, repositories: [some!, repository('team/web')] }), known: before.state });
    expect(gaps(first)).toEqual([`opened ECRD-501 ${ONE}`]);
    // What an earlier version knew of the other one.
    const known = {
      ...first.state,
      findings: first.state.findings.flatMap((finding) =>
        finding.part?.name === ONE
          ? [
              finding,
              {
                ...finding,
                id: 'ecrd-earlieraaaaaaaaaaaaaa' as typeof finding.id,
                part: { ...finding.part, name: OTHER!, repository: 'team/web' },
              },
            ]
          : [finding],
      ),
    };
    const followed = follow({ snapshot: account(both({ tags: TAGS })), known });
    expect(gaps(followed).toSorted()).toEqual([
      `opened ECRD-501 ${ALL}`,
      `resolved superseded ECRD-501 ${ONE}`,
      `resolved superseded ECRD-501 ${OTHER}`,
    ]);
    expect(gaps(follow({ snapshot: account(TYPICAL), known: followed.state }))).toEqual([`resolved part-read ECRD-501 ${ALL}`]);
  });

  test('one that stands for several is told by the one that is left, where the others were read', () => {
    const unread = follow({ snapshot: account(both({ tags: TAGS })), known: before.state });
    const half = { ...TYPICAL, repositories: [repository('team/app', { tags: TAGS }), repository('team/web')] };
    const followed = follow({ snapshot: account(half), known: unread.state });
    expect(gaps(followed).toSorted()).toEqual([`opened ECRD-501 ${ONE}`, `resolved superseded ECRD-501 ${ALL}`]);
  });

  test('it stays where the repositories themselves are not listed any more', () => {
    const unread = follow({ snapshot: account(both({ tags: TAGS })), known: before.state });
    const unlisted = { ...TYPICAL, regional: { repositories: refused('ecr:DescribeRepositories') } };
    expect(gaps(follow({ snapshot: account(unlisted), known: unread.state }))).toEqual(['opened ECRD-501 repositories of us-east-1']);
  });

  test('regions that were told one by one are told as one', () => {
    const lists = refused('account:ListRegions');
    const unlisted = (name: string) => region(name, [], { repositories: lists, registryPolicy: lists });
    const shape = (others: readonly string[]): Shape => ({ ...TYPICAL, regions: [regionOf('us-east-1', []), ...others.map(unlisted)] });
    const one = follow({ snapshot: account(shape(['eu-west-1'])), known: before.state });
    const names = ['registry policy of eu-west-1', 'repositories of eu-west-1'];
    expect(gaps(one).toSorted()).toEqual(names.map((name) => `opened ECRD-501 ${name}`));
    const more = follow({ snapshot: account(shape(['eu-west-1', 'eu-west-2'])), known: one.state });
    expect(gaps(more).toSorted()).toEqual([
      'opened ECRD-501 every region but us-east-1',
      ...names.map((name) => `resolved superseded ECRD-501 ${name}`),
    ]);
  });
});

test('a policy that was read counts as before', () => {
  expect(unreadOf([region('us-east-1', [repository('a', { policy: sharing() })])])).toEqual([]);
});
