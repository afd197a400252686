// A small account of which something is found wherever a scan looks, and what AWS may answer about it.
import type { Api } from '../../../../lib/aws/api/permissions.ts';
import type { World } from '../../../support/aws-server/world.ts';
import { ACCOUNT, OTHER, PULL, REGION } from '../../server/world.ts';
import { accountWorld, SECOND_REGION } from './account-world.ts';

const STRANGER = '333333333333';

/** One region; a template, a replication and a control policy that each are a reason for a finding. */
export function oddWorld(): World {
  const world = accountWorld();
  const account = world.accounts[ACCOUNT]!;
  delete account.regions[SECOND_REGION];
  account.awsManagedInDetails = 'none';
  const { UserDetailList: users, GroupDetailList: groups, RoleDetailList: roles, Policies: policies } = account.identity;
  const pulling = [{ PolicyName: 'pull', PolicyDocument: allowing(['ecr:GetAuthorizationToken', ...PULLING]) }];
  account.identity = {
    UserDetailList: users,
    GroupDetailList: groups.map((group) => ({ ...group, GroupPolicyList: [{ PolicyName: 'list', PolicyDocument: PULL }] })),
    RoleDetailList: roles.map((role) => ({ ...role, RolePolicyList: pulling })),
    Policies: policies,
  };
  const region = account.regions[REGION]!;
  region.repositories = region.repositories.slice(0, 2);
  region.creationTemplates = [
    {
      prefix: 'team',
      appliedFor: ['PULL_THROUGH_CACHE'],
      repositoryPolicy: JSON.stringify(sharing()),
      resourceTags: [{ Key: 'a', Value: 'b' }],
    },
  ];
  region.replicationRules = [{ destinations: [{ region: SECOND_REGION, registryId: STRANGER }] }];
  const guard = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'ecr:BatchGetImage', Resource: '*' }] });
  const organization = world.organization!;
  organization.policies = organization.policies.map((each) => (each.id === 'p-guard' ? { ...each, content: guard } : each));
  return world;
}

const PULLING = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

function allowing(actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

function sharing(): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: OTHER }, Action: PULLING }] };
}

/** What AWS answers in other accounts, by the names of oddities: lists that are empty or shorter, what it leaves out, another name. */
export const POSSIBLE: Partial<Readonly<Record<Api, RegExp>>> = {
  'ecr:DescribeRepositories': /^(?:emptied repositories|removed repositories\[\d\])$/,
  'ecr:DescribeRepositoryCreationTemplates':
    /^(?:emptied|removed) repositoryCreationTemplates(?:\[0\])?$|^(?:emptied|removed|as null) .*\.(?:appliedFor|resourceTags|repositoryPolicy)(?:\[0\](?:\.Value)?)?$|as a text in .*appliedFor$|as a text .*repositoryPolicy$|as an object .*repositoryPolicy$/,
  'ecr:DescribeRegistry': /^(?:emptied|removed) replicationConfiguration\.rules(?:\[0\](?:\.destinations(?:\[0\])?)?)?$/,
  'ecr:DescribePullThroughCacheRules': /^(?:emptied|removed) pullThroughCacheRules(?:\[0\])?$/,
  'tag:GetResources': /^(?:emptied|removed) ResourceTagMappingList(?:\[0\](?:\.Tags(?:\[0\](?:\.Value)?)?)?)?$/,
  'organizations:ListRoots': /^(?:emptied Roots\[0\]\.PolicyTypes|removed Roots\[0\]\.PolicyTypes\[\d\])$/,
  'organizations:ListPoliciesForTarget': /^removed Policies\[1\]$/,
  'organizations:ListOrganizationalUnitsForParent': /^(?:emptied OrganizationalUnits|removed OrganizationalUnits\[0\])$/,
  'organizations:ListAccountsForParent': /^removed Accounts\[\d\]$/,
  'iam:GetAccountAuthorizationDetails': new RegExp(
    [
      '(?:emptied|removed) .*\\.(?:UserDetailList|RoleDetailList)(?:\\.member0)?',
      '(?:emptied|removed) .*\\.(?:GroupList|AttachedManagedPolicies|UserPolicyList|GroupPolicyList|RolePolicyList|Tags|PermissionsBoundary)(?:\\.member0)?',
      'of another name .*\\.(?:UserPolicyList|Tags|PermissionsBoundary)',
      '(?:as a text|emptied) .*\\.Tags\\.member0\\.(?:Key|Value)',
      'as a text .*\\.(?:UserId|RoleId|PolicyName)',
      // Twice the same says nothing new.
      'doubled .*\\.(?:UserPolicyList|GroupPolicyList|RolePolicyList|AttachedManagedPolicies)\\.member0',
    ]
      .map((each) => `^${each}$`)
      .join('|'),
  ),
};
