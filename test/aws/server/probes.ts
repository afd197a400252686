// One read of every service, for faults that can happen to any call.
import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';
import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListRootsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ServiceName } from '../../support/aws-server/service.ts';
import type { Organization, World } from '../../support/aws-server/world.ts';
import type { Started } from './started.ts';
import { ACCOUNT, REGION } from './world.ts';

type RetryStrategy = Extract<NonNullable<ECRClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>;
type Settings = Started['settings'] & { readonly retryStrategy: RetryStrategy };

const TOPIC = `arn:aws:sns:eu-central-1:${ACCOUNT}:findings`;

const QUEUE = `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/letters`;

export const PROBES: Readonly<Record<ServiceName, (settings: Settings) => Promise<{ readonly $metadata: object }>>> = {
  account: (settings) => new AccountClient(settings).send(new ListRegionsCommand({})),
  cloudtrail: (settings) => new CloudTrailClient(settings).send(new LookupEventsCommand({})),
  ec2: (settings) => new EC2Client(settings).send(new DescribeRegionsCommand({})),
  ecr: (settings) => new ECRClient(settings).send(new DescribeRepositoriesCommand({})),
  iam: (settings) => new IAMClient(settings).send(new GetAccountAuthorizationDetailsCommand({})),
  organizations: (settings) => new OrganizationsClient(settings).send(new ListRootsCommand({})),
  s3: (settings) => new S3Client({ ...settings, forcePathStyle: true }).send(new ListObjectsV2Command({ Bucket: 'state' })),
  securityhub: (settings) => new SecurityHubClient(settings).send(new BatchImportFindingsCommand({ Findings: [] })),
  sns: (settings) => new SNSClient(settings).send(new PublishCommand({ TopicArn: TOPIC, Message: 'm' })),
  // The client would refuse an answer without the digest of the message by itself.
  sqs: (settings) => new SQSClient({ ...settings, md5: false }).send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: 'm' })),
  sts: (settings) => new STSClient(settings).send(new GetCallerIdentityCommand({})),
  tagging: (settings) => new ResourceGroupsTaggingAPIClient(settings).send(new GetResourcesCommand({})),
};

/** Adds what the probes ask for. */
export function prepareProbes(world: World): void {
  world.topics[TOPIC] = [];
  world.buckets['state'] = { objects: {} };
  world.queues[`${ACCOUNT}/letters`] = [];
  world.securityHubs[`${ACCOUNT} ${REGION}`] = {};
  world.organization = bareOrganization();
}

/** An organization of the account alone. */
export function bareOrganization(): Organization {
  return {
    id: 'o-example',
    managementAccount: ACCOUNT,
    delegatedAdministrators: [],
    root: { id: 'r-1', policyTypes: [] },
    units: [],
    members: [],
    policies: [],
  };
}

/** Never retries, and notes what kind of failure the SDK saw. */
export function notingRetries(kinds: string[]): RetryStrategy {
  const token = { getRetryCount: () => 0, getRetryDelay: () => 0 };
  return {
    acquireInitialRetryToken: async () => token,
    refreshRetryTokenForRetry: async (_token, { errorType }) => {
      kinds.push(errorType);
      throw new Error('no further attempt');
    },
    recordSuccess: () => undefined,
  };
}
