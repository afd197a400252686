// Looks at a deployment from outside: what its functions are told, who is subscribed, what it reads, and when it last ran.
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { objectPlace } from '../../model/object-place.ts';
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';
import { openBucket } from './bucket.ts';
import { LOOK_CONFIG, type Look, look } from './look.ts';

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  /** `pending`: whoever has the address has not confirmed it yet. */
  readonly state: 'confirmed' | 'pending' | 'deleted';
}

export interface ScheduleState {
  readonly enabled: boolean;
  readonly expression: string;
  readonly timezone: string;
}

export interface LastExecution {
  readonly status: string;
  readonly startedAt: string;
}

export interface DeploymentLooks {
  /** The environment of a function. */
  readonly environment: (functionName: string) => Promise<Look<Readonly<Record<string, string>>>>;
  readonly subscriptions: (topicArn: string) => Promise<Look<readonly Subscription[]>>;
  /** Whether `ssm:/name` or `secretsmanager:name` holds an https address; the value itself stays here (G21). */
  readonly holdsWebhook: (place: string) => Promise<Look<boolean>>;
  /** The text at `s3://bucket/key`. */
  readonly publishedBaseline: (place: string) => Promise<Look<Uint8Array>>;
  readonly schedule: (name: string) => Promise<Look<ScheduleState>>;
  /** The newest execution that is an audit; absent where none has been started. */
  readonly lastAudit: (stateMachineArn: string) => Promise<Look<LastExecution>>;
}

/** Opens the clients with the credentials and the region that the SDK finds, and closes them after `task`. */
export async function withDeployment<T>(task: (looks: DeploymentLooks) => Promise<T>): Promise<T> {
  const clients = {
    lambda: new LambdaClient(LOOK_CONFIG),
    sns: new SNSClient(LOOK_CONFIG),
    ssm: new SSMClient(LOOK_CONFIG),
    secrets: new SecretsManagerClient(LOOK_CONFIG),
    scheduler: new SchedulerClient(LOOK_CONFIG),
    sfn: new SFNClient(LOOK_CONFIG),
  };
  try {
    return await task(looksWith(clients));
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

interface Clients {
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
  readonly secrets: SecretsManagerClient;
  readonly scheduler: SchedulerClient;
  readonly sfn: SFNClient;
}

function looksWith({ lambda, sns, ssm, secrets, scheduler, sfn }: Clients): DeploymentLooks {
  return {
    environment: (FunctionName) =>
      look(async () => {
        const { Environment: environment, FunctionArn: arn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        // Where the variables cannot be decrypted AWS sends an error in their place.
        if (arn === undefined || environment?.Error) return undefined;
        return environment?.Variables ?? NO_VARIABLES;
      }),
    subscriptions: (TopicArn) => look(() => subscriptionsOf(sns, TopicArn)),
    holdsWebhook: (place) => look(async () => isAddress(await secretAt({ ssm, secrets }, place))),
    publishedBaseline: (place) => bytesAt(place),
    schedule: (Name) => look(async () => scheduleOf(await scheduler.send(new GetScheduleCommand({ Name })))),
    lastAudit: (arn) => lastAuditOf(sfn, arn),
  };
}

/** A function without variables has no `Environment`. */
const NO_VARIABLES: Readonly<Record<string, string>> = {};

const STATES: ReadonlyMap<string, Subscription['state']> = new Map([
  ['PendingConfirmation', 'pending'],
  ['Deleted', 'deleted'],
]);

async function subscriptionsOf(sns: SNSClient, TopicArn: string): Promise<readonly Subscription[] | undefined> {
  const all: Subscription[] = [];
  for await (const { Subscriptions: page } of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    if (page === undefined) return undefined;
    for (const { Protocol: protocol, Endpoint: endpoint, SubscriptionArn: arn } of page) {
      if (protocol === undefined || endpoint === undefined || arn === undefined) return undefined;
      all.push({ protocol, endpoint, state: STATES.get(arn) ?? 'confirmed' });
    }
  }
  return all;
}

async function secretAt({ ssm, secrets }: Pick<Clients, 'ssm' | 'secrets'>, place: string): Promise<string | undefined> {
  const [store, name] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)];
  if (store === 'ssm') return (await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value;
  return (await secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
}

function isAddress(text: string | undefined): boolean {
  return text !== undefined && URL.parse(text.trim())?.protocol === 'https:';
}

async function bytesAt(place: string): Promise<Look<Uint8Array>> {
  const at = objectPlace(place);
  if (at === undefined) return { kind: 'absent' };
  const bucket = openBucket(at.bucket);
  try {
    const stored = await bucket.read(at.key);
    return stored ? { kind: 'found', value: stored.bytes } : { kind: 'absent' };
  } catch (error) {
    return { kind: 'unknown', code: errorCode(error instanceof Error && error.cause instanceof Error ? error.cause : error) };
  } finally {
    bucket.close();
  }
}

interface ScheduleAnswer {
  readonly State?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly ScheduleExpressionTimezone?: string | undefined;
}

function scheduleOf({ State: state, ScheduleExpression: expression, ScheduleExpressionTimezone: timezone = 'UTC' }: ScheduleAnswer) {
  return state === undefined || expression === undefined ? undefined : { enabled: state === 'ENABLED', expression, timezone };
}

/** Newest first; those that were started for a report are named after it. */
async function lastAuditOf(sfn: SFNClient, stateMachineArn: string): Promise<Look<LastExecution>> {
  const listed = await look(async () => (await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 }))).executions);
  if (listed.kind !== 'found') return listed;
  const newest = listed.value.find(({ name }) => name?.startsWith('report-') === false);
  if (newest === undefined) return { kind: 'absent' };
  const { status, startDate } = newest;
  if (status === undefined || startDate === undefined) return { kind: 'unknown', code: UNREADABLE_ANSWER };
  return { kind: 'found', value: { status, startedAt: startDate.toISOString() } };
}
