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
import { GetAccountAuthorizationDetailsCommand, GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from '@aws-sdk/client-iam';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Api } from '../api/permissions.ts';
import type { SendOptions } from '../client/call.ts';
import { ACCOUNT, EC2, ECR, IAM, TAGGING } from '../client/services.ts';
import type { Session } from '../client/session.ts';
import { CLOUDTRAIL } from '../client/trail-service.ts';
import { INLINE_REQUESTS, LIST_REQUESTS, OWN_REQUESTS } from '../collect/again/principal-requests.ts';

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
  const about = { name: NOBODY, policy: NOBODY, page: { MaxItems: 1 } };
  return {
    ...probesFrom(OWN_REQUESTS, (request) => (options) => request(iam, NOBODY, options)),
    ...probesFrom(INLINE_REQUESTS, (request) => (options) => request(iam, about, options)),
    ...probesFrom(LIST_REQUESTS, (request) => (options) => request(iam, about, options)),
  };
}

function probesFrom<R>(requests: Readonly<Record<string, R>>, probe: (request: R) => (options: SendOptions) => Promise<unknown>): Probes {
  return Object.fromEntries(Object.entries(requests).map(([api, request]) => [api, probe(request)]));
}
