import { describe, expect, test } from 'vitest';
import { type Fields, present, REFUSED, region, role } from '../../snapshot/support/files.ts';
import {
  account,
  allow,
  aRole,
  factsIn,
  factsOf,
  grant,
  linesOf,
  OTHER,
  OWN,
  PULL,
  policy,
  roleArn,
  root,
  TOKEN,
  withPolicy,
} from '../support/facts.ts';

const CODE = 'ECRD-309';
const TOLD = ['low us-east-1 team/app - -'];
const ARN = 'aws:PrincipalArn';

function codesIn(file: unknown): readonly string[] {
  return factsIn(file).map(({ code }) => code);
}

function when(operator: string, key: string, value: unknown): Fields {
  return { Condition: { [operator]: { [key]: value } } };
}

function messageOf(file: unknown): string | undefined {
  return factsOf(CODE, file)[0]?.message;
}

describe('conditions of a repository policy', () => {
  test.each([
    ['wildcards compared as text', grant('*', PULL, when('StringEquals', ARN, `arn:aws:iam::${OTHER}:role/*`))],
    ['a session', grant({ AWS: root(OTHER) }, PULL, when('ArnLike', ARN, `arn:aws:sts::${OTHER}:assumed-role/ci/*`))],
    ['an account that is none', grant({ Service: 'lambda.amazonaws.com' }, PULL, when('StringEquals', 'aws:SourceAccount', '1234'))],
    ['an organization that is none', grant('*', 'ecr:*', when('StringEquals', 'aws:PrincipalOrgID', 'acme'))],
    [
      'a service by what principals have',
      grant({ Service: 'lambda.amazonaws.com' }, PULL, when('StringEquals', 'aws:PrincipalOrgID', 'o-abc')),
    ],
    [
      'a role by what services have',
      grant({ AWS: `arn:aws:iam::${OTHER}:role/ci` }, PULL, when('StringEquals', 'aws:SourceAccount', OTHER)),
    ],
    ['a role, and another by its ARN', grant({ AWS: roleArn('a') }, 'ecr:*', when('ArnEquals', ARN, roleArn('b')))],
    ['an account, and another', grant({ AWS: root(OTHER) }, PULL, when('StringEquals', 'aws:PrincipalAccount', OWN))],
    [
      'a unit of another organization',
      {
        ...grant({ Service: 'lambda.amazonaws.com' }, PULL),
        Condition: {
          StringEquals: { 'aws:SourceOrgID': 'o-abc1234567' },
          'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-other56789/*' },
        },
      },
    ],
    [
      'a function of another account',
      {
        ...grant({ Service: 'lambda.amazonaws.com' }, PULL),
        Condition: {
          StringEquals: { 'aws:SourceAccount': OWN },
          ArnLike: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${OTHER}:function:*` },
        },
      },
    ],
    ['another region than the repository has', grant({ AWS: root(OTHER) }, PULL, when('StringEquals', 'aws:RequestedRegion', 'eu-west-1'))],
    [
      'what excludes itself',
      { ...grant('*', 'ecr:*'), Condition: { StringEquals: { [ARN]: roleArn('a') }, StringNotLike: { [ARN]: `arn:aws:iam::${OWN}:*` } } },
    ],
    [
      'everything but the listed actions',
      { Effect: 'Allow', Principal: '*', NotAction: PULL, ...when('StringEquals', ARN, `${roleArn('*')}`) },
    ],
    ['the own account', grant({ AWS: root(OWN) }, PULL, when('StringEquals', ARN, roleArn('ci-*')))],
  ])('%s: one fact, and none about access that nobody has', (_, statement) => {
    const roles = [role('a'), role('b')];
    expect(factsIn(account({ roles, statements: [statement] })).map(({ code }) => code)).toEqual([CODE]);
    expect(linesOf(CODE, account({ roles, statements: [statement] }))).toEqual(TOLD);
    expect(linesOf(CODE, account({ roles, statements: [{ ...statement, Effect: 'Deny' }] }))).toEqual(TOLD);
    expect(linesOf(CODE, account({ statements: [statement], file: { identity: REFUSED } }))).toEqual(TOLD);
  });

  test.each([
    ['a pattern', grant('*', PULL, when('StringLike', ARN, `arn:aws:iam::${OTHER}:role/*`))],
    ['a role that may come', grant({ AWS: root(OWN) }, PULL, when('ArnEquals', ARN, roleArn('to-come')))],
    [
      'a principal of a path, under its session',
      grant({ AWS: `arn:aws:sts::${OTHER}:assumed-role/ci/x` }, PULL, when('ArnLike', ARN, `arn:aws:iam::${OTHER}:role/a/ci`)),
    ],
    [
      'an account of another organization, which it may leave',
      grant({ AWS: root(OTHER) }, PULL, when('StringEquals', 'aws:PrincipalOrgID', 'o-xyz')),
    ],
    ['a tag that nobody has yet', grant({ AWS: roleArn('a') }, PULL, when('StringEquals', 'aws:PrincipalTag/team', 'x'))],
    ['a tag that the repository may get', grant({ AWS: roleArn('a') }, PULL, when('StringEquals', 'aws:ResourceTag/team', 'x'))],
    ['TLS', { ...grant('*', 'ecr:*', when('Bool', 'aws:SecureTransport', 'false')), Effect: 'Deny' }],
    ['calls through a service', { ...grant('*', 'ecr:*', when('Bool', 'aws:ViaAWSService', 'true')), Effect: 'Deny' }],
    ['services, among everybody', grant('*', PULL, when('StringEquals', 'aws:SourceAccount', OWN))],
    [
      'a service for its source',
      grant({ Service: 'lambda.amazonaws.com' }, PULL, when('StringLike', 'aws:SourceArn', 'arn:aws:lambda:*:*:function:*')),
    ],
    ['a date in the past', grant({ AWS: roleArn('a') }, PULL, when('DateLessThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z'))],
  ])('%s may be met', (_, statement) => {
    expect(linesOf(CODE, account({ roles: [role('a')], statements: [statement] }))).toEqual([]);
  });

  test('the message says why, and what was probably meant', () => {
    const text = grant('*', PULL, when('StringEquals', ARN, `arn:aws:iam::${OTHER}:role/*`));
    expect(messageOf(account({ statements: [text] }))).toBe(
      'the repository policy of team/app in us-east-1 has an Allow that gives nobody anything: `StringEquals` compares `aws:PrincipalArn` letter by letter, and its value is never `arn:aws:iam::222222222222:role/*`; probably meant: `ArnLike`, in which `*` stands for any text',
    );
    const session = { ...grant('*', 'ecr:*', when('ArnEquals', ARN, `arn:aws:sts::${OWN}:assumed-role/ci/deploy`)), Effect: 'Deny' };
    expect(messageOf(account({ statements: [session] }))).toBe(
      'the repository policy of team/app in us-east-1 has a Deny that keeps nobody from anything: `aws:PrincipalArn` is the ARN of the role, and never that of a session such as `arn:aws:sts::111111111111:assumed-role/ci/deploy`; probably meant: `arn:aws:iam::111111111111:role/ci`, with the path of the role',
    );
    const both = { ...grant('*', PULL), Condition: { Null: { [ARN]: 'true' }, StringEquals: { [ARN]: roleArn('a') } } };
    expect(messageOf(account({ statements: [both] }))).toContain(
      '`Null` and `StringEquals` on `aws:PrincipalArn` leave no value that meets them together; probably meant: one of these conditions, or two statements',
    );
    const tied = { ...grant('*', PULL), Condition: { StringEquals: { 'aws:PrincipalAccount': OTHER, [ARN]: roleArn('a') } } };
    expect(messageOf(account({ statements: [tied] }))).toContain(
      'no request meets `StringEquals` on `aws:PrincipalAccount` and `StringEquals` on `aws:PrincipalArn` together; probably meant: one of these conditions, or two statements',
    );
    const service = grant({ Service: 'lambda.amazonaws.com' }, PULL, when('StringEquals', 'aws:PrincipalOrgID', 'o-abc'));
    expect(messageOf(account({ statements: [service] }))).toContain(
      'none of those whom it names meets `StringEquals` on `aws:PrincipalOrgID`; probably meant: `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID`',
    );
  });
});

describe('principals that cannot be', () => {
  test.each([
    ['a pattern', { AWS: `arn:aws:iam::${OTHER}:role/ci-*` }],
    ['a group', { AWS: `arn:aws:iam::${OWN}:group/admins` }],
    ['any service', { Service: '*' }],
    ['a federated principal', { Federated: 'cognito-identity.amazonaws.com' }],
    ['another partition', { AWS: `arn:aws-cn:iam::${OTHER}:root` }],
    ['a list of them', { AWS: [`arn:aws:iam::${OTHER}:role/*`, `arn:aws-cn:iam::${OTHER}:role/ci`] }],
    ['nobody', { AWS: [] }],
  ])('%s', (_, principal) => {
    expect(codesIn(account({ statements: [grant(principal, 'ecr:*')] }))).toEqual([CODE]);
    expect(codesIn(account({ statements: [{ Effect: 'Allow', Principal: principal, NotAction: PULL }] }))).toEqual([CODE]);
    expect(codesIn(account({ statements: [{ ...grant(principal, 'ecr:*'), Effect: 'Deny' }] }))).toEqual([CODE]);
  });

  test('but not one beside somebody who can, nor somebody who is gone, which is another fact', () => {
    expect(codesIn(account({ statements: [grant({ AWS: [`arn:aws:iam::${OTHER}:role/*`, root(OTHER)] }, PULL)] }))).toEqual(['ECRD-204']);
    expect(codesIn(account({ statements: [grant({ AWS: 'AROAGONE' }, PULL)] }))).toEqual(['ECRD-304']);
    expect(codesIn(account({ statements: [grant({ AWS: roleArn('gone') }, PULL)] }))).toEqual(['ECRD-304']);
  });

  test('what was probably meant', () => {
    expect(messageOf(account({ statements: [grant({ AWS: `arn:aws:iam::${OTHER}:role/ci-*` }, PULL)] }))).toContain(
      'no principal is `arn:aws:iam::222222222222:role/ci-*`; probably meant: the account as principal, with `ArnLike` on `aws:PrincipalArn`',
    );
  });
});

const REPOSITORY = `arn:aws:ecr:us-east-1:${OWN}:repository/team/app`;

describe('resources that are no repository', () => {
  const WRONG = [
    `arn:aws:us-east-1:${OWN}:repository/team/app`,
    `arn:aws:us-east-2:ecr:${OWN}:repository/team/app`,
    `arn:aws:ecs:us-east-1:${OWN}:repository/team/app`,
    `arn:aws:ecr:us-east-1:${OWN}:team/app`,
    `arn:aws:ecr:us-east-1:${OWN}:team/*`,
    `arn:aws:ecr:us-east-1::repository/team/app`,
    `arn:aws:ecr::${OWN}:repository/*`,
    `arn:aws-cn:ecr:us-east-1:${OWN}:repository/*`,
    `arn:aws:ecr:us-east-1:${OWN}:repository:team/app`,
    `arn:aws:ecr:us-east-1:${OWN}:repository/Team/*`,
    'team/app',
  ];
  const ELSEWHERE = [`arn:aws:ecr:eu-west-1:${OWN}:repository/*`, `arn:aws:ecr:us-east-1:${OTHER}:repository/*`];
  const RIGHT = [
    '*',
    REPOSITORY,
    `arn:aws:ecr:*:${OWN}:repository/*`,
    'arn:*:ecr:*:*:repository/*',
    `arn:aws:ecr:us-east-1:*`,
    `arn:aws:ecr:*:*:*`,
  ];
  const statement = (Resource: unknown) => grant({ AWS: root(OTHER) }, [...PULL, 'ecr:*'], { Resource });
  const registry = (Resource: unknown) => account({ registry: { registryPolicy: present(policy(statement(Resource))) } });
  const identity = (Resource: unknown) => account({ roles: [aRole('ci', allow('ecr:BatchGetImage', { Resource }))] });

  test.each(WRONG)('%s', (resource) => {
    expect(codesIn(account({ statements: [statement(resource)] }))).toEqual([CODE]);
    expect(codesIn(registry(resource))).toEqual([CODE]);
    expect(linesOf(CODE, registry(resource))).toEqual(['low us-east-1 - - -']);
    expect(linesOf(CODE, identity(resource))).toEqual(['low - - - -']);
  });

  test.each(ELSEWHERE)('%s: of a resource policy only', (resource) => {
    expect(codesIn(account({ statements: [statement(resource)] }))).toEqual([CODE]);
    expect(codesIn(registry(resource))).toEqual([CODE]);
    expect(linesOf(CODE, identity(resource))).toEqual([]);
  });

  test.each(RIGHT)('but not %s', (resource) => {
    expect(linesOf(CODE, account({ statements: [statement(resource)] }))).toEqual([]);
    expect(linesOf(CODE, registry(resource))).toEqual([]);
    expect(linesOf(CODE, identity(resource))).toEqual([]);
  });

  test('a list is told where none of it is one', () => {
    expect(linesOf(CODE, identity(WRONG))).toHaveLength(1);
    expect(linesOf(CODE, identity([...WRONG, REPOSITORY]))).toEqual([]);
    expect(linesOf(CODE, account({ statements: [statement(WRONG)] }))).toEqual(TOLD);
  });

  test('repositories to come are repositories, and another repository is none of this policy', () => {
    expect(linesOf(CODE, registry(`arn:aws:ecr:us-east-1:${OWN}:repository/to-come/*`))).toEqual([]);
    expect(linesOf(CODE, account({ statements: [statement(`arn:aws:ecr:us-east-1:${OWN}:repository/other`)] }))).toEqual(TOLD);
  });

  test('an ARN with parts missing is left alone: only of identity policies AWS says what it means (B12)', () => {
    expect(linesOf(CODE, identity('arn:aws:ecr:us-east-1'))).toEqual([]);
    expect(linesOf(CODE, registry('arn:aws:ecr:us-east-1'))).toEqual([]);
  });

  test('what the account probably meant', () => {
    expect(messageOf(identity(`arn:aws:us-east-2:${OWN}:repository/team/app`))).toContain(
      'probably meant: `arn:aws:ecr:*:*:repository/team/app`',
    );
    expect(messageOf(account({ statements: [statement(`arn:aws:ecr:us-east-1:${OWN}:team/app`)] }))).toContain(
      `probably meant: \`${REPOSITORY}\``,
    );
  });
});

describe('identity policies', () => {
  const of = (...statements: readonly Fields[]) => account({ roles: [aRole('ci', ...statements)] });

  test('conditions', () => {
    expect(linesOf(CODE, of(allow('ecr:*', when('StringEquals', 'aws:RequestedRegion', 'eu-*'))))).toEqual(['low - - - -']);
    expect(codesIn(of(allow('ecr:*', when('StringEquals', 'aws:RequestedRegion', 'eu-*'))))).toEqual([CODE]);
    expect(linesOf(CODE, of(allow('ecr:*', when('StringLike', 'aws:RequestedRegion', 'eu-*'))))).toEqual([]);
  });

  test('the token on repositories (B13)', () => {
    expect(messageOf(of(allow(TOKEN, { Resource: REPOSITORY })))).toContain('probably meant: `"Resource": "*"` in a statement of its own');
    expect(linesOf(CODE, of(allow([...PULL, TOKEN], { Resource: REPOSITORY })))).toEqual([]);
  });

  test('statements about other services are left alone', () => {
    const bucket = { Resource: 'arn:aws:s3:::bucket/*' };
    expect(linesOf(CODE, of(allow('*', bucket), allow(['s3:*', 'ecr:*'], bucket), allow('s3:*', bucket)))).toEqual([]);
    expect(linesOf(CODE, of({ Effect: 'Deny', NotAction: 'iam:*', ...bucket }))).toEqual([]);
    expect(linesOf(CODE, of(allow('ecr:*', bucket)))).toHaveLength(1);
  });

  test('policies that AWS manages are left alone, and one of many holders is told once', () => {
    const managed = (Arn: string) => ({
      PolicyName: 'p',
      Arn,
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: policy(allow('ecr:*', { Resource: 'team/app' })) }],
    });
    const held = (Arn: string) => {
      const roles = ['a', 'b'].map((name) => role(name, { AttachedManagedPolicies: [{ PolicyName: 'p', PolicyArn: Arn }] }));
      return account({ roles, managed: [managed(Arn)] });
    };
    expect(linesOf(CODE, held('arn:aws:iam::aws:policy/p'))).toEqual([]);
    expect(linesOf(CODE, held(`arn:aws:iam::${OWN}:policy/p`))).toEqual(['low - - - -']);
  });
});

describe('creation templates', () => {
  const template = (statement: Fields, prefix = 'team') =>
    account({ registry: { creationTemplates: present([{ prefix, repositoryPolicy: JSON.stringify(policy(statement)) }]) } });

  test('are told instead of the access that nobody will have (E11)', () => {
    const statement = grant('*', PULL, when('StringEquals', ARN, `arn:aws:iam::${OTHER}:role/*`));
    expect(codesIn(template(statement))).toEqual([CODE]);
    expect(linesOf(CODE, template(statement))).toEqual(['low us-east-1 - - -']);
    expect(messageOf(template(statement))).toContain(
      'the policy of the creation template `team` of us-east-1 has an Allow that gives nobody anything',
    );
  });

  test('name repositories below their prefix', () => {
    const on = (name: string) => grant({ AWS: root(OTHER) }, PULL, { Resource: `arn:aws:ecr:us-east-1:${OWN}:repository/${name}` });
    expect(linesOf(CODE, template(on('team/*')))).toEqual([]);
    expect(linesOf(CODE, template(on('team/app')))).toEqual([]);
    expect(linesOf(CODE, template(on('other/*')))).toHaveLength(1);
    expect(linesOf(CODE, template(on('other/*'), 'ROOT'))).toEqual([]);
  });

  test('of a form that nobody knows are told by another fact alone', () => {
    expect(codesIn(account({ registry: { creationTemplates: present([{ prefix: 7 }]) } }))).toEqual(['ECRD-207']);
  });
});

test('each statement is told once, whatever its Sid and place', () => {
  const idle = (name: string) => grant({ AWS: root(OTHER) }, PULL, when('StringEquals', ARN, `arn:aws:iam::${OTHER}:role/${name}*`));
  const file = (...statements: readonly Fields[]) => account({ repositories: [withPolicy('a', statements), withPolicy('b', statements)] });
  const subjects = (each: unknown) => factsOf(CODE, each).map(({ repository, subject }) => `${repository} ${subject}`);
  const first = subjects(file(idle('x'), idle('y')));
  expect(first).toHaveLength(4);
  expect(subjects(file({ Sid: 'second', ...idle('y') }, idle('x'), idle('x')))).toEqual(first);
});

test('nothing is said of policies that were not read', () => {
  const unread = [region('us-east-1', [], { registryPolicy: REFUSED, creationTemplates: REFUSED })];
  expect(linesOf(CODE, account({ regions: unread, file: { identity: REFUSED } }))).toEqual([]);
});
