// What a user has in the account, and does in it, while the auditor watches.
import { CreateRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { CreateRoleCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { bundleBaseline } from '../../../lib/baseline/parse/bundle.ts';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import { type Alert, alertSchema } from '../../../lib/notify/schema.ts';
import { until } from './patience.ts';

export const REGION = 'us-east-1';
export const BASELINE = { bucket: 'ecr-drift-baselines', key: 'baseline.json' } as const;
const STATE_MACHINE = 'ecr-drift-prod';
const REPOSITORY = 'team/app';
/** A role of another account. */
export const OUTSIDER = 'arn:aws:iam::222222222222:role/puller';
const ANOTHER = 'arn:aws:iam::333333333333:role/scanner';

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

const settingsFor = (url: string, credentials: Credentials, region = REGION) => ({ endpoint: url, region, credentials });

/** A repository that the role `ci` may pull from, and no other, in one region of an account. */
export async function seedTeam(url: string, credentials: Credentials, region = REGION): Promise<void> {
  const settings = settingsFor(url, credentials, region);
  const ecr = new ECRClient(settings);
  const account = await whoIs(url, credentials);
  await ecr.send(new CreateRepositoryCommand({ repositoryName: REPOSITORY }));
  const policyText = JSON.stringify(policyFor(account, []));
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: REPOSITORY, policyText }));
}

export async function seedIdentity(url: string, credentials: Credentials): Promise<void> {
  const iam = new IAMClient(settingsFor(url, credentials));
  await iam.send(new CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'ci', PolicyName: 'login', PolicyDocument: JSON.stringify(LOGIN) }));
}

async function whoIs(url: string, credentials: Credentials): Promise<string> {
  return (await new STSClient(settingsFor(url, credentials)).send(new GetCallerIdentityCommand({}))).Account ?? '';
}

/** The account behind an endpoint, which the auditor is deployed in. */
export function userAccount(url: string, credentials: Credentials) {
  const settings = settingsFor(url, credentials);
  const ecr = new ECRClient(settings);
  const iam = new IAMClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sfn = new SFNClient(settings);
  const sns = new SNSClient(settings);
  const sqs = new SQSClient(settings);
  const whoami = () => whoIs(url, credentials);
  const bucketName = async () => `${STATE_MACHINE}-${await whoami()}-${REGION}`;
  const setPolicy = async (outsiders: readonly string[], isOpen = false) => {
    const policyText = JSON.stringify(policyFor(await whoami(), outsiders, isOpen));
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: REPOSITORY, policyText }));
  };
  const machineNamed = async (name: string) => {
    const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
    return stateMachines.find((machine) => machine.name === name)?.stateMachineArn;
  };
  const queueOf = async (ending: string, attributes: Readonly<Record<string, string>>) => {
    const { QueueUrl: queue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `listener-${ending}` }));
    const { Topics: topics = [] } = await sns.send(new ListTopicsCommand({}));
    const TopicArn = topics.find(({ TopicArn: arn }) => arn?.endsWith(`-${ending}`))?.TopicArn;
    const Endpoint = `arn:aws:sqs:${REGION}:${await whoami()}:listener-${ending}`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: attributes }));
    return queue;
  };
  return {
    /** A repository that a role may pull from, which the baseline intends; the baseline; the webhook as a secret. */
    seed: async (webhook: string) => {
      await seedTeam(url, credentials);
      await seedIdentity(url, credentials);
      await s3.send(new CreateBucketCommand({ Bucket: BASELINE.bucket }));
      const files = [{ path: 'team.yaml', text: INTENT }];
      const parsed = parseBaseline('team.yaml', files);
      if (parsed.kind === 'invalid') throw new Error(parsed.issues.map(({ reason }) => reason).join('; '));
      const Body = bundleBaseline(parsed.baseline.sha256, files);
      await s3.send(new PutObjectCommand({ Bucket: BASELINE.bucket, Key: BASELINE.key, Body }));
      await new SecretsManagerClient(settings).send(new CreateSecretCommand({ Name: 'slack', SecretString: webhook }));
    },
    /** Writes over the state that the auditor keeps of an account. */
    damageState: async (account: string) => {
      await s3.send(new PutObjectCommand({ Bucket: await bucketName(), Key: `state/${account}.json`, Body: '{"schemaVersion":' }));
    },
    /** Has Step Functions wait for the collector of a region for so many seconds, and not for eleven minutes. */
    waitForRegions: async (seconds: number) => {
      const stateMachineArn = await machineNamed(`${STATE_MACHINE}-account`);
      const { definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      const machine = JSON.parse(definition);
      machine.States.Read.Branches[1].States.Regions.ItemProcessor.States.Region.TimeoutSeconds = seconds;
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(machine) }));
    },
    letOutsiderPull: () => setPolicy([OUTSIDER]),
    /** Lets a second outsider pull, and everybody push: two causes more. */
    letMoreIn: () => setPolicy([OUTSIDER, ANOTHER], true),
    keepOutsiderOut: () => setPolicy([]),
    /** A queue that gets what the findings topic gets. */
    subscribe: async (): Promise<() => Promise<readonly Alert[]>> => {
      const queue = await queueOf('findings', { RawMessageDelivery: 'true' });
      return async () => (await drain(sqs, queue)).map((body) => alertSchema.parse(JSON.parse(body)));
    },
    /** A queue that gets the mails, with their subjects and attributes. */
    subscribeToMails: async (): Promise<() => Promise<readonly Mail[]>> => {
      const queue = await queueOf('email', {});
      return async () => (await drain(sqs, queue)).map((body) => mailSchema.parse(JSON.parse(body)));
    },
    /** Starts an audit as the schedule does, and waits for its end. */
    audit: async () => {
      const stateMachineArn = await machineNamed(STATE_MACHINE);
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"mode":"audit"}' }));
      return until(180, 'the audit', async () => {
        const { status, error, cause, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' ? undefined : { status, error, cause, output };
      });
    },
    /** What is there whose name begins as the deployment's does. */
    remains: async () => {
      const bucket = await bucketName();
      const [roles, topics, queues, machines] = await Promise.all([
        iam.send(new ListRolesCommand({})),
        sns.send(new ListTopicsCommand({})),
        sqs.send(new ListQueuesCommand({})),
        sfn.send(new ListStateMachinesCommand({})),
      ]);
      const names = [
        ...(roles.Roles ?? []).map(({ RoleName: name = '' }) => name),
        ...(topics.Topics ?? []).map(({ TopicArn: arn = '' }) => arn.split(':').at(-1) ?? ''),
        ...(queues.QueueUrls ?? []).map((queue) => queue.split('/').at(-1) ?? ''),
        ...(machines.stateMachines ?? []).map(({ name = '' }) => name),
      ];
      return [...names.filter((name) => name.startsWith(STATE_MACHINE)), ...((await isThere(s3, bucket)) ? [bucket] : [])];
    },
  };
}

export type User = ReturnType<typeof userAccount>;

async function isThere(s3: S3Client, Bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    if (error instanceof Error && ['NotFound', 'NoSuchBucket'].includes(error.name)) return false;
    throw error;
  }
}

async function drain(sqs: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (messages.length === 0) return bodies;
    for (const { Body: body = '', ReceiptHandle } of messages) {
      bodies.push(body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/** A notification of a topic as its subscribers get it. */
const mailSchema = z.object({
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Type: z.string(), Value: z.string() })),
});
export type Mail = z.output<typeof mailSchema>;

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const LOGIN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }] };
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

const PUSH = ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'].map(
  (action) => `ecr:${action}`,
);

function policyFor(account: string, outsiders: readonly string[], isOpen = false): object {
  const statement = (Sid: string, principal: string, Action = PULL) => ({ Sid, Effect: 'Allow', Principal: { AWS: principal }, Action });
  return {
    Version: '2012-10-17',
    Statement: [
      statement('Ci', `arn:aws:iam::${account}:role/ci`),
      ...outsiders.map((outsider, index) => statement(index === 0 ? 'Outsider' : 'Another', outsider)),
      ...(isOpen ? [statement('Everybody', '*', PUSH)] : []),
    ],
  };
}

const INTENT = `apiVersion: ecr-drift/v1
kind: AccessPolicy
rules:
  - id: team
    repositories: [ "team/**" ]
    allow:
      - { principals: [ "arn:aws:iam::*:role/ci" ], capabilities: [ pull ] }
`;
