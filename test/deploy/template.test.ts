import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { FUNCTION_NAMES } from '../../scripts/functions.ts';
import { rolesFit } from './roles.ts';
import { packaged } from './support/packaged.ts';

const plain = await packaged();
const full = await packaged({
  email: 'someone@example.com',
  chat: 'on',
  slackWebhook: 'secretsmanager:team/slack',
  accounts: 'this,222222222222',
  schedule: 'rate(6 hours)',
  baseline: 's3://baselines/acme.json',
  logRetention: '90',
  tracing: 'on',
});
afterAll(() => {
  plain.remove();
  full.remove();
});

rolesFit(full.resources);

const of = (type: string, { resources } = plain) => Object.entries(resources).filter(([, { Type }]) => Type === type);
const propertiesOf = (id: string, { resources } = plain) => resources[id]?.Properties ?? {};

describe('the bucket', () => {
  test('is private, versioned, encrypted, and speaks TLS only', () => {
    expect(propertiesOf('Bucket')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    });
    expect(propertiesOf('BucketPolicy')).toMatchObject({
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
  });

  test('forgets what nobody needs any more, and never the state', () => {
    const { Rules: rules } = propertiesOf('Bucket')['LifecycleConfiguration'] as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    const expiring = rules.filter(({ ExpirationInDays: days }) => days !== undefined).map(({ Prefix: prefix }) => prefix);
    expect(expiring).toEqual(['runs/', 'live/', 'reports/']);
  });
});

describe('topics', () => {
  test.each(of('AWS::SNS::Topic', full).map(([id]) => id))('%s is encrypted with the key of the customer, and has a policy', (id) => {
    expect(propertiesOf(id, full)).toMatchObject({ KmsMasterKeyId: { Ref: 'TopicKey' } });
    const policies = of('AWS::SNS::TopicPolicy', full).map(([, { Properties }]) => Properties['Topics']);
    expect(policies).toContainEqual([{ Ref: id }]);
  });

  test('alarms may use the key, and only those of this account', () => {
    expect(propertiesOf('TopicKey')).toMatchObject({
      KeyPolicy: {
        Statement: [
          {},
          {
            Principal: { Service: expect.arrayContaining(['cloudwatch.amazonaws.com']) },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });
});

describe('the auditor is watched', () => {
  test.each([
    ['a failed execution', 'ExecutionsFailed', 'notBreaching'],
    ['an execution without end', 'ExecutionsTimedOut', 'notBreaching'],
    ['no successful audit', 'AuditSucceeded', 'breaching'],
    ['a queue of what was not delivered', 'ApproximateNumberOfMessagesVisible', 'notBreaching'],
    ['a delivery that failed', 'NumberOfNotificationsFailed', 'notBreaching'],
    ['a failed post to Slack', 'Errors', 'notBreaching'],
  ])('%s raises an alarm that tells somebody', (_, metric, missing) => {
    const alarms = of('AWS::CloudWatch::Alarm').filter(([, { Properties }]) => Properties['MetricName'] === metric);
    expect(alarms.length).toBeGreaterThan(0);
    for (const [, { Properties }] of alarms)
      expect(Properties).toMatchObject({ TreatMissingData: missing, AlarmActions: [{ Ref: 'AlarmTopic' }] });
  });

  test.each([
    ['a day', plain, 48],
    ['six hours', full, 12],
  ])('on a schedule of %s, after twice that time', (_, template, hours) => {
    expect(propertiesOf('NoAudit', template)).toMatchObject({ Period: 3600, EvaluationPeriods: hours });
  });

  test('both queues for what went wrong have an alarm', () => {
    const watched = of('AWS::CloudWatch::Alarm').map(([, { Properties }]) => JSON.stringify(Properties['Dimensions']));
    for (const [id] of of('AWS::SQS::Queue')) expect(watched.some((dimensions) => dimensions.includes(id))).toBe(true);
  });
});

describe('functions', () => {
  test('each runs on Node 24 and arm64, and logs for as long as was said', () => {
    const functions = of('AWS::Lambda::Function', full);
    expect(functions).toHaveLength(FUNCTION_NAMES.length);
    for (const [, { Properties }] of functions) expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    const groups = of('AWS::Logs::LogGroup', full);
    expect(groups).toHaveLength(FUNCTION_NAMES.length);
    for (const [, { Properties }] of groups) expect(Properties['RetentionInDays']).toBe(90);
  });

  test('the report ends before its caller gives up', () => {
    expect(propertiesOf('ReportLambdaFunction')['Timeout']).toBeLessThan(120);
  });

  test('no secret is in the environment, only where it is kept', () => {
    expect(propertiesOf('SlackLambdaFunction', full)).toMatchObject({
      Environment: { Variables: { WEBHOOK: 'secretsmanager:team/slack' } },
    });
  });

  test('the audit knows the topic for chat where there is one', () => {
    expect(propertiesOf('AuditLambdaFunction')).toMatchObject({ Environment: { Variables: { CHAT_TOPIC: '' } } });
    expect(propertiesOf('AuditLambdaFunction', full)).toMatchObject({ Environment: { Variables: { CHAT_TOPIC: { Ref: 'ChatTopic' } } } });
  });

  test('no variable is an expression that `serverless invoke local` cannot resolve', () => {
    const variables = of('AWS::Lambda::Function', full).map(([, { Properties }]) => Properties['Environment']);
    expect(JSON.stringify(variables)).not.toContain('"Fn::');
  });

  test('tracing is off unless it is asked for', () => {
    const modes = (template: typeof plain) =>
      of('AWS::Lambda::Function', template).map(([, { Properties }]) => Properties['TracingConfig']);
    expect(new Set(modes(plain))).toEqual(new Set([undefined]));
    expect(modes(full)).toEqual(FUNCTION_NAMES.map(() => ({ Mode: 'Active' })));
  });
});

describe('parameters', () => {
  test('the baseline on S3 is the one object outside its bucket that the audit reads', () => {
    const audit = JSON.stringify(propertiesOf('AuditRole', full));
    expect(audit).toContain(':s3:::baselines/acme.json');
    expect(JSON.stringify(propertiesOf('AuditRole'))).not.toContain(':s3:::baselines');
  });

  test.each([
    [{ slackWebhook: 'https://hooks.slack.com/services/T/B/x' }, 'never the webhook itself'],
    [{ accounts: 'this,22' }, 'neither `this` nor an account id of 12 digits'],
    [{ baseline: 'https://example.com' }, 'neither `packaged` nor s3://bucket/key'],
    [{ silentHours: 'soon' }, 'neither `auto` nor a whole number of hours'],
  ])('%j is refused before anything is deployed', async (parameters, reason) => {
    const refusal: unknown = await packaged(parameters as Record<string, string>).catch((error: unknown) => error);
    expect(String(refusal)).toContain(reason);
  });

  test('each is explained in the table of the guide', () => {
    const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    const service = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
    const [, block = ''] = /\n {2}default:\n([\s\S]*?)\n\n/.exec(service) ?? [];
    const names = [...block.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

test('the template says null nowhere: CloudFormation refuses it', () => {
  expect(readFileSync(full.path, 'utf8')).not.toMatch(/:\s*null\b/);
});
