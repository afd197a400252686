import { expect, test } from 'vitest';
import { attached, managedPolicy, policyArn, present, repository, role, user } from '../../snapshot/support/files.ts';
import { ALL, account, allow, aRole, deny, expecting, factsIn, factsOf, PULL, policy, roleArn, userArn } from '../support/facts.ts';

const EVERY_REPOSITORY = 'arn:aws:ecr:*:111111111111:repository/*';

test.each([
  ['ecr:*', allow('ecr:*'), true],
  ['a wildcard for some writing', allow('ecr:Put*'), true],
  ['a wildcard that also deletes', allow('ecr:Batch*'), true],
  ['every repository by an ARN', allow('ecr:*', { Resource: EVERY_REPOSITORY }), true],
  ['everything but one repository', { Effect: 'Allow', Action: 'ecr:*', NotResource: 'arn:aws:ecr:*:*:repository/other' }, true],
  ['all but what it lists', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, true],
  ['wildcards for reading', allow(['ecr:Get*', 'ecr:BatchGet*', 'ecr:BatchCheck*', 'ecr:Describe*', 'ecr:List*']), false],
  ['writing without wildcard', allow('ecr:PutLifecyclePolicy'), false],
  ['one repository', allow('ecr:*', { Resource: 'arn:aws:ecr:us-east-1:111111111111:repository/team/app' }), false],
  ['the repositories of a team', allow('ecr:*', { Resource: 'arn:aws:ecr:*:*:repository/team/*' }), false],
  ['repositories with a tag', allow('ecr:*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }), false],
  ['other services', allow('s3:*'), false],
  ['a Deny', deny('ecr:*'), false],
])('BroadWildcard of an identity policy: %s', (_, statement, told) => {
  const facts = factsOf('ECRD-302', account({ roles: [aRole('ci', statement)] }));
  expect(facts.map(({ severity, details }) => [severity, details])).toEqual(told ? [['medium', [roleArn('ci')]]] : []);
});

test.each([
  ['all of AWS', [allow('*')], ['low']],
  ['all of AWS, spelled out', [allow('*:*')], ['low']],
  ['all of ECR and IAM', [allow(['ecr:*', 'iam:*'])], ['low']],
  ['in two statements', [allow('ECR:*'), allow('iam:*')], ['low']],
  ['all of ECR and some of IAM', [allow('ecr:*'), allow('iam:Get*')], ['medium']],
  [
    'all of ECR, and IAM under a condition',
    [allow('ecr:*'), allow('iam:*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })],
    ['medium'],
  ],
])('an administrator is one finding at most, and a low one: %s', (_, statements, severities) => {
  const facts = factsIn(account({ roles: [aRole('admin', ...statements)], repositories: [repository('a'), repository('b')] }));
  expect(facts.map(({ code, severity }) => `${code} ${severity}`)).toEqual(severities.map((severity) => `ECRD-302 ${severity}`));
});

test('a managed policy is told once, with whoever has it', () => {
  const managed = [managedPolicy('wide', policy(allow('ecr:*'))), managedPolicy('idle', policy(allow('ecr:*')))];
  const [fact, ...more] = factsOf(
    'ECRD-302',
    account({ managed, roles: [role('ci', attached('wide'))], users: [user('ann', attached('wide'))] }),
  );
  expect(more).toEqual([]);
  expect(fact).toMatchObject({
    region: null,
    repository: null,
    details: [roleArn('ci'), userArn('ann')],
    statement: { layer: 'identity', policy: { kind: 'managed', arn: policyArn('wide') }, source: { sid: null, index: 0, effect: 'Allow' } },
  });
});

test('policies that AWS writes, and those of service-linked roles, are not ours to narrow', () => {
  const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const managed = [{ ...managedPolicy('AdministratorAccess', policy(allow('*'))), Arn: arn }];
  const path = '/aws-service-role/x.amazonaws.com/';
  const linked = { ...aRole('linked', allow('ecr:*')), Path: path, Arn: `arn:aws:iam::111111111111:role${path}linked` };
  const admin = role('admin', { AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: arn }] });
  expect(factsOf('ECRD-302', account({ managed, roles: [admin, linked] }))).toEqual([]);
});

test('is silent when all that its holders have by it is expected', () => {
  const file = account({ roles: [aRole('ci', allow(['ecr:*', ...PULL]))] });
  expect(factsOf('ECRD-302', file, ALL)).toEqual([]);
  expect(factsOf('ECRD-302', file, expecting('pull', 'push'))).toHaveLength(1);
  expect(factsOf('ECRD-302', file, ({ repository: { name } }) => name !== 'team/app')).toHaveLength(1);
});

test('is silent where a boundary leaves nothing of it', () => {
  const managed = [managedPolicy('limit', policy(allow('s3:*')))];
  const bounded = { ...aRole('ci', allow('ecr:*')), PermissionsBoundary: { PermissionsBoundaryArn: policyArn('limit') } };
  expect(factsOf('ECRD-302', account({ managed, roles: [bounded] }))).toEqual([]);
});

test('is silent without a repository', () => {
  expect(factsOf('ECRD-302', account({ roles: [aRole('ci', allow('ecr:*'))], repositories: [] }))).toEqual([]);
  expect(factsOf('ECRD-302', account({ roles: [aRole('ci', allow('ecr:*'))], repositories: [repository('a')] }))).toHaveLength(1);
});

test('a tag that is asked for is a bound, also where a repository has it', () => {
  const statement = allow('ecr:*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } });
  const repositories = [repository('a', { tags: present({ team: 'a' }) })];
  expect(factsOf('ECRD-302', account({ roles: [aRole('ci', statement)], repositories }))).toEqual([]);
});
