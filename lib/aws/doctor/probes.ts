// The cheapest call of each API: small pages, and names that need not exist, since AWS checks permissions first.
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import {
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetAccountSettingCommand,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import {
  GetAccountAuthorizationDetailsCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Api } from '../api/permissions.ts';
import type { SendOptions } from '../client/call.ts';
import { ACCOUNT, EC2, ECR, IAM, TAGGING } from '../client/services.ts';
import type { Session } from '../client/session.ts';
import { CLOUDTRAIL } from '../client/trail-service.ts';

export type Probes = Partial<Readonly<Record<Api, (options: SendOptions) => Promise<unknown>>>>;

/** A probe for each API of an account and a region; the organization has its own. */
export function probesOf({ clients, partition, account: id, region: home }: Session, region: string): Probes {
  const [account, ec2, ecr, iam, tagging, trail] = [
    clients.of(ACCOUNT, home),
    clients.of(EC2, home),
    clients.of(ECR, region),
    clients.of(IAM, home),
    clients.of(TAGGING, region),
    clients.of(CLOUDTRAIL, region),
  ];
  const PolicyArn = `arn:${partition}:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly`;
  return {
    'account:ListRegions': (options) => account.send(new ListRegionsCommand({ MaxResults: 1 }), options),
    'ec2:DescribeRegions': (options) => ec2.send(new DescribeRegionsCommand({}), options),
    'iam:GetAccountAuthorizationDetails': (options) => iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1 }), options),
    'iam:GetPolicy': (options) => iam.send(new GetPolicyCommand({ PolicyArn }), options),
    'iam:GetPolicyVersion': (options) => iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }), options),
    'ecr:DescribeRepositories': (options) => ecr.send(new DescribeRepositoriesCommand({ maxResults: 1 }), options),
    'ecr:GetRepositoryPolicy': (options) => ecr.send(new GetRepositoryPolicyCommand({ repositoryName: 'ecr-drift/doctor' }), options),
    'ecr:GetRegistryPolicy': (options) => ecr.send(new GetRegistryPolicyCommand({}), options),
    'ecr:GetAccountSetting': (options) => ecr.send(new GetAccountSettingCommand({ name: 'REGISTRY_POLICY_SCOPE' }), options),
    'ecr:DescribeRepositoryCreationTemplates': (options) =>
      ecr.send(new DescribeRepositoryCreationTemplatesCommand({ maxResults: 1 }), options),
    'ecr:DescribeRegistry': (options) => ecr.send(new DescribeRegistryCommand({}), options),
    'ecr:DescribePullThroughCacheRules': (options) => ecr.send(new DescribePullThroughCacheRulesCommand({ maxResults: 1 }), options),
    'tag:GetResources': (options) =>
      tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ['ecr:repository'], ResourcesPerPage: 1 }), options),
    'ecr:ListTagsForResource': (options) =>
      ecr.send(
        new ListTagsForResourceCommand({ resourceArn: `arn:${partition}:ecr:${region}:${id}:repository/ecr-drift/doctor` }),
        options,
      ),
    ...principalProbes(iam),
    'cloudtrail:LookupEvents': (options) => trail.send(new LookupEventsCommand({ MaxResults: 1 }), options),
  };
}

const NOBODY = 'ecr-drift-doctor';

function principalProbes(iam: IAMClient): Probes {
  return {
    'iam:GetUser': (options) => iam.send(new GetUserCommand({ UserName: NOBODY }), options),
    'iam:GetUserPolicy': (options) => iam.send(new GetUserPolicyCommand({ UserName: NOBODY, PolicyName: NOBODY }), options),
    'iam:ListUserPolicies': (options) => iam.send(new ListUserPoliciesCommand({ UserName: NOBODY, MaxItems: 1 }), options),
    'iam:ListAttachedUserPolicies': (options) => iam.send(new ListAttachedUserPoliciesCommand({ UserName: NOBODY, MaxItems: 1 }), options),
    'iam:GetRole': (options) => iam.send(new GetRoleCommand({ RoleName: NOBODY }), options),
    'iam:GetRolePolicy': (options) => iam.send(new GetRolePolicyCommand({ RoleName: NOBODY, PolicyName: NOBODY }), options),
    'iam:ListRolePolicies': (options) => iam.send(new ListRolePoliciesCommand({ RoleName: NOBODY, MaxItems: 1 }), options),
    'iam:ListAttachedRolePolicies': (options) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName: NOBODY, MaxItems: 1 }), options),
    'iam:GetGroup': (options) => iam.send(new GetGroupCommand({ GroupName: NOBODY }), options),
    'iam:GetGroupPolicy': (options) => iam.send(new GetGroupPolicyCommand({ GroupName: NOBODY, PolicyName: NOBODY }), options),
    'iam:ListGroupPolicies': (options) => iam.send(new ListGroupPoliciesCommand({ GroupName: NOBODY, MaxItems: 1 }), options),
    'iam:ListAttachedGroupPolicies': (options) =>
      iam.send(new ListAttachedGroupPoliciesCommand({ GroupName: NOBODY, MaxItems: 1 }), options),
    'iam:ListGroupsForUser': (options) => iam.send(new ListGroupsForUserCommand({ UserName: NOBODY, MaxItems: 1 }), options),
  };
}
