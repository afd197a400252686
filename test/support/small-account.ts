// Small accounts in which anybody may have anything: for what has to hold of every account.
import fc from 'fast-check';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';

export type Json = Readonly<Record<string, unknown>>;

export const ACCOUNT = '111111111111';
const ORGANIZATION = 'o-small12345';
const UNIT = `${ORGANIZATION}/r-sm4l/ou-sm4l-1/`;

const ROLES = ['ci/build', 'ci/deploy', 'team-a/reader', 'team-a/team-a-push', 'team-b/reader', 'admin'];
const USERS = ['staff/anna', 'staff/ben', 'carl'];
const NAMES = ['team-a/api', 'team-a/web-1', 'team-a/web-2', 'team-b/api', 'team-b/web-1', 'base', 'base-node', 'team-b/deep/er'];
const REGIONS = ['eu-west-1', 'us-east-1'];
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const ACTIONS = [
  'ecr:*',
  PULL,
  ['ecr:DescribeImages', 'ecr:ListImages'],
  ['ecr:BatchGetImage', 'ecr:PutImage'],
  'ecr:Put*',
  'ecr:BatchDeleteImage',
  'ecr:Delete*',
  'ecr:GetAuthorizationToken',
  ['ecr:*Layer*', 'ecr:PutImage'],
  'ecr:ReplicateImage',
  'ecr:TagResource',
];
const RESOURCES = ['*', 'repository/*', 'repository/team-a/*', 'repository/*/web-*', 'repository/base'].map((part) =>
  part === '*' ? part : `arn:aws:ecr:*:${ACCOUNT}:${part}`,
);
const CONDITIONS: readonly Json[] = [
  {},
  {},
  { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
  { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
];
const PRINCIPALS: readonly Json[] = [
  { Principal: '*' },
  { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } } },
  { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-other12345' } } },
  { Principal: { AWS: '222222222222' } },
  { Principal: { AWS: 'arn:aws:iam::333333333333:role/partner' } },
  { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/ci/build` } },
  { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/carl` } },
  { Principal: { AWS: ACCOUNT } },
  { Principal: { Service: 'codebuild.amazonaws.com' } },
];

interface SmallRepository extends Json {
  readonly policy: { readonly status: string; readonly value?: Json };
}

interface SmallAccount extends Json {
  readonly regions: readonly (Json & {
    readonly repositories: { readonly status: 'present'; readonly value: readonly SmallRepository[] };
  })[];
}

const action = fc.constantFrom(...ACTIONS);
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');

const identityStatement = fc
  .record({ Effect: effect, Action: action, Resource: fc.constantFrom(...RESOURCES), condition: fc.constantFrom(...CONDITIONS) })
  .map(({ condition, ...statement }) => ({ ...statement, ...condition }));

const resourceStatement = fc
  .record({ Effect: effect, Action: action, principal: fc.constantFrom(...PRINCIPALS) })
  .map(({ principal, ...statement }) => ({ ...statement, ...principal }));

const LOGIN: Json = { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' };

const document = (statements: readonly unknown[]): Json => ({ Version: '2012-10-17', Statement: statements });

const holder = fc
  .record({ login: fc.boolean(), statements: fc.array(identityStatement, { maxLength: 2 }) })
  .map(({ login, statements }) => {
    const all = login ? [LOGIN, ...statements] : statements;
    return all.length === 0 ? [] : [{ PolicyName: 'own', PolicyDocument: document(all) }];
  });

const repository = fc.record({
  name: fc.constantFrom(...NAMES),
  policy: fc.option(fc.array(resourceStatement, { minLength: 1, maxLength: 2 }), { nil: undefined }),
});

/** An account as a snapshot file writes it. */
export const smallAccount: fc.Arbitrary<SmallAccount> = fc
  .record({
    roles: fc.array(holder, { minLength: ROLES.length, maxLength: ROLES.length }),
    users: fc.array(holder, { minLength: USERS.length, maxLength: USERS.length }),
    regions: fc.tuple(...REGIONS.map(() => fc.uniqueArray(repository, { selector: ({ name }) => name, maxLength: 6 }))),
    inOrganization: fc.boolean(),
  })
  .map(({ roles, users, regions, inOrganization }) => ({
    schemaVersion: 1,
    partition: 'aws',
    account: ACCOUNT,
    collectedAt: '2026-11-21T20:00:00Z',
    identity: {
      status: 'present',
      value: {
        UserDetailList: USERS.map((path, at) => ({ ...nameOf('User', path), UserPolicyList: users[at], AttachedManagedPolicies: [] })),
        GroupDetailList: [],
        RoleDetailList: ROLES.map((path, at) => ({ ...nameOf('Role', path), RolePolicyList: roles[at], AttachedManagedPolicies: [] })),
        Policies: [],
      },
    },
    organization: inOrganization
      ? {
          status: 'present',
          value: {
            id: ORGANIZATION,
            managementAccount: '999999999999',
            path: UNIT,
            serviceControlPolicies: [],
            resourceControlPolicies: [],
            accounts: [{ id: '222222222222', name: 'build', path: UNIT }],
          },
        }
      : { status: 'absent' },
    regions: REGIONS.map((region, at) => ({
      region,
      registryPolicy: { status: 'absent' },
      repositories: {
        status: 'present' as const,
        value: (regions[at] ?? []).map(({ name, policy }) => ({
          repositoryName: name,
          repositoryArn: `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`,
          policy: policy ? { status: 'present', value: document(policy) } : { status: 'absent' },
        })),
      },
    })),
  }));

/** The account with one more statement in the policy of some repository, or of none where there is none. */
export function withGrant(file: SmallAccount, statement: Json, choice: number): Json {
  const count = file.regions.reduce((sum, { repositories }) => sum + repositories.value.length, 0);
  let left = count === 0 ? 0 : choice % count;
  const regions = file.regions.map((region) => {
    const value = region.repositories.value.map((each) => (left-- === 0 ? { ...each, policy: extended(each.policy, statement) } : each));
    return { ...region, repositories: { ...region.repositories, value } };
  });
  return { ...file, regions };
}

function extended({ value }: SmallRepository['policy'], statement: Json): SmallRepository['policy'] {
  const statements = Array.isArray(value?.['Statement']) ? value['Statement'] : [];
  return { status: 'present', value: document([...statements, statement]) };
}

export function snapshotOf(file: unknown): AccountSnapshot {
  const reading = readSnapshot(JSON.stringify(file));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}

function nameOf(kind: 'User' | 'Role', place: string): Json {
  const cut = place.lastIndexOf('/') + 1;
  const name = place.slice(cut);
  const more = kind === 'Role' ? { AssumeRolePolicyDocument: document([]) } : { GroupList: [] };
  return {
    Path: `/${place.slice(0, cut)}`,
    [`${kind}Name`]: name,
    [`${kind}Id`]: `${kind === 'User' ? 'AIDA' : 'AROA'}${place
      .toUpperCase()
      .replaceAll(/[^A-Z]/g, '')
      .padEnd(16, 'X')}`,
    Arn: `arn:aws:iam::${ACCOUNT}:${kind.toLowerCase()}/${place}`,
    ...more,
  };
}
