// The world that the tests of the server ask about: two accounts, two regions, something of everything.
import { emptyAccount, emptyWorld, regionWith, type World } from '../../support/aws-server/world.ts';

export const ACCOUNT = '111111111111';
export const OTHER = '222222222222';
export const REGION = 'eu-central-1';
export const AUDITOR = `arn:aws:iam::${ACCOUNT}:user/auditor`;
export const AUDIT_ROLE = `arn:aws:iam::${OTHER}:role/audit`;
export const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';
export const BOUNDARY = 'arn:aws:iam::aws:policy/PowerUserAccess';
export const LOCAL = `arn:aws:iam::${ACCOUNT}:policy/deploy`;

export const PULL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ecr:BatchGetImage'], Resource: "*(it's)!" }] };
export const POLICY_TEXT = JSON.stringify({ ...PULL, Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }] });

/** Makes a fresh copy, so that a test may change it. */
export function sampleWorld(): World {
  const world = emptyWorld();
  world.accessKeys['AKIAAUDITOR'] = { account: ACCOUNT, arn: AUDITOR, userId: 'AIDAAUDITOR' };
  world.accounts[ACCOUNT] = {
    ...emptyAccount(),
    identity: {
      UserDetailList: [
        {
          UserName: 'ana',
          UserId: 'AIDAANA',
          Arn: `arn:aws:iam::${ACCOUNT}:user/ana`,
          Path: '/',
          CreateDate: '2026-01-01T00:00:00Z',
          GroupList: ['developers'],
          UserPolicyList: [{ PolicyName: 'pull', PolicyDocument: PULL }],
          AttachedManagedPolicies: [{ PolicyName: 'AmazonEC2ContainerRegistryReadOnly', PolicyArn: READ_ONLY }],
          PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: BOUNDARY },
          Tags: [{ Key: 'team', Value: 'a&b <c>' }],
        },
      ],
      GroupDetailList: [
        { GroupName: 'developers', GroupId: 'AGPADEV', Arn: `arn:aws:iam::${ACCOUNT}:group/developers`, Path: '/', GroupPolicyList: [] },
      ],
      RoleDetailList: [
        {
          RoleName: 'ci',
          RoleId: 'AROACI',
          Arn: `arn:aws:iam::${ACCOUNT}:role/ci`,
          Path: '/',
          AssumeRolePolicyDocument: PULL,
          RolePolicyList: [],
          AttachedManagedPolicies: [{ PolicyName: 'deploy', PolicyArn: LOCAL }],
        },
      ],
      Policies: [{ Arn: LOCAL, PolicyName: 'deploy', DefaultVersionId: 'v2', PolicyVersionList: versions('v2', 'v1') }],
    },
    regions: {
      [REGION]: {
        ...regionWith([{ name: 'team/app', policyText: POLICY_TEXT, tags: { env: 'prod' } }, { name: 'team/job' }, { name: 'base' }]),
        registryPolicyText: POLICY_TEXT,
      },
      'us-east-1': regionWith(),
      'me-south-1': { ...regionWith([{ name: 'asleep' }]), status: 'DISABLED' },
    },
  };
  world.accounts[OTHER] = {
    ...emptyAccount(),
    assumable: { [AUDIT_ROLE]: { externalId: 'secret-word' } },
    regions: { [REGION]: regionWith([{ name: 'theirs' }]) },
  };
  world.awsManagedPolicies = [READ_ONLY, BOUNDARY].map((Arn) => ({
    Arn,
    PolicyName: Arn.slice(Arn.lastIndexOf('/') + 1),
    DefaultVersionId: 'v3',
    PolicyVersionList: versions('v3'),
  }));
  return world;
}

function versions(current: string, ...older: readonly string[]) {
  return [current, ...older].map((VersionId) => ({ VersionId, IsDefaultVersion: VersionId === current, Document: PULL }));
}
