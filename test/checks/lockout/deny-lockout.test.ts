import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { policyFindingsOf } from '../../../lib/checks/checks.ts';
import { type Fields, present, REFUSED, read, repository, role, user } from '../../snapshot/support/files.ts';
import {
  account,
  allow,
  aRole,
  factsIn,
  factsOf,
  grant,
  linesOf,
  NOTHING,
  OTHER,
  OWN,
  PULL,
  policy,
  roleArn,
  root,
  userArn,
  withPolicy,
} from '../support/facts.ts';

const SET = 'ecr:SetRepositoryPolicy';

/** An organization whose service control policy lets nobody of its members set a repository policy. */
const organization = present({
  id: 'o-abc',
  managementAccount: '999999999999',
  path: 'o-abc/r-1/',
  serviceControlPolicies: [[policy(allow('*'), { Effect: 'Deny', Action: SET, Resource: '*' })]],
  resourceControlPolicies: [],
  accounts: [],
});
const DELETE = 'ecr:DeleteRepositoryPolicy';
const LOCKED = ['high us-east-1 team/app - -'];

function denying(Principal: unknown, Action: string | readonly string[], fields = {}) {
  return { ...grant(Principal, Action, fields), Effect: 'Deny' };
}

function unless(Condition: Fields) {
  return denying('*', 'ecr:*', { Condition });
}

function notFor(NotPrincipal: unknown, Action: string | readonly string[] = 'ecr:*') {
  return { Effect: 'Deny', NotPrincipal, Action };
}

const ADMINS = [aRole('admin', allow('*')), aRole('ops', allow('ecr:*')), aRole('reader', allow(PULL))];

/** An account with two administrators and a reader. */
function administered(...statements: readonly Fields[]) {
  return account({ roles: ADMINS, statements });
}

describe('Denies for everybody', () => {
  test.each([
    ['both actions', denying('*', [SET, DELETE]), true],
    ['SetRepositoryPolicy', denying('*', SET), true],
    ['everybody by AWS', denying({ AWS: '*' }, SET), true],
    ['everything', denying('*', '*'), true],
    ['everything of ECR', denying('*', 'ecr:*'), true],
    ['NotAction that leaves it in', { Effect: 'Deny', Principal: '*', NotAction: PULL }, true],
    ['every repository', denying('*', SET, { Resource: 'arn:aws:ecr:*:*:repository/*' }), true],
    ['another repository', denying('*', SET, { Resource: 'arn:aws:ecr:us-east-1:111111111111:repository/other' }), false],
    ['DeleteRepositoryPolicy only: the policy can still be set', denying('*', DELETE), false],
    ['one account', denying({ AWS: root(OTHER) }, SET), false],
    ['an Allow', grant('*', SET), false],
    ['other actions', denying('*', PULL), false],
    ['only without MFA', denying('*', SET, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }), false],
    ['only from outside a network', denying('*', SET, { Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } }), false],
  ])('%s', (_, statement, told) => {
    const lines = told ? LOCKED : [];
    expect(linesOf('ECRD-308', account({ statements: [statement] }))).toEqual(lines);
    expect(linesOf('ECRD-308', administered(statement))).toEqual(lines);
    expect(linesOf('ECRD-308', account({ statements: [statement], file: { identity: REFUSED } }))).toEqual(lines);
  });

  // Seen failing where a truth value or an address might be any text.
  test.each([
    [
      'with MFA and without',
      denying('*', SET, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      denying('*', SET, { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    ],
    [
      'before a moment and after it',
      denying('*', SET, { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } } }),
      denying('*', SET, { Condition: { NumericGreaterThanEqualsIfExists: { 'aws:MultiFactorAuthAge': '300' } } }),
    ],
    [
      'all networks in halves',
      denying('*', SET, { Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '::/0'] } } }),
      denying('*', SET, { Condition: { NotIpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '::/0'] } } }),
    ],
    [
      'endpoints, and whatever is none',
      denying('*', SET, { Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } }),
      denying('*', SET, { Condition: { Null: { 'aws:SourceVpce': 'true' } } }),
    ],
  ])('of which one strikes whoever asks: %s', (_, one, other) => {
    expect(linesOf('ECRD-308', account({ statements: [one] }))).toEqual([]);
    for (const make of [account, ({ statements }: { statements: readonly Fields[] }) => administered(...statements)]) {
      expect(linesOf('ECRD-308', make({ statements: [one, other] }))).toEqual(LOCKED);
    }
  });

  test('say whether the policy may still be deleted', () => {
    const [fact] = factsOf('ECRD-308', account({ statements: [denying('*', SET)] }));
    expect(fact?.message).toBe(
      'the repository policy of team/app in us-east-1 denies ecr:SetRepositoryPolicy to everybody: nobody may change it, though it may be deleted',
    );
    const [shut] = factsOf('ECRD-308', administered(denying('*', 'ecr:*')));
    expect(shut?.message).toBe(
      'the repository policy of team/app in us-east-1 denies ecr:SetRepositoryPolicy to everybody: nobody may change it, and nobody may delete it',
    );
    expect(factsOf('ECRD-308', account({ statements: [denying('*', 'ecr:*')] })).map(({ message }) => message)).toEqual([shut?.message]);
  });

  test('are one fact each where each is enough', () => {
    expect(linesOf('ECRD-308', administered(denying('*', SET), denying('*', 'ecr:*')))).toEqual([...LOCKED, ...LOCKED]);
  });
});

describe('Denies that spare nobody who is there (A53, C9)', () => {
  const ARN = 'aws:PrincipalArn';
  test.each([
    ['wildcards compared as text', unless({ StringNotEquals: { [ARN]: `arn:aws:iam::${OWN}:role/*` } })],
    ['the ARN of a session', unless({ StringNotEquals: { [ARN]: `arn:aws:sts::${OWN}:assumed-role/admin/deploy` } })],
    ['a pattern of session ARNs', unless({ ArnNotLike: { [ARN]: `arn:aws:sts::${OWN}:assumed-role/admin/*` } })],
    ['roles of another account', unless({ ArnNotLike: { [ARN]: `arn:aws:iam::${OTHER}:role/*` } })],
    ['another account', unless({ StringNotEquals: { 'aws:PrincipalAccount': OTHER } })],
    ['the root user of another account', notFor({ AWS: root(OTHER) })],
    ['a role of another account', notFor({ AWS: [root(OTHER), `arn:aws:iam::${OTHER}:role/admin`] })],
    ['a service', notFor({ Service: 'lambda.amazonaws.com' })],
    ['the account without its roles (A49)', notFor({ AWS: root(OWN) })],
    [
      'private addresses, which no request comes from (C10)',
      unless({ NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] } }),
    ],
    ['endpoints by a pattern as text', unless({ StringNotEquals: { 'aws:SourceVpce': 'vpce-*' } })],
    ['sessions by a pattern as text', unless({ StringNotEqualsIfExists: { 'aws:userid': 'AROAEXAMPLE:*' } })],
    ['every request over TLS', unless({ Bool: { 'aws:SecureTransport': 'true' } })],
    ['callers that are no service', unless({ Bool: { 'aws:PrincipalIsAWSService': 'false' } })],
  ])('%s', (_, statement) => {
    expect(linesOf('ECRD-308', administered(statement))).toEqual(LOCKED);
    // Also where nobody has the right today, and where nobody knows who has it.
    expect(linesOf('ECRD-308', account({ roles: [aRole('reader', allow(PULL))], statements: [statement] }))).toEqual(LOCKED);
    expect(linesOf('ECRD-308', account({ statements: [statement], file: { identity: REFUSED } }))).toEqual(LOCKED);
  });

  test.each([
    ['a role that is gone', unless({ ArnNotEquals: { [ARN]: roleArn('gone') } })],
    ['a role that may not', unless({ ArnNotEquals: { [ARN]: roleArn('reader') } })],
    ['a user, in an account of roles', unless({ StringNotEquals: { 'aws:username': 'breakglass' } })],
  ])('%s, in an account that was read', (_, statement) => {
    expect(linesOf('ECRD-308', administered(statement))).toEqual(LOCKED);
    expect(linesOf('ECRD-308', account({ statements: [statement], file: { identity: REFUSED } }))).toEqual([]);
  });

  test.each([
    ['one of those who may', unless({ ArnNotEquals: { [ARN]: roleArn('admin') } })],
    ['one of them by a pattern', unless({ ArnNotLike: { [ARN]: `arn:aws:iam::${OWN}:role/adm*` } })],
    ['one of them beside somebody who is gone', unless({ StringNotEquals: { [ARN]: [roleArn('gone'), roleArn('ops')] } })],
    ['sessions of a role by its name', notFor({ AWS: [root(OWN), roleArn('admin'), `arn:aws:sts::${OWN}:assumed-role/admin/deploy`] })],
    ['a role whose sessions are not listed, which AWS leaves open (A49)', notFor({ AWS: [root(OWN), roleArn('admin')] })],
    ['users', denying({ AWS: userArn('ann') }, 'ecr:*')],
    ['an endpoint beside a pattern as text', unless({ StringNotEquals: { 'aws:SourceVpce': ['vpce-*', 'vpce-1a2b'] } })],
    ['public addresses', unless({ NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] } })],
    ['whoever lacks the key', unless({ 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': 'vpce-*' } })],
    ['sessions that bring a tag along', unless({ StringNotEquals: { 'aws:PrincipalTag/breakglass': 'yes' } })],
    ['whoever asks through another service', unless({ Bool: { 'aws:ViaAWSService': 'false' } })],
    ['certain sessions', denying({ AWS: `arn:aws:sts::${OWN}:assumed-role/admin/deploy` }, 'ecr:*')],
  ])('but not where they spare %s', (_, statement) => {
    expect(linesOf('ECRD-308', administered(statement))).toEqual([]);
    expect(linesOf('ECRD-308', account({ statements: [statement], file: { identity: REFUSED } }))).toEqual([]);
  });

  test('a role with a boundary is spared by no list (A47)', () => {
    const bounded = role('admin', {
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: policy(allow('*')) }],
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/AdministratorAccess', PermissionsBoundaryType: 'Policy' },
    });
    const managed = [
      {
        PolicyName: 'AdministratorAccess',
        Arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: policy(allow('*')) }],
      },
    ];
    const statement = notFor({ AWS: [root(OWN), roleArn('admin')] });
    expect(linesOf('ECRD-308', account({ roles: [bounded], managed, statements: [statement] }))).toEqual(LOCKED);
  });
});

describe('several Denies', () => {
  const spare = (name: string) => unless({ ArnNotEquals: { 'aws:PrincipalArn': roleArn(name) } });

  test('that only together shut everybody out are one fact that names them', () => {
    const statements = [spare('admin'), denying('*', PULL), spare('ops')];
    const facts = factsOf('ECRD-308', administered(...statements));
    expect(facts.map(({ message }) => message)).toEqual([
      'the repository policy of team/app in us-east-1 denies ecr:SetRepositoryPolicy to everybody (statements 0 and 2 together): nobody may change it, and nobody may delete it',
    ]);
    const again = factsOf('ECRD-308', administered(...statements.toReversed()));
    expect(again.map(({ subject }) => subject)).toEqual(facts.map(({ subject }) => subject));
  });

  test('do not name one that keeps out nobody who may', () => {
    const [fact] = factsOf('ECRD-308', administered(spare('ops'), denying({ AWS: roleArn('reader') }, SET), spare('admin')));
    expect(fact?.message).toContain('(statements 0 and 2 together)');
  });

  test('of which one keeps out everybody whom the other spares', () => {
    const byNetwork = (operator: string) => unless({ [operator]: { 'aws:SourceVpc': 'vpc-1' } });
    expect(linesOf('ECRD-308', administered(byNetwork('StringEquals'), byNetwork('StringNotEquals')))).toEqual(LOCKED);
    expect(linesOf('ECRD-308', administered(byNetwork('StringEquals')))).toEqual([]);
  });

  test('name none that is not needed', () => {
    const facts = factsOf('ECRD-308', administered(spare('ops'), spare('reader'), denying({ AWS: roleArn('admin') }, SET)));
    expect(facts.map(({ message }) => message)).toEqual([expect.stringContaining('to everybody: nobody may change it')]);
    expect(facts[0]?.statement?.source.index).toBe(1);
  });

  test('are tried for each repository apart, where others have the rights', () => {
    const sparing = (...names: readonly string[]) => unless({ ArnNotEquals: { 'aws:PrincipalArn': names.map(roleArn) } });
    const statements = [sparing('x'), sparing('y', 'w'), sparing('z', 'w')];
    const on = (name: string) => allow(SET, { Resource: `arn:aws:ecr:us-east-1:${OWN}:repository/${name}` });
    const roles = [...['x', 'y', 'z'].map((name) => aRole(name, allow(SET))), aRole('w', on('b'))];
    const facts = factsOf('ECRD-308', account({ roles, repositories: [withPolicy('a', statements), withPolicy('b', statements)] }));
    expect(facts.map(({ repository: name, message }) => `${name} ${/statements .* together/.exec(message)?.[0]}`)).toEqual([
      'a statements 1 and 2 together',
      'b statements 0 and 2 together',
    ]);
  });

  test('leave open what they spare together', () => {
    const both = unless({ ArnNotEquals: { 'aws:PrincipalArn': [roleArn('admin'), roleArn('ops')] } });
    expect(linesOf('ECRD-308', administered(both, spare('admin')))).toEqual([]);
    expect(linesOf('ECRD-308', account({ statements: [both, spare('admin')], file: { identity: REFUSED } }))).toEqual([]);
    expect(linesOf('ECRD-308', account({ statements: [spare('admin'), spare('ops')], file: { identity: REFUSED } }))).toEqual(LOCKED);
  });

  test('with patterns that one role can meet are no lockout where roles were not read', () => {
    const like = (pattern: string) => unless({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/${pattern}` } });
    expect(linesOf('ECRD-308', account({ statements: [like('a*'), like('*n')], file: { identity: REFUSED } }))).toEqual([]);
  });
});

describe('who still can', () => {
  const spareRoot = unless({ ArnNotEquals: { 'aws:PrincipalArn': root(OWN) } });

  test('the root user (A35, A37)', () => {
    const [fact] = factsOf('ECRD-308', administered(spareRoot));
    expect(fact?.message).toBe(
      'the repository policy of team/app in us-east-1 denies ecr:SetRepositoryPolicy to every user and role of the account, and none may delete it: the root user of the account can still change it',
    );
    expect(fact?.details).toEqual(['the root user of the account can still call ecr:SetRepositoryPolicy']);
    expect(linesOf('ECRD-308', account({ statements: [spareRoot], file: { identity: REFUSED } }))).toEqual(LOCKED);
  });

  test('a service that the policy lets in', () => {
    const service = { Service: 'lambda.amazonaws.com' };
    const [fact] = factsOf('ECRD-308', administered(notFor(service), grant(service, [...PULL, SET])));
    expect(fact?.details).toEqual(['service:lambda.amazonaws.com can still call ecr:SetRepositoryPolicy']);
  });

  test('not the root user where a service control policy keeps him out too', () => {
    const facts = factsOf('ECRD-308', account({ roles: ADMINS, statements: [spareRoot], file: { organization } }));
    expect(facts.map(({ details }) => details)).toEqual([[]]);
  });
});

describe('nothing is told', () => {
  test('of a registry policy, which can be replaced whatever it denies (E6)', () => {
    const registry = { registryPolicy: present(policy(denying('*', 'ecr:*', { Resource: '*' }))) };
    expect(linesOf('ECRD-308', account({ registry }))).toEqual([]);
    expect(linesOf('ECRD-308', account({ roles: ADMINS, registry }))).toEqual([]);
  });

  test('of a repository without a Deny where nobody has rights', () => {
    expect(linesOf('ECRD-308', account({ statements: [grant({ AWS: OTHER }, PULL)] }))).toEqual([]);
    expect(linesOf('ECRD-308', account({ roles: [aRole('reader', allow(PULL))] }))).toEqual([]);
  });

  test('where it is a guardrail that keeps everybody out', () => {
    const statement = unless({ ArnNotEquals: { 'aws:PrincipalArn': roleArn('admin') } });
    expect(linesOf('ECRD-308', account({ roles: ADMINS, statements: [statement], file: { organization } }))).toEqual([]);
  });

  test('where the policies of somebody whom the Deny spares were not read', () => {
    const unread = role('vault', { AttachedManagedPolicies: [{ PolicyName: 'gone', PolicyArn: `arn:aws:iam::${OWN}:policy/gone` }] });
    const statement = unless({ ArnNotEquals: { 'aws:PrincipalArn': roleArn('vault') } });
    expect(linesOf('ECRD-308', account({ roles: [...ADMINS, unread], statements: [statement] }))).toEqual([]);
    expect(linesOf('ECRD-308', account({ roles: [...ADMINS, role('vault')], statements: [statement] }))).toEqual(LOCKED);
  });

  test('where the repository policy was not read', () => {
    const repositories = [repository('team/app', { policy: REFUSED })];
    expect(linesOf('ECRD-308', account({ roles: ADMINS, repositories }))).toEqual([]);
  });

  test('of users, who can as well as roles', () => {
    const ann = user('ann', { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: policy(allow('ecr:*')) }] });
    const statement = unless({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:user/*` } });
    expect(linesOf('ECRD-308', account({ users: [ann], roles: ADMINS, statements: [statement] }))).toEqual([]);
  });
});

test('an exception that nobody can meet is told with what was probably meant', () => {
  const [fact] = factsOf('ECRD-308', administered(unless({ StringNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` } })));
  expect(fact?.message).toBe(
    'the repository policy of team/app in us-east-1 denies ecr:SetRepositoryPolicy to everybody: nobody may change it, and nobody may delete it. Its exception is for nobody: `StringNotEquals` compares `aws:PrincipalArn` letter by letter, and its value is never `arn:aws:iam::111111111111:role/*`; probably meant: `ArnNotLike`, in which `*` stands for any text',
  );
  const [gone] = factsOf('ECRD-308', administered(unless({ ArnNotEquals: { 'aws:PrincipalArn': roleArn('gone') } })));
  expect(gone?.message).not.toContain('exception');
  // Nobody who is there may delete it either.
  expect(gone?.message).toContain('nobody may change it, and nobody may delete it');
});

test('each repository of a class is told', () => {
  const statement = unless({ StringNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:role/*` } });
  const repositories = [withPolicy('a', [statement]), withPolicy('b', [statement]), repository('c')];
  expect(linesOf('ECRD-308', account({ roles: ADMINS, repositories }))).toEqual(['high us-east-1 a - -', 'high us-east-1 b - -']);
});

test('among a part of the users and roles only what shuts everybody out is told', () => {
  const matrix = (statement: Fields) => accessMatrix(read(administered(statement)));
  const codes = (statement: Fields) => policyFindingsOf(matrix(statement), NOTHING, 'some').map(({ code }) => code);
  expect(codes(unless({ ArnNotEquals: { 'aws:PrincipalArn': roleArn('gone') } }))).not.toContain('ECRD-308');
  expect(codes(denying('*', SET))).toContain('ECRD-308');
});

test('the small account of the case: both repositories are shut', () => {
  const file = JSON.parse(readFileSync('test/checks/lockout/lockout-by-condition.json', 'utf8')) as unknown;
  expect(factsIn(file).map(({ code, severity, repository: name }) => `${code} ${severity} ${name}`)).toEqual([
    'ECRD-308 high by-string-equals',
    'ECRD-308 high plain',
  ]);
});
