// The account that is made in every emulator: regions, repositories with and without policies, and every way to give a principal a policy.
import { type Account, emptyAccount, regionWith } from '../../support/aws-server/world.ts';

export const REGIONS = ['eu-central-1', 'us-east-1'] as const;
export const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';
export const POWER_USER = 'arn:aws:iam::aws:policy/PowerUserAccess';

/** The plan for an account with this id. */
export function planFor(account: string): Account {
  const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;
  return {
    ...emptyAccount(),
    identity: {
      UserDetailList: [
        {
          UserName: 'ana',
          UserId: 'AIDAANA',
          Arn: arn('user/people/ana'),
          Path: '/people/',
          GroupList: ['developers'],
          UserPolicyList: [{ PolicyName: 'pull', PolicyDocument: allow('ecr:BatchGetImage', "arn:aws:ecr:*:*:repository/(it's)!*") }],
          AttachedManagedPolicies: [{ PolicyName: 'AmazonEC2ContainerRegistryReadOnly', PolicyArn: READ_ONLY }],
          PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: POWER_USER },
          Tags: [{ Key: 'team', Value: 'a & b' }],
        },
        { UserName: 'ben', UserId: 'AIDABEN', Arn: arn('user/ben'), Path: '/', GroupList: [] },
      ],
      GroupDetailList: [
        {
          GroupName: 'developers',
          Arn: arn('group/developers'),
          Path: '/',
          GroupPolicyList: [{ PolicyName: 'list', PolicyDocument: allow('ecr:ListImages', '*') }],
          AttachedManagedPolicies: [{ PolicyName: 'deploy', PolicyArn: arn('policy/team/deploy') }],
        },
      ],
      RoleDetailList: [
        {
          RoleName: 'ci',
          RoleId: 'AROACI',
          Arn: arn('role/ci'),
          Path: '/',
          AssumeRolePolicyDocument: trust(),
          RolePolicyList: [{ PolicyName: 'push', PolicyDocument: allow('ecr:PutImage', '*') }],
          AttachedManagedPolicies: [{ PolicyName: 'deploy', PolicyArn: arn('policy/team/deploy') }],
          PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn('policy/edge') },
          Tags: [{ Key: 'team', Value: 'ci' }],
        },
      ],
      Policies: [policy(arn('policy/team/deploy'), '/team/'), policy(arn('policy/edge'), '/')],
    },
    regions: {
      'eu-central-1': {
        ...regionWith([
          { name: 'team/app', policyText: repositoryPolicy(account), tags: { env: 'prod', note: 'a & b' } },
          { name: 'team/job', tags: { env: 'dev' } },
          { name: 'base' },
        ]),
        registryPolicyText: registryPolicy(account, 'eu-central-1'),
        pullThroughCacheRules: [{ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' }],
        replicationRules: [{ destinations: [{ region: 'us-east-1', registryId: account }] }],
        creationTemplates: [{ prefix: 'made', appliedFor: ['PULL_THROUGH_CACHE'] }],
      },
      'us-east-1': regionWith([{ name: 'elsewhere', policyText: repositoryPolicy(account) }]),
    },
  };
}

function policy(Arn: string, Path: string) {
  const Document = allow('ecr:*', '*');
  return {
    Arn,
    Path,
    PolicyName: Arn.slice(Arn.lastIndexOf('/') + 1),
    DefaultVersionId: 'v1',
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }],
  };
}

function allow(Action: string, Resource: string) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}

function trust() {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
}

function repositoryPolicy(account: string): string {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Pull', Effect: 'Allow', Principal, Action: ['ecr:BatchGetImage'] }] });
}

function registryPolicy(account: string, region: string): string {
  const Resource = `arn:aws:ecr:${region}:${account}:repository/*`;
  const Principal = { AWS: 'arn:aws:iam::222222222222:root' };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Copies', Effect: 'Allow', Principal, Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'], Resource }],
  });
}
