// What a user has in the account, and does in it, while the auditor watches.
import { CreateRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { CreateRoleCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { bundleBaseline } from '../../../lib/baseline/bundle.ts';
import { parseBaseline } from '../../../lib/baseline/parse.ts';
import { type Alert, alertSchema } from '../../../lib/notify/schema.ts';
import { until } from './patience.ts';

export const REGION = 'us-east-1';
export const BASELINE = { bucket: 'ecr-drift-baselines', key: 'baseline.json' } as const;
const REPOSITORY = 'team/app';
/** A role of another account. */
export const OUTSIDER = 'arn:aws:iam::222222222222:role/puller';

/** The account behind an endpoint. */
export function userAccount(url: string, credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  const settings = { endpoint: url, region: REGION, credentials };
  const ecr = new ECRClient(settings);
  const iam = new IAMClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sfn = new SFNClient(settings);
  const sns = new SNSClient(settings);
  const sqs = new SQSClient(settings);
  const whoami = async () => (await new STSClient(settings).send(new GetCallerIdentityCommand({}))).Account ?? '';
  const setPolicy = async (outsiders: readonly string[]) => {
    const policyText = JSON.stringify(policyFor(await whoami(), outsiders));
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: REPOSITORY, policyText }));
  };
  return {
    /** A repository that a role may pull from, which the baseline intends; the baseline; the webhook as a secret. */
    seed: async (webhook: string) => {
      const account = await whoami();
      await ecr.send(new CreateRepositoryCommand({ repositoryName: REPOSITORY }));
      await iam.send(new CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
      await iam.send(new PutRolePolicyCommand({ RoleName: 'ci', PolicyName: 'login', PolicyDocument: JSON.stringify(LOGIN) }));
      await setPolicy([]);
      await s3.send(new CreateBucketCommand({ Bucket: BASELINE.bucket }));
      const files = [{ path: 'team.yaml', text: intentFor(account) }];
      const parsed = parseBaseline('team.yaml', files);
      if (parsed.kind === 'invalid') throw new Error(parsed.issues.map(({ reason }) => reason).join('; '));
      const Body = bundleBaseline(parsed.baseline.sha256, files);
      await s3.send(new PutObjectCommand({ Bucket: BASELINE.bucket, Key: BASELINE.key, Body }));
      await new SecretsManagerClient(settings).send(new CreateSecretCommand({ Name: 'slack', SecretString: webhook }));
    },
    letOutsiderPull: () => setPolicy([OUTSIDER]),
    keepOutsiderOut: () => setPolicy([]),
    /** A queue that gets what the findings topic gets. */
    subscribe: async (): Promise<() => Promise<readonly Alert[]>> => {
      const { QueueUrl: queue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'listener' }));
      const { Topics: topics = [] } = await sns.send(new ListTopicsCommand({}));
      const topic = topics.find(({ TopicArn: arn }) => arn?.endsWith('-findings'))?.TopicArn;
      const Endpoint = `arn:aws:sqs:${REGION}:${await whoami()}:listener`;
      await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }));
      return () => drain(sqs, queue);
    },
    /** Starts an audit as the schedule does, and waits for its end. */
    audit: async () => {
      const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn: stateMachines[0]?.stateMachineArn, input: '{"mode":"audit"}' }),
      );
      return until(180, 'the audit', async () => {
        const { status, error, cause, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' ? undefined : { status, error, cause, output };
      });
    },
    /** What is there whose name begins as the deployment's does. */
    remains: async () => {
      const account = await whoami();
      const bucket = `ecr-drift-prod-${account}-${REGION}`;
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
      return [...names.filter((name) => name.startsWith('ecr-drift-prod')), ...((await isThere(s3, bucket)) ? [bucket] : [])];
    },
  };
}

async function isThere(s3: S3Client, Bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    if (error instanceof Error && ['NotFound', 'NoSuchBucket'].includes(error.name)) return false;
    throw error;
  }
}

async function drain(sqs: SQSClient, QueueUrl: string): Promise<readonly Alert[]> {
  const alerts: Alert[] = [];
  for (;;) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (messages.length === 0) return alerts;
    for (const { Body: body = '', ReceiptHandle } of messages) {
      alerts.push(alertSchema.parse(JSON.parse(body)));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const LOGIN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }] };
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

function policyFor(account: string, outsiders: readonly string[]): object {
  const statement = (Sid: string, principal: string) => ({ Sid, Effect: 'Allow', Principal: { AWS: principal }, Action: PULL });
  return {
    Version: '2012-10-17',
    Statement: [statement('Ci', `arn:aws:iam::${account}:role/ci`), ...outsiders.map((outsider) => statement('Outsider', outsider))],
  };
}

function intentFor(account: string): string {
  return `apiVersion: ecr-drift/v1
kind: AccessPolicy
rules:
  - id: team
    repositories: [ "team/**" ]
    allow:
      - { principals: [ "arn:aws:iam::${account}:role/ci" ], capabilities: [ pull ] }
`;
}
