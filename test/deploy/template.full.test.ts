import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { FUNCTION_NAMES } from '../../scripts/functions.ts';
import { PARAMETER_NAMES } from '../../serverless/parameters.ts';
import { packaged } from './support/packaged.ts';
import { rolesFit, statementOf as statementIn } from './support/roles.ts';

const SLACK_KEY = 'arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555';
const BASELINE_KEY = 'arn:aws:kms:eu-west-1:333333333333:key/mrk-1234567890abcdef1234567890abcdef';

const plain = await packaged();
const full = await packaged({
  email: 'someone@example.com',
  chat: 'on',
  slackWebhook: 'secretsmanager:team/slack',
  slackKey: SLACK_KEY,
  accounts: 'this,222222222222',
  externalId: 'audit-4711',
  schedule: 'rate(6 hours)',
  baseline: 's3://baselines/acme.json',
  baselineKey: BASELINE_KEY,
  accessLogs: 'acme-logs',
  logRetention: '90',
  securityHub: 'on',
  tracing: 'on',
});
afterAll(() => {
  plain.remove();
  full.remove();
});

rolesFit(full.resources);

const statementOf = (role: string, sid: string) => statementIn(full.resources[role]!, sid);
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
    expect(expiring).toEqual(['runs/', 'snapshots/', 'live/', 'reports/']);
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
    ['an audit that judged nothing', 'AuditSucceeded', 'notBreaching'],
    ['too long without a judged audit', 'HoursSilent', 'missing'],
    ['a queue of what was not delivered', 'ApproximateNumberOfMessagesVisible', 'notBreaching'],
    ['a delivery that failed', 'NumberOfNotificationsFailed', 'notBreaching'],
    ['a failed post to Slack', 'Errors', 'notBreaching'],
    ['an import that Security Hub did not take', 'SecurityHubFailed', 'notBreaching'],
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
    expect(propertiesOf('NoAudit', template)).toMatchObject({ Threshold: hours, ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
  });

  test('a new deployment is no alarm, and a watch that has fallen silent is told', () => {
    const { Period: period, EvaluationPeriods: periods, ...alarm } = propertiesOf('NoAudit');
    expect(alarm).toMatchObject({ TreatMissingData: 'missing', InsufficientDataActions: [{ Ref: 'AlarmTopic' }] });
    expect(Number(period) * Number(periods)).toBeLessThanOrEqual(604_800);
  });

  test('the hours without an audit are counted each hour, by a schedule of their own', () => {
    expect(propertiesOf('WatchSchedule')).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      Target: { Arn: { 'Fn::GetAtt': ['WatchLambdaFunction', 'Arn'] }, DeadLetterConfig: {} },
    });
    expect(JSON.stringify(propertiesOf('SchedulerRole'))).toContain('WatchLambdaFunction');
  });

  test('each queue for what went wrong has an alarm', () => {
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
  test('what Security Hub does not take has a queue and an alarm of its own, only where it is on', () => {
    expect(full.resources['ImportDeadLetters']).toEqual({
      Type: 'AWS::SQS::Queue',
      Condition: 'HasSecurityHub',
      Properties: { QueueName: 'ecr-drift-prod-undelivered-imports', MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
    });
    expect(full.resources['UndeliveredImports']).toMatchObject({
      Condition: 'HasSecurityHub',
      Properties: { Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['ImportDeadLetters', 'QueueName'] } }] },
    });
    expect(propertiesOf('AuditLambdaFunction')).toMatchObject({ Environment: { Variables: { IMPORT_QUEUE: '' } } });
    const there = { IMPORT_QUEUE: { Ref: 'ImportDeadLetters' } };
    expect(propertiesOf('AuditLambdaFunction', full)).toMatchObject({ Environment: { Variables: there } });
  });

  test('Security Hub is told by the audit alone, as the default product, and only where it is on', () => {
    expect(statementOf('AuditRole', 'TellSecurityHub')).toEqual({
      Sid: 'TellSecurityHub',
      Effect: 'Allow',
      Action: 'securityhub:BatchImportFindings',
      Resource: {
        'Fn::Sub': expect.stringMatching(/:securityhub:\$\{AWS::Region\}:\$\{AWS::AccountId\}:product\/\$\{AWS::AccountId\}\/default$/),
      },
    });
    const telling = of('AWS::IAM::Role', full).filter(([, role]) => JSON.stringify(role).includes('securityhub:'));
    expect(telling.map(([id]) => id)).toEqual(['AuditRole']);
    for (const statement of ['TellSecurityHub', 'ReadWhatSecurityHubHas', 'KeepUndeliveredImports'])
      expect(JSON.stringify(propertiesOf('AuditRole', full))).toMatch(new RegExp(`\\["HasSecurityHub",\\{"Sid":"${statement}"`));
    expect(statementOf('AuditRole', 'KeepUndeliveredImports')).toEqual({
      Sid: 'KeepUndeliveredImports',
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': ['ImportDeadLetters', 'Arn'] },
    });
    expect(full.resources['FailedImports']).toMatchObject({ Condition: 'HasSecurityHub', Properties: { MetricName: 'SecurityHubFailed' } });
  });

  test('the baseline on S3 is the one object outside its bucket that the audit reads', () => {
    const audit = JSON.stringify(propertiesOf('AuditRole', full));
    expect(audit).toContain(':s3:::baselines/acme.json');
    expect(JSON.stringify(propertiesOf('AuditRole'))).not.toContain(':s3:::baselines');
  });

  test.each(['AuditRole', 'ReportRole'])(
    'a baseline that is not there is not `denied` to %s, which sees no other name of the bucket',
    (role) => {
      expect(statementOf(role, 'TellAbsentBaselineFromDenied')).toEqual({
        Sid: 'TellAbsentBaselineFromDenied',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: [{ 'Fn::Sub': expect.stringMatching(/:s3:::baselines$/) }],
        Condition: { StringEquals: { 's3:prefix': ['acme.json'] } },
      });
    },
  );

  test.each([
    ['AuditRole', 'DecryptBaseline', BASELINE_KEY],
    ['ReportRole', 'DecryptBaseline', BASELINE_KEY],
    ['SlackRole', 'DecryptWebhook', SLACK_KEY],
  ])('%s decrypts with the key of the customer, and with it alone', (role, sid, key) => {
    expect(statementOf(role, sid)).toEqual({ Sid: sid, Effect: 'Allow', Action: 'kms:Decrypt', Resource: [key] });
  });

  test('no other role has to do with the keys of the customer', () => {
    const roles = of('AWS::IAM::Role', full).filter(([, role]) => /:kms:/.test(JSON.stringify(role)));
    expect(roles.map(([id]) => id).sort()).toEqual(['AuditRole', 'ReportRole', 'SlackRole']);
  });

  test('who read the reports is logged where somebody asked for it', () => {
    expect(propertiesOf('Bucket', full)['LoggingConfiguration']).toEqual({
      'Fn::If': ['HasAccessLogs', { DestinationBucketName: 'acme-logs', LogFilePrefix: 'ecr-drift-prod/' }, { Ref: 'AWS::NoValue' }],
    });
  });

  test('each is explained in the table of the guide, and has its line in deploy.yml', () => {
    const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    const file = readFileSync(new URL('../../deploy.yml', import.meta.url), 'utf8');
    expect(PARAMETER_NAMES.filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([]);
    expect(PARAMETER_NAMES.filter((name) => !new RegExp(`^# ${name}: `, 'm').test(file))).toEqual([]);
  });
});

test('the template says null nowhere: CloudFormation refuses it', () => {
  expect(readFileSync(full.path, 'utf8')).not.toMatch(/:\s*null\b/);
});
