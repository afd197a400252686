// Writes of the user's account as CloudTrail records them and EventBridge hands them on, and the runs that they started.
import { EventBridgeClient, ListRulesCommand, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventId } from '../../events/support/records.ts';
import { REGION } from './account.ts';
import { until } from './patience.ts';

const NAME = 'ecr-drift-prod';
const MOST_IN_A_BATCH = 10;

export interface WriteOf {
  readonly service: 'ecr' | 'iam';
  /** `SetRepositoryPolicy`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** No two writes have the same number. */
  readonly number: number;
  /** Where it is recorded; IAM is in us-east-1. */
  readonly region?: string;
  readonly errorCode?: string;
}

/** Who makes all the writes. */
export const DEPLOYER = {
  arn: 'arn:aws:sts::111111111111:assumed-role/deploy/ci-1234',
  issuer: 'arn:aws:iam::111111111111:role/deploy',
} as const;

/** The event of EventBridge around the record of a write. */
export function eventOf({ service, name, parameters, number, region = REGION, errorCode }: WriteOf): Readonly<Record<string, unknown>> {
  const at = new Date().toISOString().replace(/\.\d+/, '');
  return {
    version: '0',
    id: eventId(number),
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${service}`,
    account: '111111111111',
    time: at,
    region,
    resources: [],
    detail: {
      eventVersion: '1.10',
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAEXAMPLE:ci-1234',
        arn: DEPLOYER.arn,
        accountId: '111111111111',
        sessionContext: {
          sessionIssuer: { type: 'Role', principalId: 'AROAEXAMPLE', arn: DEPLOYER.issuer, accountId: '111111111111', userName: 'deploy' },
        },
      },
      eventTime: at,
      eventSource: `${service}.amazonaws.com`,
      eventName: name,
      awsRegion: region,
      sourceIPAddress: '203.0.113.7',
      userAgent: 'aws-cli/2.31.0',
      ...(errorCode === undefined ? {} : { errorCode }),
      requestParameters: parameters,
      responseElements: null,
      eventID: eventId(number),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '111111111111',
      eventCategory: 'Management',
    },
  };
}

/** The way of events into a deployment at an endpoint. The emulator lets nobody put an event of AWS, as AWS does: it is put into the queue, which is where the rules put it. */
export function eventWay(url: string, credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  const settings = { endpoint: url, region: REGION, credentials };
  const [bridge, lambda, sfn, sqs] = [
    new EventBridgeClient(settings),
    new LambdaClient(settings),
    new SFNClient(settings),
    new SQSClient(settings),
  ];
  const runs = async () => {
    const { stateMachines: machines = [] } = await sfn.send(new ListStateMachinesCommand({}));
    const stateMachineArn = machines.find(({ name }) => name === `${NAME}-account`)?.stateMachineArn;
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }));
    return executions.flatMap(({ name = '', status = '' }) => (name.startsWith('event-') ? [{ name, status }] : []));
  };
  return {
    /** Whether the rules of the deployment, as they were deployed, let each of these through. */
    isHeard: async (event: object): Promise<boolean> => {
      const { Rules: rules = [] } = await bridge.send(new ListRulesCommand({}));
      const own = rules.filter(({ Name: name }) => name?.startsWith(`${NAME}-`));
      const answers = await Promise.all(
        own.map(({ EventPattern }) => bridge.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }))),
      );
      return answers.some(({ Result: isHeard }) => isHeard);
    },
    send: async (events: readonly object[]): Promise<void> => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${NAME}-events` }));
      for (let at = 0; at < events.length; at += MOST_IN_A_BATCH) {
        const entries = events.slice(at, at + MOST_IN_A_BATCH);
        const Entries = entries.map((event, index) => ({ Id: String(index), MessageBody: JSON.stringify(event) }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    /** Hands a batch to `react`, as Lambda does after a minute: the emulator waits for no more than what is there, and takes ten messages at most. */
    batch: async (events: readonly object[]): Promise<unknown> => {
      const Records = events.map((event, index) => ({ messageId: String(index), eventSource: 'aws:sqs', body: JSON.stringify(event) }));
      const { Payload: answer } = await lambda.send(
        new InvokeCommand({ FunctionName: `${NAME}-react`, Payload: JSON.stringify({ Records }) }),
      );
      return JSON.parse(Buffer.from(answer ?? []).toString());
    },
    /** How each run that events started has ended, once there are so many and all have. */
    runs: (count: number): Promise<readonly { readonly name: string; readonly status: string }[]> =>
      until(120, `run ${count} of events`, async () => {
        const started = await runs();
        return started.length >= count && started.every(({ status }) => status !== 'RUNNING') ? started : undefined;
      }),
  };
}
