// What hears of a write: the rules, the queue and the function of the deployment, and the template for other regions and accounts.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { eventPatternOf } from '../../lib/events/pattern.ts';
import { EVENT_SOURCES, WRITES, type WriteService } from '../../lib/events/writes.ts';
import { homeRegionOf, PARTITIONS } from '../../lib/model/regions.ts';
import { DERIVED } from '../../serverless/derived.ts';
import { dangling, standing, type Template } from './support/conditions.ts';
import { packaged, type Resource } from './support/packaged.ts';
import { statementOf } from './support/roles.ts';

const OTHERS = { accounts: 'this,222222222222,333333333333', externalId: 'audit-4711' };
const on = await packaged(OTHERS);
const off = await packaged({ ...OTHERS, events: 'off' });
const alone = await packaged({ region: 'eu-west-1' });
afterAll(() => {
  on.remove();
  off.remove();
  alone.remove();
});

const at = (region: string, partition = 'aws') => ({
  'AWS::Region': region,
  'AWS::Partition': partition,
  'AWS::AccountId': '111111111111',
});
const HOME = at('us-east-1');
const ELSEWHERE = at('eu-west-1');

const second: Template = parse(readFileSync(new URL('../../serverless/events.yml', import.meta.url), 'utf8'), {
  customTags: ['Ref', 'Condition', 'Sub', 'GetAtt', 'Not', 'Equals', 'And', 'Join', 'Select', 'Split', 'FindInMap'].flatMap(tagged),
  merge: true,
});
const BUS = 'arn:aws:events:eu-west-1:111111111111:event-bus/ecr-drift-prod';
const forwarding = (place: Readonly<Record<string, string>>, bus = BUS) => ({ ...place, EventBus: bus });

const rules = (resources: Readonly<Record<string, Resource>>) =>
  Object.entries(resources)
    .flatMap(([id, { Type }]) => (Type === 'AWS::Events::Rule' ? [id] : []))
    .sort();
const patternOf = (template: Template, id: string) => template.Resources[id]?.Properties['EventPattern'];
const propertiesOf = (id: string) => on.resources[id]?.Properties ?? {};

describe('where events are off', () => {
  test('nothing of them is there, and nothing points at it', () => {
    const ids = Object.keys(standing(off.template, HOME));
    const more = Object.keys(standing(on.template, HOME)).filter((id) => !ids.includes(id));
    expect(more.sort()).toEqual([
      'EcrWrites',
      'EventBus',
      'EventDeadLetters',
      'EventDeadLettersPolicy',
      'EventMapping',
      'EventQueue',
      'EventQueuePolicy',
      'FailedReact',
      'FailedScopedAudit',
      'ForwardedWrites',
      'IdentityWrites',
      'LateEvents',
      'ReactLambdaFunction',
      'ReactLogGroup',
      'ReactRole',
      'RefusedEvents',
      'UnhandledEvents',
    ]);
    expect(dangling(off.template, HOME)).toEqual([]);
    expect(Object.values(standing(off.template, HOME)).filter(({ Type }) => /::Events::|EventSourceMapping/.test(Type))).toEqual([]);
  });

  test('the collector may read nothing that audits have kept', () => {
    expect(JSON.stringify(standing(on.template, HOME)['CollectRole'])).toContain('"ReadBase"');
    expect(JSON.stringify(standing(off.template, HOME)['CollectRole'])).not.toMatch(/"ReadBase"|(?:state|snapshots)\/\*/);
  });
});

describe('where they are on', () => {
  test.each([
    ['the home region of IAM', on.template, HOME, ['EcrWrites', 'ForwardedWrites', 'IdentityWrites']],
    ['another region', alone.template, ELSEWHERE, ['EcrWrites', 'ForwardedWrites']],
  ])('in %s, everything that is named is there', (_, template, place, expected) => {
    expect(dangling(template, place)).toEqual([]);
    expect(rules(standing(template, place))).toEqual(expected);
  });

  test.each([
    ['eu-west-1', 'us-east-1'],
    ['cn-north-1', 'cn-north-1'],
    ['cn-northwest-1', 'cn-north-1'],
    ['us-gov-east-1', 'us-gov-west-1'],
  ])('in %s, IAM is recorded in %s', async (place, home) => {
    expect(await DERIVED['identityRegion']?.(async () => place)).toBe(home);
  });

  test.each<readonly [string, readonly WriteService[]]>([
    ['EcrWrites', ['ecr']],
    ['IdentityWrites', ['iam', 'organizations']],
    ['ForwardedWrites', ['ecr', 'iam', 'organizations']],
  ])('%s hears of the writes of its services, all of them', (id, services) => {
    expect(patternOf(on.template, id)).toEqual(eventPatternOf(services));
  });

  test('each write of the table is heard of by a rule, in a pattern that AWS takes', () => {
    const patterns = ['EcrWrites', 'IdentityWrites'].map((id) => patternOf(on.template, id) as ReturnType<typeof eventPatternOf>);
    const deaf = WRITES.filter(
      ({ service, name }) =>
        !patterns.some(({ detail }) => detail.eventSource.includes(EVENT_SOURCES[service]) && detail.eventName.includes(name)),
    );
    expect(deaf).toEqual([]);
    const sizes = [...patterns, patternOf(on.template, 'ForwardedWrites')].map((pattern) => JSON.stringify(pattern).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_048);
  });

  test('every rule tells the queue, and what it cannot tell the queue is kept', () => {
    for (const id of rules(on.resources))
      expect(propertiesOf(id)['Targets']).toEqual([
        {
          Id: 'queue',
          Arn: { 'Fn::GetAtt': ['EventQueue', 'Arn'] },
          RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['EventDeadLetters', 'Arn'] } },
        },
      ]);
  });

  test('only what was forwarded is on the bus of the deployment, whose rule alone listens to it', () => {
    expect(rules(on.resources).filter((id) => 'EventBusName' in propertiesOf(id))).toEqual(['ForwardedWrites']);
  });

  test.each(['EventQueue', 'EventDeadLetters'])('%s is encrypted, and takes messages of these rules alone', (id) => {
    expect(propertiesOf(id)).toMatchObject({ SqsManagedSseEnabled: true });
    const policy = standing(alone.template, ELSEWHERE)[`${id}Policy`]?.Properties['PolicyDocument'];
    expect(policy).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [id, 'Arn'] },
          Condition: {
            ArnEquals: { 'aws:SourceArn': [{ 'Fn::GetAtt': ['EcrWrites', 'Arn'] }, { 'Fn::GetAtt': ['ForwardedWrites', 'Arn'] }] },
          },
        },
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ],
    });
  });

  test('a message stays hidden while the function may still be at it', () => {
    const timeout = Number(propertiesOf('ReactLambdaFunction')['Timeout']);
    const { MaximumBatchingWindowInSeconds: window, ...mapping } = propertiesOf('EventMapping');
    expect(propertiesOf('EventQueue')['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * timeout + Number(window));
    expect(mapping).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': ['EventQueue', 'Arn'] },
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test('the other accounts that are audited may forward such events, and nobody else', () => {
    const policy = standing(on.template, HOME)['EventBus']?.Properties['Policy'];
    expect(policy).toMatchObject({
      Statement: [
        {
          Principal: { AWS: ['222222222222', '333333333333'] },
          Action: 'events:PutEvents',
          Condition: { 'ForAllValues:StringEquals': { 'events:source': ['aws.ecr', 'aws.iam', 'aws.organizations'] } },
        },
      ],
    });
  });

  test('where they are too many for the policy of a bus, those of the organization may', async () => {
    const value = (name: string, count: number) =>
      DERIVED[name]?.(async () => ['this', ...Array.from({ length: count }, (_, index) => String(200_000_000_000 + index))].join(','));
    const fitting = JSON.stringify(await value('forwarders', 200)).replace(/"(\d+)"/g, '"arn:aws-us-gov:iam::$1:root"');
    expect(fitting.length + JSON.stringify(await value('forwarding', 200)).length).toBeLessThan(10_240 - 300);
    expect(await value('forwarding', 200)).not.toHaveProperty('StringEquals');
    expect(await value('forwarders', 201)).toEqual(['*']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
    const organization = { 'aws:PrincipalOrgID': { 'Fn::Sub': '${!aws:ResourceOrgID}' } };
    expect(await value('forwarding', 201)).toMatchObject({ StringEquals: organization });
  });

  test('react takes events, writes what they touched, and starts the audit of an account, no more', () => {
    expect(statementOf(on.resources['ReactRole']!, 'TakeEvents')).toMatchObject({ Resource: { 'Fn::GetAtt': ['EventQueue', 'Arn'] } });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's
    expect(statementOf(on.resources['ReactRole']!, 'WriteScopes')).toMatchObject({ Resource: { 'Fn::Sub': '${Bucket.Arn}/runs/*' } });
    expect(statementOf(on.resources['ReactRole']!, 'StartAudits')).toMatchObject({ Resource: { Ref: 'AccountStateMachine' } });
  });
});

test('a deployment of one account lets no other one forward', () => {
  expect(standing(alone.template, ELSEWHERE)['EventBus']?.Properties).not.toHaveProperty('Policy');
});

test('the dashboard is JSON, with events and without', () => {
  for (const { template } of [on, off]) {
    const { DashboardBody: body } = standing(template, HOME)['Dashboard']?.Properties ?? {};
    const { widgets } = JSON.parse(textOf(body));
    expect(widgets).toHaveLength(template === on.template ? 6 : 4);
  }
});

describe('the template for other regions and accounts', () => {
  test('knows the home regions', () => {
    const homes = Object.fromEntries(PARTITIONS.map((partition) => [partition, { Region: homeRegionOf(partition) }]));
    expect(second.Mappings['HomeRegions']).toEqual(homes);
  });

  test.each([
    ['another region', at('us-west-2'), ['EcrWrites']],
    ['the home region of IAM', HOME, ['EcrWrites', 'IdentityWrites']],
    ['the region of the deployment, in another account', { ...ELSEWHERE, 'AWS::AccountId': '222222222222' }, ['EcrWrites']],
    ['the region and account of the deployment', ELSEWHERE, []],
  ])('in %s', (_, place, expected) => {
    const resources = standing(second, forwarding(place));
    expect(rules(resources)).toEqual(expected);
    expect(Object.keys(resources)).toHaveLength(expected.length === 0 ? 0 : expected.length + 1);
    expect(dangling(second, forwarding(place))).toEqual([]);
  });

  test('forwards no IAM twice where the deployment is in the home region', () => {
    expect(rules(standing(second, forwarding(HOME, BUS.replace('eu-west-1', 'us-east-1'))))).toEqual([]);
  });

  test('forwards the writes of the table to the bus, and may do nothing else', () => {
    expect(patternOf(second, 'EcrWrites')).toEqual(eventPatternOf(['ecr']));
    expect(patternOf(second, 'IdentityWrites')).toEqual(eventPatternOf(['iam', 'organizations']));
    for (const id of rules(second.Resources)) {
      const { Targets: targets, EventBusName: bus } = second.Resources[id]?.Properties ?? {};
      expect(targets).toEqual([{ Id: 'bus', Arn: { Ref: 'EventBus' }, RoleArn: { 'Fn::GetAtt': 'Forwarder.Arn' } }]);
      // The default one: nothing that was forwarded is on it.
      expect(bus).toBeUndefined();
    }
    expect(second.Resources['Forwarder']?.Properties['Policies']).toMatchObject([
      { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: { Ref: 'EventBus' } }] } },
    ]);
  });
});

/** `!Ref X` as CloudFormation reads it: as text, or as a list. */
function tagged(name: string) {
  const tag = `!${name}`;
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const list = { tag, collection: 'seq' as const, resolve: (items: { toJSON: () => unknown }) => ({ [key]: items.toJSON() }) };
  return [{ tag, resolve: (text: string) => ({ [key]: text }) }, list];
}

/** What `Fn::Sub` makes of a text: its names stay, its local variables are put in. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Sub': body } = value as { readonly 'Fn::Sub': string | readonly [string, Readonly<Record<string, unknown>>] };
  if (typeof body === 'string') return body;
  return Object.entries(body[1]).reduce((text, [name, each]) => text.replace(`\${${name}}`, textOf(each)), body[0]);
}
