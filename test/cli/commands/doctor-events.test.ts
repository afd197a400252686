// `doctor --deployment` where events are on: what a change passes on its way, each broken once, against a deployment on loopback.
import { beforeEach, describe, expect, test } from 'vitest';
import { doctorCommand } from '../../../lib/cli/commands/doctor.ts';
import { eventPatternOf } from '../../../lib/events/pattern.ts';
import type { WriteService } from '../../../lib/events/writes.ts';
import { ABSENT, type Answer, deploymentOnLoopback, type World } from '../support/deployment-on-loopback.ts';
import { standardStreams } from '../support/standard-streams.ts';

const said = standardStreams();

const NAME = 'ecr-drift-prod';
const QUEUE = `arn:aws:sqs:eu-west-1:111111111111:${NAME}-events`;
const BUS = `arn:aws:events:eu-west-1:111111111111:event-bus/${NAME}`;
const FORWARD = `aws cloudformation deploy --stack-name ecr-drift-events --template-file serverless/events.yml --capabilities CAPABILITY_IAM`;

const body = (value: object): Answer => ({ body: value });
const variables = (values: object) =>
  body({ FunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:it', Environment: { Variables: values } });

const ALL: readonly WriteService[] = ['ecr', 'iam', 'organizations'];
const patterned = (services: readonly WriteService[], more: object = {}) =>
  body({ State: 'ENABLED', EventPattern: JSON.stringify(eventPatternOf(services)), ...more });
const telling = (target: string) => body({ Targets: [{ Id: 'it', Arn: target }] });

const trail = (name: string, more: object = {}) => ({
  Name: name,
  TrailARN: `arn:aws:cloudtrail:us-east-1:111111111111:trail/${name}`,
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: true,
  HomeRegion: 'us-east-1',
  ...more,
});
const arnOf = (name: string) => trail(name).TrailARN;
const BASIC = { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }] };

const POLICY = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
      Condition: {
        ArnEquals: {
          'aws:SourceArn': [`${NAME}-ecr-writes`, `${NAME}/${NAME}-forwarded-writes`].map(
            (rule) => `arn:aws:events:eu-west-1:111111111111:rule/${rule}`,
          ),
        },
      },
    },
  ],
});
/** The address of a queue is where it is asked. */
const queueNamed = (name: string) => body({ QueueUrl: `${process.env['AWS_ENDPOINT_URL']}/111111111111/${name}` });
const queued = (messages: number, Policy?: string) => body({ Attributes: { ApproximateNumberOfMessages: String(messages), Policy } });

/** A region that forwards ECR; the home region of IAM forwards that as well. */
function forwarding(region: string): World {
  const rules: readonly (readonly [string, readonly WriteService[]])[] = [
    ['f-ecr', ['ecr']],
    ...(region === 'us-east-1' ? [['f-iam', ['iam', 'organizations']] as const] : []),
  ];
  return {
    [`ListRuleNamesByTarget ${region}`]: body({ RuleNames: rules.map(([name]) => name) }),
    ...Object.fromEntries(
      rules.flatMap(([name, services]) => [
        [`DescribeRule ${region} ${name}`, patterned(services)],
        [`ListTargetsByRule ${region} ${name}`, telling(BUS)],
      ]),
    ),
  };
}

function trailed(region: string, name = 'all', more: object = {}): World {
  return {
    [`DescribeTrails ${region}`]: body({ trailList: [trail(name, more)] }),
    [`GetTrailStatus ${region} ${arnOf(name)}`]: body({ IsLogging: true }),
    [`GetEventSelectors ${region} ${arnOf(name)}`]: body(BASIC),
  };
}

/** Deployed in eu-west-1, audits that and us-east-1. What is not about events is refused, and no test looks at it. */
const healthy = (): World => ({
  [`function ${NAME}-audit`]: variables({}),
  [`function ${NAME}-report`]: variables({ REGIONS: 'eu-west-1,us-east-1' }),
  [`function ${NAME}-react`]: variables({ BUCKET: 'it' }),
  ...trailed('eu-west-1'),
  ...trailed('us-east-1'),
  [`DescribeRule eu-west-1 ${NAME}-ecr-writes`]: patterned(['ecr']),
  [`ListTargetsByRule eu-west-1 ${NAME}-ecr-writes`]: telling(QUEUE),
  [`DescribeRule eu-west-1 ${NAME}/${NAME}-forwarded-writes`]: patterned(ALL),
  [`ListTargetsByRule eu-west-1 ${NAME}/${NAME}-forwarded-writes`]: telling(QUEUE),
  ...forwarding('us-east-1'),
  [`GetQueueUrl ${NAME}-events`]: queueNamed(`${NAME}-events`),
  [`GetQueueAttributes ${NAME}-events`]: queued(0, POLICY),
  [`GetQueueUrl ${NAME}-unhandled-events`]: queueNamed(`${NAME}-unhandled-events`),
  [`GetQueueAttributes ${NAME}-unhandled-events`]: queued(0),
  [`mappings ${NAME}-react`]: body({ EventSourceMappings: [{ UUID: 'u1', State: 'Enabled', LastProcessingResult: 'OK' }] }),
});

let world: World = {};
deploymentOnLoopback(() => world);
beforeEach(() => {
  world = healthy();
});

const ABOUT = [
  'events',
  'trail',
  'ECR events',
  'IAM trail',
  'IAM events',
  'forwarded',
  'regions',
  'event queue',
  'event intake',
  'unhandled',
];

/** The lines about events: what they are about, the result, the detail. */
async function doctor(): Promise<readonly (readonly string[])[]> {
  const before = said.out.length;
  await doctorCommand({ policy: undefined, regions: undefined, roleArn: undefined, externalId: undefined, deployment: NAME });
  const lines = said.out.slice(before).split('\n');
  return lines.flatMap((line) => {
    const [, about = '', result = '', detail = ''] = /^(.+?) {2,}(\w+) {2,}(.*)$/.exec(line) ?? [];
    return ABOUT.includes(about) ? [[about, result, detail]] : [];
  });
}

/** The lines that are not well. */
async function troubles(): Promise<readonly (readonly string[])[]> {
  return (await doctor()).filter(([, result]) => result !== 'ok');
}

test('a change that is heard of everywhere is well, step by step', async () => {
  expect(await doctor()).toEqual([
    ['trail', 'ok', '`all` records management events in eu-west-1'],
    ['ECR events', 'ok', `the rule ${NAME}-ecr-writes tells the queue`],
    ['IAM trail', 'ok', '`all` records management events in us-east-1'],
    ['IAM events', 'ok', 'us-east-1, where they are recorded, tells of them'],
    ['forwarded', 'ok', `the rule ${NAME}-forwarded-writes tells the queue`],
    ['regions', 'ok', 'us-east-1 tell of ECR'],
    ['event queue', 'ok', 'takes events of the rules; none is waiting'],
    ['event intake', 'ok', 'react takes events from the queue'],
    ['unhandled', 'ok', 'no event was left over'],
  ]);
});

describe('what is wrong is told with what to do, and nothing else is:', () => {
  test.each<readonly [string, () => World, readonly string[]]>([
    [
      'no trail',
      () => ({ 'DescribeTrails eu-west-1': body({ trailList: [] }) }),
      [
        'trail',
        'wrong',
        'there is no trail in eu-west-1: a trail there has to record management events that write, or nothing is heard of a change before the schedule',
      ],
    ],
    [
      'a trail that does not log',
      () => ({ [`GetTrailStatus eu-west-1 ${arnOf('all')}`]: body({ IsLogging: false }) }),
      ['trail', 'wrong', expect.stringMatching(/^`all` does not log in eu-west-1: /)],
    ],
    [
      'a trail that only records what reads',
      () => ({ [`GetEventSelectors eu-west-1 ${arnOf('all')}`]: body({ EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }) }),
      ['trail', 'wrong', expect.stringMatching(/^`all` does not record all management events that write in eu-west-1: /)],
    ],
    [
      'a trail of data events alone',
      () => ({ [`GetEventSelectors eu-west-1 ${arnOf('all')}`]: body({ EventSelectors: [{ IncludeManagementEvents: false }] }) }),
      ['trail', 'wrong', expect.stringMatching(/^`all` does not record/)],
    ],
    [
      'a trail that leaves out services without regions',
      () => trailed('us-east-1', 'all', { IncludeGlobalServiceEvents: false }),
      ['IAM trail', 'wrong', expect.stringMatching(/^`all` leaves out services without regions in us-east-1: /)],
    ],
    [
      'a rule that is not there',
      () => ({ [`DescribeRule eu-west-1 ${NAME}-ecr-writes`]: ABSENT }),
      ['ECR events', 'wrong', `the rule ${NAME}-ecr-writes is not there: deploy again`],
    ],
    [
      'a rule that is switched off',
      () => ({ [`DescribeRule eu-west-1 ${NAME}-ecr-writes`]: patterned(['ecr'], { State: 'DISABLED' }) }),
      [
        'ECR events',
        'wrong',
        `the rule ${NAME}-ecr-writes is switched off: aws events enable-rule --name ${NAME}-ecr-writes --region eu-west-1`,
      ],
    ],
    [
      'a rule of the bus that is switched off',
      () => ({ [`DescribeRule eu-west-1 ${NAME}/${NAME}-forwarded-writes`]: patterned(ALL, { State: 'DISABLED' }) }),
      ['forwarded', 'wrong', expect.stringContaining(` --name ${NAME}-forwarded-writes --event-bus-name ${NAME} --region eu-west-1`)],
    ],
    [
      'a rule of another version',
      () => ({ [`DescribeRule eu-west-1 ${NAME}-ecr-writes`]: body({ State: 'ENABLED', EventPattern: '{"source":["aws.ecr"]}' }) }),
      ['ECR events', 'wrong', `the rule ${NAME}-ecr-writes has another pattern than this version gives it: deploy again`],
    ],
    [
      'a rule that tells somebody else',
      () => ({ [`ListTargetsByRule eu-west-1 ${NAME}-ecr-writes`]: telling(`${QUEUE}-2`) }),
      ['ECR events', 'wrong', `the rule ${NAME}-ecr-writes does not tell the queue: deploy again`],
    ],
    [
      'IAM that is switched off where it is recorded',
      () => ({ 'DescribeRule us-east-1 f-iam': patterned(['iam', 'organizations'], { State: 'DISABLED' }) }),
      [
        'IAM events',
        'wrong',
        `they are recorded in us-east-1, and its rule is switched off, or of another version: ${FORWARD} --region us-east-1 --parameter-overrides EventBus=${BUS}`,
      ],
    ],
    [
      'a region whose rule is of another version',
      () => ({ 'DescribeRule us-east-1 f-ecr': body({ State: 'ENABLED', EventPattern: '{"source":["aws.ecr"]}' }) }),
      ['regions', 'wrong', expect.stringMatching(/^us-east-1: a rule is switched off, or of another version: aws cloudformation deploy /)],
    ],
    [
      'no queue',
      () => ({ [`GetQueueUrl ${NAME}-events`]: { status: 400, code: 'QueueDoesNotExist' } }),
      ['event queue', 'wrong', 'the queue is not there: deploy again'],
    ],
    [
      'a queue that takes nothing of the rules',
      () => ({ [`GetQueueAttributes ${NAME}-events`]: queued(0) }),
      ['event queue', 'wrong', 'its policy does not let the rules put events into it: deploy again'],
    ],
    [
      'a queue that takes events of one rule alone',
      () => ({ [`GetQueueAttributes ${NAME}-events`]: queued(0, POLICY.replace(`${NAME}/${NAME}-forwarded-writes`, 'another')) }),
      ['event queue', 'wrong', 'its policy does not let the rules put events into it: deploy again'],
    ],
    [
      'a function that takes nothing',
      () => ({ [`mappings ${NAME}-react`]: body({ EventSourceMappings: [] }) }),
      ['event intake', 'wrong', 'nothing takes events from the queue: deploy again'],
    ],
    [
      'a function that was told to take nothing',
      () => ({ [`mappings ${NAME}-react`]: body({ EventSourceMappings: [{ UUID: 'u1', State: 'Disabled' }] }) }),
      ['event intake', 'wrong', 'it is disabled: aws lambda update-event-source-mapping --uuid u1 --enabled'],
    ],
    [
      'a function that fails',
      () => ({
        [`mappings ${NAME}-react`]: body({
          EventSourceMappings: [{ UUID: 'u1', State: 'Enabled', LastProcessingResult: 'PROBLEM: Function call failed' }],
        }),
      }),
      ['event intake', 'wrong', 'Lambda says PROBLEM: Function call failed: the log of react says more'],
    ],
    [
      'events that nobody could look at',
      () => ({ [`GetQueueAttributes ${NAME}-unhandled-events`]: queued(3) }),
      ['unhandled', 'wrong', '3 events left over: docs/deploy.md (Events that nobody could look at)'],
    ],
  ])('%s', async (_, change, line) => {
    Object.assign(world, change());
    expect(await troubles()).toEqual([line]);
  });

  test('IAM that nobody forwards, which is graver than a region that nobody forwards', async () => {
    world['ListRuleNamesByTarget us-east-1'] = body({ RuleNames: [] });
    expect(await troubles()).toEqual([
      [
        'IAM events',
        'wrong',
        `they are recorded in us-east-1, and nothing there tells of them: ${FORWARD} --region us-east-1 --parameter-overrides EventBus=${BUS}`,
      ],
      ['regions', 'off', 'us-east-1: the schedule finds changes of ECR there; to hear of them, deploy serverless/events.yml there'],
    ]);
  });
});

describe('a trail with advanced selectors', () => {
  const fields = (...list: readonly (readonly [string, object])[]) => ({
    FieldSelectors: list.map(([Field, more]) => ({ Field, ...more })),
  });
  const MANAGEMENT = ['eventCategory', { Equals: ['Management'] }] as const;
  test.each<readonly [string, string, readonly object[]]>([
    ['of management events', 'ok', [fields(MANAGEMENT)]],
    ['of those that write', 'ok', [fields(MANAGEMENT, ['readOnly', { Equals: ['false'] }])]],
    ['without those of KMS', 'ok', [fields(MANAGEMENT, ['eventSource', { NotEquals: ['kms.amazonaws.com'] }])]],
    ['of data events beside', 'ok', [fields(['eventCategory', { Equals: ['Data'] }]), fields(MANAGEMENT)]],
    ['of those that read', 'wrong', [fields(MANAGEMENT, ['readOnly', { Equals: ['true'] }])]],
    ['without those of ECR', 'wrong', [fields(MANAGEMENT, ['eventSource', { NotEquals: ['ecr.amazonaws.com'] }])]],
    ['of some names alone', 'wrong', [fields(MANAGEMENT, ['eventName', { Equals: ['RunInstances'] }])]],
    ['of some sources alone, by their beginning', 'wrong', [fields(MANAGEMENT, ['eventSource', { StartsWith: ['ec2'] }])]],
    ['of data events alone', 'wrong', [fields(['eventCategory', { Equals: ['Data'] }])]],
  ])('%s is %s', async (_, result, AdvancedEventSelectors) => {
    world[`GetEventSelectors eu-west-1 ${arnOf('all')}`] = body({ AdvancedEventSelectors });
    expect((await doctor())[0]).toEqual(['trail', result, expect.any(String)]);
  });
});

test('one trail that records is enough, whatever the others are', async () => {
  world['DescribeTrails eu-west-1'] = body({ trailList: [trail('off'), trail('hidden'), trail('all')] });
  world[`GetTrailStatus eu-west-1 ${arnOf('off')}`] = body({ IsLogging: false });
  world[`GetEventSelectors eu-west-1 ${arnOf('off')}`] = body(BASIC);
  expect(await troubles()).toEqual([]);
});

test('a trail of the organization that a member may not look into is unknown, and not wrong', async () => {
  world['DescribeTrails eu-west-1'] = body({ trailList: [trail('hidden', { IsOrganizationTrail: true })] });
  expect(await troubles()).toEqual([
    ['trail', 'unknown', 'AWS would not say (AccessDeniedException): allow cloudtrail:GetTrailStatus in eu-west-1'],
  ]);
});

test('in the home region of IAM the deployment hears of it by a rule of its own', async () => {
  world = healthy();
  process.env['AWS_REGION'] = 'us-east-1';
  const here = (text: string) => text.replaceAll('eu-west-1', 'us-east-1');
  for (const [question, answer] of Object.entries(healthy())) world[here(question)] = JSON.parse(here(JSON.stringify(answer)));
  world[`DescribeRule us-east-1 ${NAME}-identity-writes`] = patterned(['iam', 'organizations']);
  world[`ListTargetsByRule us-east-1 ${NAME}-identity-writes`] = telling(here(QUEUE));
  const policy = here(POLICY).replace('[', `["arn:aws:events:us-east-1:111111111111:rule/${NAME}-identity-writes",`);
  world[`GetQueueAttributes ${NAME}-events`] = queued(0, policy);
  const lines = await doctor();
  process.env['AWS_REGION'] = 'eu-west-1';
  expect(lines).toContainEqual(['IAM events', 'ok', `the rule ${NAME}-identity-writes tells the queue`]);
  expect(lines).toContainEqual(['regions', 'ok', 'no other region is audited']);
  expect(lines.filter(([, result]) => result !== 'ok')).toEqual([]);
});

test('where all regions are audited, each that is enabled is looked at', async () => {
  world[`function ${NAME}-report`] = variables({ REGIONS: 'all' });
  world['regions'] = body({
    Regions: ['eu-west-1', 'us-east-1', 'us-west-2'].map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED_BY_DEFAULT' })),
  });
  world['ListRuleNamesByTarget us-west-2'] = body({ RuleNames: [] });
  expect(await troubles()).toEqual([
    ['regions', 'off', 'us-west-2: the schedule finds changes of ECR there; to hear of them, deploy serverless/events.yml there'],
  ]);
});

test('whatever AWS will not say is unknown, names what allows it, and makes nothing else unknown', async () => {
  const aboutEvents = Object.keys(world).filter((question) => !/-(?:audit|report)$/.test(question));
  expect(aboutEvents).toHaveLength(21);
  for (const question of aboutEvents) {
    world = healthy();
    delete world[question];
    const lines = await troubles();
    // What a region forwards is told in two lines where it is the home region of IAM.
    expect(lines.length, question).toBe(/us-east-1 f-|Target us-east-1/.test(question) ? 2 : 1);
    for (const [, result, detail] of lines) {
      expect(result, question).toBe('unknown');
      expect(detail, question).toMatch(/AWS would not say \(\w+\): allow [a-z]+:[A-Z]/);
    }
  }
});

test('an answer that is none is unknown', async () => {
  for (const question of Object.keys(world).filter((each) => /^(?:Describe|List|Get|mappings)/.test(each))) {
    world = healthy();
    world[question] = body({});
    expect(
      (await troubles()).map(([, result]) => result),
      question,
    ).toContain('unknown');
  }
});
