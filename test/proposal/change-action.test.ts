// What a proposal without a plan calls its changes: made, altered, or either where nobody read what is there.
import { describe, expect, test } from 'vitest';
import { givenPolicy, proposedPolicy } from '../../lib/proposal/policy-files.ts';
import type { SnapshotFile } from '../../lib/snapshot/schema.ts';
import { account, resourcesOf } from './cloudformation/support.ts';
import { sourceOf } from './support/checked.ts';

const UNREAD = { status: 'unknown', error: { api: 'ecr:Any', code: 'AccessDeniedException', message: 'no' } } as const;
const { file: WHOLE } = account();
const REGION = WHOLE.regions[0]?.region ?? '';
const POLICY = '{"Version": "2012-10-17", "Statement": []}';

const withRegion = (parts: object): SnapshotFile => ({ ...WHOLE, regions: WHOLE.regions.map((each) => ({ ...each, ...parts })) });
const SETTINGS = { registryPolicy: UNREAD, replication: UNREAD, pullThroughCacheRules: UNREAD, creationTemplates: UNREAD };
const ABSENT = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, { status: 'absent' }]));

const RESOURCES: Readonly<Record<string, object>> = {
  Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'team/app' } },
  Registry: { Type: 'AWS::ECR::RegistryPolicy', Properties: { PolicyText: JSON.parse(POLICY) } },
  Replication: { Type: 'AWS::ECR::ReplicationConfiguration', Properties: { ReplicationConfiguration: { Rules: [] } } },
  Rule: {
    Type: 'AWS::ECR::PullThroughCacheRule',
    Properties: { EcrRepositoryPrefix: 'hub', UpstreamRegistryUrl: 'public.ecr.aws' },
  },
  Template: { Type: 'AWS::ECR::RepositoryCreationTemplate', Properties: { Prefix: 'hub', AppliedFor: ['REPLICATION'] } },
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', AssumeRolePolicyDocument: JSON.parse(POLICY) } },
  User: { Type: 'AWS::IAM::User', Properties: { UserName: 'alice' } },
  Group: { Type: 'AWS::IAM::Group', Properties: { GroupName: 'devs' } },
  Members: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'devs', Users: ['alice'] } },
  Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'own', PolicyDocument: JSON.parse(POLICY) } },
  Inline: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'reader', PolicyName: 'x', PolicyDocument: JSON.parse(POLICY) } },
  Linked: { Type: 'AWS::IAM::ServiceLinkedRole', Properties: { AWSServiceName: 'ecs.amazonaws.com' } },
};
const OF_REGION = ['Repository', 'Registry', 'Replication', 'Rule', 'Template'];

function actions(file: SnapshotFile, previous?: string): Readonly<Record<string, string>> {
  const resources = resourcesOf(sourceOf(file), {
    ...{ text: JSON.stringify({ Resources: RESOURCES }), region: REGION },
    ...(previous === undefined ? {} : { previous }),
  });
  return Object.fromEntries(resources.map(({ address, action }) => [address, action]));
}

describe('a template', () => {
  test('alters what is there and makes what is not', () => {
    expect(actions(withRegion(ABSENT))).toEqual({
      ...Object.fromEntries(Object.keys(RESOURCES).map((name) => [name, 'create'])),
      ...Object.fromEntries(['Repository', 'Role', 'User', 'Group', 'Members'].map((name) => [name, 'update'])),
    });
  });

  const blind = { ...withRegion({ ...SETTINGS, repositories: UNREAD }), identity: UNREAD };

  test.each([
    ['region', withRegion({ ...SETTINGS, repositories: UNREAD }), OF_REGION],
    ['identity part', { ...WHOLE, identity: UNREAD }, Object.keys(RESOURCES).filter((name) => !OF_REGION.includes(name))],
  ] as const)('does one or the other where the %s was not read', (_, file, names) => {
    const all = actions(file);
    expect(names.map((name) => [name, all[name]])).toEqual(names.map((name) => [name, 'unknown']));
  });

  test('makes what the one before lacks, and alters what it had, whatever was read', () => {
    expect(new Set(Object.values(actions(blind, '{"Resources": {}}')))).toEqual(new Set(['create']));
    const before = Object.fromEntries(Object.entries(RESOURCES).map(([name, each]) => [name, { ...each, DeletionPolicy: 'Delete' }]));
    expect(actions(blind, JSON.stringify({ Resources: before }))).toEqual({});
    const { Repository, ...rest } = before;
    const tagged = { ...Repository, Properties: { RepositoryName: 'team/app', Tags: [{ Key: 'a', Value: 'b' }] } };
    expect(actions(blind, JSON.stringify({ Resources: { ...rest, Repository: tagged } }))).toEqual({ Repository: 'update' });
  });
});

test.each([
  [{ status: 'absent' }, 'create'],
  [{ status: 'present', value: POLICY }, 'update'],
  [UNREAD, 'unknown'],
])('a policy that is given for one that is %j: %s', (registryPolicy, action) => {
  const given = givenPolicy('registry-policy', `${REGION}=policy.json`);
  if ('reason' in given) throw new Error(given.reason);
  expect(proposedPolicy(withRegion({ registryPolicy }), given, POLICY)).toMatchObject({ resource: { action } });
});
