// Looks at what brings events to a deployment: trails, rules in any region, the queue, and what takes from it.
import { CloudTrailClient, DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOOK_CONFIG, type Look, look } from './look.ts';

export interface EventRulePlace {
  readonly region: string;
  readonly name: string;
  /** Undefined: the default one. */
  readonly bus?: string;
}

export interface RuleState {
  readonly enabled: boolean;
  /** JSON. */
  readonly pattern: string;
  /** ARNs. */
  readonly targets: readonly string[];
}

/** A trail that is in force in a region, wherever it was made. */
export interface TrailState {
  readonly name: string;
  /** Whether it takes the events of services without regions. */
  readonly isGlobal: boolean;
  readonly isLogging: Look<boolean>;
  readonly selectors: Look<TrailSelectors>;
}

export interface TrailSelectors {
  readonly basic: readonly { readonly readWrite: string; readonly management: boolean }[];
  readonly advanced: readonly (readonly FieldSelector[])[];
}

/** A list that is empty asks for nothing. */
export interface FieldSelector {
  readonly field: string;
  readonly equals: readonly string[];
  readonly notEquals: readonly string[];
  /** Whether it asks for beginnings or endings as well. */
  readonly isOther: boolean;
}

export interface QueueState {
  /** JSON; undefined: none. */
  readonly policy: string | undefined;
  readonly messages: number;
}

export interface MappingState {
  readonly id: string;
  /** `Enabled`, `Disabled`, or on the way to one of them. */
  readonly state: string;
  /** What Lambda says of the last batch; undefined: nothing. */
  readonly lastResult: string | undefined;
}

export interface EventLooks {
  readonly rule: (place: EventRulePlace) => Promise<Look<RuleState>>;
  /** The names of the rules on the default bus of a region that tell `target`. */
  readonly rulesTelling: (region: string, target: string) => Promise<Look<readonly string[]>>;
  readonly trails: (region: string) => Promise<Look<readonly TrailState[]>>;
  readonly queue: (name: string) => Promise<Look<QueueState>>;
  /** What a function takes its work from. */
  readonly mappings: (functionName: string) => Promise<Look<readonly MappingState[]>>;
}

/** Opens clients in the regions that are asked, with the credentials that the SDK finds, and closes them after `task`. */
export async function withEventLooks<T>(task: (looks: EventLooks) => Promise<T>): Promise<T> {
  const lambda = new LambdaClient(LOOK_CONFIG);
  const sqs = new SQSClient(LOOK_CONFIG);
  const eventBridges = byRegion((region) => new EventBridgeClient({ ...LOOK_CONFIG, region }));
  const cloudTrails = byRegion((region) => new CloudTrailClient({ ...LOOK_CONFIG, region }));
  try {
    return await task({
      rule: (place) => look(() => ruleAt(eventBridges.in(place.region), place)),
      rulesTelling: (region, target) => look(() => rulesTelling(eventBridges.in(region), target)),
      trails: (region) => look(() => trailsIn(cloudTrails.in(region))),
      queue: (name) => look(() => queueOf(sqs, name)),
      mappings: (functionName) => look(() => mappingsOf(lambda, functionName)),
    });
  } finally {
    lambda.destroy();
    sqs.destroy();
    eventBridges.close();
    cloudTrails.close();
  }
}

function byRegion<Client extends { destroy: () => void }>(open: (region: string) => Client) {
  const clients = new Map<string, Client>();
  return {
    in: (region: string): Client => {
      const client = clients.get(region) ?? open(region);
      clients.set(region, client);
      return client;
    },
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}

async function ruleAt(client: EventBridgeClient, { name, bus }: EventRulePlace): Promise<RuleState | undefined> {
  const EventBusName = bus === undefined ? {} : { EventBusName: bus };
  const { State: state, EventPattern: pattern } = await client.send(new DescribeRuleCommand({ Name: name, ...EventBusName }));
  const { Targets: targets } = await client.send(new ListTargetsByRuleCommand({ Rule: name, ...EventBusName }));
  if (state === undefined || pattern === undefined || targets === undefined) return undefined;
  return { enabled: state !== 'DISABLED', pattern, targets: targets.flatMap(({ Arn: arn }) => arn ?? []) };
}

/** Of one target there are few: AWS gives a hundred at once. */
async function rulesTelling(client: EventBridgeClient, TargetArn: string): Promise<readonly string[] | undefined> {
  return (await client.send(new ListRuleNamesByTargetCommand({ TargetArn }))).RuleNames;
}

async function trailsIn(client: CloudTrailClient): Promise<readonly TrailState[] | undefined> {
  const { trailList: trails } = await client.send(new DescribeTrailsCommand({}));
  if (trails === undefined) return undefined;
  const states = await Promise.all(
    trails.map(async ({ Name: name, TrailARN: arn, IncludeGlobalServiceEvents: isGlobal }) => {
      if (name === undefined || arn === undefined || isGlobal === undefined) return undefined;
      const [isLogging, selectors] = await Promise.all([
        look(async () => (await client.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging),
        look(() => selectorsOf(client, arn)),
      ]);
      return { name, isGlobal, isLogging, selectors };
    }),
  );
  const known = states.filter((state) => state !== undefined);
  return known.length === states.length ? known : undefined;
}

async function selectorsOf(client: CloudTrailClient, TrailName: string): Promise<TrailSelectors | undefined> {
  const { EventSelectors: basic, AdvancedEventSelectors: advanced } = await client.send(new GetEventSelectorsCommand({ TrailName }));
  if (basic === undefined && advanced === undefined) return undefined;
  return {
    // As AWS documents what is left out.
    basic: (basic ?? []).map(({ ReadWriteType: readWrite = 'All', IncludeManagementEvents: management = true }) => ({
      readWrite,
      management,
    })),
    advanced: (advanced ?? []).map(({ FieldSelectors: fields }) =>
      (fields ?? []).map(({ Field: field = '', Equals: equals = [], NotEquals: notEquals = [], ...others }) => ({
        field,
        equals,
        notEquals,
        isOther: Object.values(others).some((each) => each !== undefined),
      })),
    ),
  };
}

async function queueOf(client: SQSClient, QueueName: string): Promise<QueueState | undefined> {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  if (QueueUrl === undefined) return undefined;
  const { Attributes: attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy', 'ApproximateNumberOfMessages'] }),
  );
  const messages = Number(attributes?.['ApproximateNumberOfMessages']);
  return Number.isInteger(messages) ? { policy: attributes?.['Policy'], messages } : undefined;
}

async function mappingsOf(client: LambdaClient, FunctionName: string): Promise<readonly MappingState[] | undefined> {
  const { EventSourceMappings: mappings } = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));
  const states = mappings?.map(({ UUID: id, State: state, LastProcessingResult: lastResult }) =>
    id === undefined || state === undefined ? undefined : { id, state, lastResult },
  );
  const known = states?.filter((each) => each !== undefined);
  return known?.length === states?.length ? known : undefined;
}
