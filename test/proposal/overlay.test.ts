// Single changes laid over a small account: what each gives and takes, and what is unresolved.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkProposal } from '../../lib/check.ts';
import type { ProposedChange } from '../../lib/proposal/change.ts';
import { overlay } from '../../lib/proposal/overlay.ts';
import { holds } from '../support/property.ts';
import { proposalOf, sourceOf, toldOf } from './support/checked.ts';

const A = '111111111111';
const REGION = 'us-east-1';
const IAM = `arn:aws:iam::${A}`;

function allow(...actions: readonly string[]) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

const LIST = allow('ecr:DescribeImages', 'ecr:ListImages');
const DELETE = allow('ecr:BatchDeleteImage');
const ADMIN = allow('ecr:SetRepositoryPolicy');
const BY_PARTNER = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: ['ecr:DescribeImages', 'ecr:ListImages'] }],
};

const managed = (name: string, document: object) => ({
  Arn: `${IAM}:policy/${name}`,
  DefaultVersionId: 'v1',
  PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }],
});
const SOURCE = sourceOf({
  schemaVersion: 1,
  partition: 'aws',
  account: A,
  collectedAt: '2026-11-21T20:00:00Z',
  identity: {
    status: 'present',
    value: {
      UserDetailList: [{ UserName: 'ana', UserId: 'AIDAANA', Arn: `${IAM}:user/ana`, Path: '/', GroupList: ['Staff'] }],
      GroupDetailList: [{ GroupName: 'Staff', Path: '/', AttachedManagedPolicies: [{ PolicyArn: `${IAM}:policy/list` }] }],
      RoleDetailList: [
        {
          RoleName: 'ci',
          RoleId: 'AROACI',
          Arn: `${IAM}:role/ci`,
          Path: '/',
          AttachedManagedPolicies: [{ PolicyArn: `${IAM}:policy/list` }, { PolicyArn: `${IAM}:policy/delete` }],
          AssumeRolePolicyDocument: LIST,
        },
        {
          RoleName: 'idle',
          RoleId: 'AROAIDLE',
          Arn: `${IAM}:role/idle`,
          Path: '/',
          RolePolicyList: [{ PolicyName: 'admin', PolicyDocument: ADMIN }],
          AssumeRolePolicyDocument: LIST,
        },
      ],
      Policies: [managed('list', LIST), managed('delete', DELETE)],
    },
  },
  regions: [
    {
      region: REGION,
      registryPolicy: { status: 'absent' },
      repositories: {
        status: 'present',
        value: [
          {
            repositoryName: 'app',
            repositoryArn: `arn:aws:ecr:${REGION}:${A}:repository/app`,
            policy: { status: 'absent' },
            tags: { status: 'present', value: { tier: 'test' } },
          },
        ],
      },
    },
  ],
});

const ci = { kind: 'role', name: 'ci' } as const;
const idle = { kind: 'role', name: 'idle' } as const;
const ana = { kind: 'user', name: 'ana' } as const;
const NOTHING = { gained: [], lost: [], changed: [], unresolved: [] };

describe('a change gives and takes', () => {
  test.each<readonly [string, readonly ProposedChange[], Partial<typeof NOTHING> | Record<string, readonly string[]>]>([
    ['nothing', [], {}],
    [
      'a repository policy',
      [{ kind: 'repositoryPolicy', region: REGION, repository: 'app', document: BY_PARTNER }],
      { gained: ['account:222222222222 list app under conditions'] },
    ],
    [
      'a registry policy',
      [{ kind: 'registryPolicy', region: REGION, document: BY_PARTNER }],
      { gained: ['account:222222222222 list app under conditions'] },
    ],
    [
      'a new repository',
      [{ kind: 'repository', region: REGION, name: 'new', tags: {} }],
      { gained: ['ci delete new', 'ci list new', 'idle admin new', 'ana list new'] },
    ],
    [
      'a repository that goes',
      [{ kind: 'noRepository', region: REGION, name: 'app' }],
      { lost: ['ci delete app', 'ci list app', 'idle admin app', 'ana list app'] },
    ],
    [
      'a user that is renamed, and keeps what the groups give',
      [
        { kind: 'renamed', owner: ana, to: 'anna' },
        { kind: 'principal', principal: { kind: 'user', name: 'anna' }, path: '/', trust: undefined, tags: undefined },
      ],
      { gained: ['anna list app'], lost: ['ana list app'] },
    ],
    [
      'a group that is renamed, and keeps members and policies',
      [
        { kind: 'renamed', owner: { kind: 'group', name: 'Staff' }, to: 'Crew' },
        { kind: 'group', name: 'Crew', path: '/' },
      ],
      {},
    ],
    [
      'a renamed group that loses a member and a policy under its old name',
      [
        { kind: 'membership', user: 'ana', group: 'Staff', member: false },
        { kind: 'renamed', owner: { kind: 'group', name: 'Staff' }, to: 'Crew' },
      ],
      { lost: ['ana list app'] },
    ],
    [
      'somebody who is renamed and is not there',
      [{ kind: 'renamed', owner: { kind: 'user', name: 'eve' }, to: 'eva' }],
      { unresolved: ['proposed renamed'] },
    ],
    ['an inline policy', [{ kind: 'inlinePolicy', owner: ana, name: 'x', document: DELETE }], { gained: ['ana delete app'] }],
    [
      'an inline policy in the place of another',
      [{ kind: 'inlinePolicy', owner: idle, name: 'admin', document: LIST }],
      { gained: ['idle list app'], lost: ['idle admin app'] },
    ],
    ['an attachment', [{ kind: 'attachment', owner: idle, arn: `${IAM}:policy/delete`, attached: true }], { gained: ['idle delete app'] }],
    ['an attachment that goes', [{ kind: 'attachment', owner: ci, arn: `${IAM}:policy/list`, attached: false }], { lost: ['ci list app'] }],
    [
      'an attachment that another resource makes again',
      [
        { kind: 'attachment', owner: ci, arn: `${IAM}:policy/list`, attached: true },
        { kind: 'attachment', owner: ci, arn: `${IAM}:policy/list`, attached: false },
      ],
      {},
    ],
    ['exclusive attachments', [{ kind: 'onlyAttachments', owner: ci, arns: [`${IAM}:policy/list`] }], { lost: ['ci delete app'] }],
    ['exclusive inline policies', [{ kind: 'onlyInlinePolicies', owner: idle, names: [] }], { lost: ['idle admin app'] }],
    [
      'an exclusive policy',
      [{ kind: 'attachedOnlyTo', arn: `${IAM}:policy/list`, owners: [idle] }],
      { gained: ['idle list app'], lost: ['ci list app', 'ana list app'] },
    ],
    [
      'a policy of a group',
      [{ kind: 'inlinePolicy', owner: { kind: 'group', name: 'staff' }, name: 'x', document: DELETE }],
      { gained: ['ana delete app'] },
    ],
    ['a membership that goes', [{ kind: 'membership', user: 'ana', group: 'staff', member: false }], { lost: ['ana list app'] }],
    [
      'a new group with a member',
      [
        { kind: 'membership', user: 'ana', group: 'new', member: true },
        { kind: 'group', name: 'new', path: '/' },
        { kind: 'attachment', owner: { kind: 'group', name: 'new' }, arn: `${IAM}:policy/delete`, attached: true },
      ],
      { gained: ['ana delete app'] },
    ],
    ['a group that goes', [{ kind: 'noGroup', name: 'Staff' }], { lost: ['ana list app'] }],
    [
      'a managed policy',
      [{ kind: 'managedPolicy', arn: `${IAM}:policy/list`, document: DELETE }],
      { gained: ['ana delete app'], lost: ['ci list app', 'ana list app'] },
    ],
    [
      'a managed policy that goes',
      [{ kind: 'managedPolicy', arn: `${IAM}:policy/list`, document: null }],
      { lost: ['ci list app', 'ana list app'] },
    ],
    ['a boundary', [{ kind: 'boundary', owner: ci, arn: `${IAM}:policy/delete` }], { lost: ['ci list app'] }],
    [
      'a new role',
      [
        { kind: 'principal', principal: { kind: 'role', name: 'new' }, path: '/p/', trust: LIST, tags: {} },
        { kind: 'inlinePolicy', owner: { kind: 'role', name: 'new' }, name: 'x', document: ADMIN },
      ],
      { gained: ['new admin app'] },
    ],
    ['a role that goes', [{ kind: 'noPrincipal', principal: ci }], { lost: ['ci delete app', 'ci list app'] }],
  ])('%s', (_, changes, told) => {
    const found = toldOf(SOURCE, ...changes);
    const sorted = Object.fromEntries(Object.entries(found).map(([name, lines]) => [name, [...lines].sort()]));
    const wanted = Object.fromEntries(Object.entries({ ...NOTHING, ...told }).map(([name, lines]) => [name, [...lines].sort()]));
    expect(sorted).toEqual(wanted);
  });
});

describe('what is not known is unknown, and takes nothing', () => {
  const unread = (place: Extract<ProposedChange, { readonly kind: 'unread' }>['place']): ProposedChange => ({
    kind: 'unread',
    place,
    attribute: 'policy',
    why: 'who knows',
  });
  const lost: ProposedChange = { kind: 'attachment', owner: ci, arn: `${IAM}:policy/list`, attached: false };

  test.each<readonly [string, ProposedChange]>([
    ['a policy of the principal', unread({ kind: 'owner', owner: ci, limits: false })],
    ['a policy of anybody', unread({ kind: 'principals' })],
    ['the policy of the repository', unread({ kind: 'repositoryPolicy', region: REGION, repository: 'app' })],
    ['the policy of any repository', unread({ kind: 'repositories', region: null })],
    ['the document of a policy', unread({ kind: 'managedPolicy', arn: `${IAM}:policy/delete` })],
    ['everything', unread({ kind: 'everything' })],
  ])('%s: what is taken away may be given by it', (_, change) => {
    expect(toldOf(SOURCE, lost, change)).toMatchObject({ gained: [], lost: [], unresolved: ['proposed policy'] });
  });

  test.each<readonly [string, ProposedChange]>([
    ['a policy', { kind: 'inlinePolicy', owner: { kind: 'role', name: 'nobody' }, name: 'x', document: LIST }],
    ['an attachment', { kind: 'attachment', owner: { kind: 'user', name: 'nobody' }, arn: `${IAM}:policy/list`, attached: true }],
    ['a repository policy', { kind: 'repositoryPolicy', region: REGION, repository: 'nothing', document: BY_PARTNER }],
    ['a repository in a region that was not read', { kind: 'repository', region: 'eu-west-9', name: 'x', tags: {} }],
  ])('%s about nothing that is there is unresolved', (_, change) => {
    expect(toldOf(SOURCE, change)).toMatchObject({ gained: [], lost: [], unresolved: [`proposed ${change.kind}`] });
  });

  test('an attached policy whose document nobody has is unresolved', () => {
    const change: ProposedChange = { kind: 'attachment', owner: idle, arn: 'arn:aws:iam::aws:policy/Future', attached: true };
    expect(toldOf(SOURCE, change)).toMatchObject({ gained: [], unresolved: ['proposed policy_arn'] });
  });
});

test('whoever and whatever is left alone is the very object of before', () => {
  const { snapshot } = overlay(SOURCE, proposalOf({ kind: 'inlinePolicy', owner: ana, name: 'x', document: DELETE }));
  const [before, after] = [SOURCE.snapshot, snapshot].map(({ principals }) => (principals.kind === 'present' ? principals.value : []));
  expect(after?.map((each) => before?.includes(each))).toEqual([true, true, false]);
  expect(snapshot.registries).toEqual(SOURCE.snapshot.registries);
  expect(snapshot.registries[0]).toBe(SOURCE.snapshot.registries[0]);
});

test('a proposal of nothing is the snapshot as it was', () => {
  const { snapshot } = overlay(SOURCE, []);
  expect(snapshot.principals).toBe(SOURCE.snapshot.principals);
});

test('other conditions change a grant, other names of statements do not', () => {
  const under = (sid: string, tag: string): object => ({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sid,
        Effect: 'Allow',
        Principal: { AWS: '222222222222' },
        Action: ['ecr:DescribeImages', 'ecr:ListImages'],
        Condition: { StringEquals: { 'aws:PrincipalTag/team': tag } },
      },
    ],
  });
  const put = (document: object): ProposedChange => ({
    kind: 'repositoryPolicy',
    region: REGION,
    repository: 'app',
    document: JSON.stringify(document),
  });
  const [region] = SOURCE.file.regions;
  if (region?.repositories.status !== 'present') throw new Error('it is there');
  const value = region.repositories.value.map((each) => ({ ...each, policy: { status: 'present', value: under('A', 'a') } }));
  const source = sourceOf({ ...SOURCE.file, regions: [{ ...region, repositories: { status: 'present', value } }] });
  expect(toldOf(source, put(under('A', 'b')))).toEqual({ ...NOTHING, changed: ['account:222222222222 list app under conditions'] });
  expect(toldOf(source, put(under('B', 'a')))).toEqual(NOTHING);
});

describe('what the snapshot did not read', () => {
  const unread = (api: string) => ({ status: 'unknown', error: { api, code: 'AccessDeniedException', message: 'no' } });
  const UNREAD = sourceOf({
    schemaVersion: 1,
    partition: 'aws',
    account: A,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: unread('iam:GetAccountAuthorizationDetails'),
    regions: [
      {
        region: REGION,
        registryPolicy: unread('ecr:GetRegistryPolicy'),
        repositories: unread('ecr:DescribeRepositories'),
        creationTemplates: unread('ecr:DescribeRepositoryCreationTemplates'),
        pullThroughCacheRules: unread('ecr:DescribePullThroughCacheRules'),
      },
    ],
  });
  const owner = { kind: 'role', name: 'ci' } as const;
  const arn = `${IAM}:policy/list`;
  const at = { region: REGION } as const;
  const CHANGES: readonly ProposedChange[] = [
    { kind: 'repository', ...at, name: 'app', tags: undefined },
    { kind: 'noRepository', ...at, name: 'app' },
    { kind: 'repositoryPolicy', ...at, repository: 'app', document: BY_PARTNER },
    { kind: 'repositoryPolicy', ...at, repository: 'app', document: null },
    { kind: 'creationTemplate', ...at, prefix: 'app', answer: null },
    { kind: 'cacheRule', ...at, prefix: 'app', answer: { ecrRepositoryPrefix: 'app' } },
    { kind: 'inlinePolicy', owner, name: 'p', document: LIST },
    { kind: 'onlyInlinePolicies', owner, names: [] },
    { kind: 'managedPolicy', arn, document: LIST },
    { kind: 'attachment', owner, arn, attached: true },
    { kind: 'onlyAttachments', owner, arns: [arn] },
    { kind: 'attachedOnlyTo', arn, owners: [owner] },
    { kind: 'membership', user: 'ana', group: 'Staff', member: false },
    { kind: 'boundary', owner, arn: null },
    { kind: 'principal', principal: owner, path: '/', trust: undefined, tags: undefined },
    { kind: 'noPrincipal', principal: owner },
    { kind: 'group', name: 'Staff', path: '/' },
    { kind: 'noGroup', name: 'Staff' },
  ];

  // Seen failing: changes of identities and of lists that were not read dropped, as a gap of the snapshot already.
  test.each(CHANGES.map((change) => [change.kind, change] as const))('is unresolved where a proposal changes it: %s', (_, change) => {
    const { unresolved, snapshot } = overlay(UNREAD, proposalOf(change));
    expect(unresolved.map(({ why }) => why)).toEqual([expect.stringMatching(/were not read$/)]);
    expect(snapshot).toEqual(UNREAD.snapshot);
  });
});

function unreadAfter(changes: readonly ProposedChange[]) {
  return checkProposal(SOURCE, undefined, proposalOf(...changes)).result.head.unread;
}

// Seen failing: members left in a group of the old name, after 1 run.
test('a group of another name gives its members the same, and whoever is named back has what he had', () => {
  const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
  const groupNames = fc.tuple(names, names).filter(([one, other]) => one.toLowerCase() !== other.toLowerCase());
  holds(
    fc.property(groupNames, ([user, group]) => {
      const renamed: readonly ProposedChange[] = [
        { kind: 'renamed', owner: { kind: 'group', name: 'Staff' }, to: group },
        { kind: 'renamed', owner: ana, to: user },
        { kind: 'renamed', owner: { kind: 'user', name: user }, to: 'ana' },
      ];
      expect(toldOf(SOURCE, ...renamed)).toEqual(NOTHING);
      expect(unreadAfter(renamed)).toEqual(unreadAfter([]));
    }),
    { runs: 50, show: ([user, group]) => `${user} ${group}` },
  );
});
