import { describe, expect, test } from 'vitest';
import { type Fields, present, REFUSED, region, repository, role, user } from '../../snapshot/support/files.ts';
import {
  ALL,
  account,
  allow,
  aRole,
  expecting,
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
  TOKEN,
  userArn,
  withPolicy,
} from '../support/facts.ts';

const SERVICE = { Service: 'codebuild.amazonaws.com' };

function registry(...statements: readonly Fields[]) {
  return { registryPolicy: present(policy(...statements)) };
}

describe('AccountRootDelegation', () => {
  test.each([
    ['another account by its ARN', grant({ AWS: root(OTHER) }, PULL), ['medium us-east-1 team/app account:222222222222 -']],
    ['another account by its id', grant({ AWS: OTHER }, PULL), ['medium us-east-1 team/app account:222222222222 -']],
    ['part of a capability', grant({ AWS: OTHER }, 'ecr:BatchGetImage'), ['medium us-east-1 team/app account:222222222222 -']],
    ['the own account, where nobody has the access', grant({ AWS: OWN }, PULL), []],
    ['own and other together', grant({ AWS: [root(OWN), root(OTHER)] }, PULL), ['medium us-east-1 team/app - -']],
    [
      'an account under a condition that does not say who',
      grant({ AWS: OTHER }, PULL, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      ['medium us-east-1 team/app account:222222222222 -'],
    ],
    [
      'an account whose principals are named by a condition',
      grant({ AWS: OTHER }, PULL, { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:role/ci-*` } } }),
      [],
    ],
    [
      'a condition that every principal meets',
      grant({ AWS: OTHER }, PULL, { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:role/*` } } }),
      ['medium us-east-1 team/app account:222222222222 -'],
    ],
    ['a role', grant({ AWS: `arn:aws:iam::${OTHER}:role/ci` }, PULL), []],
    ['everybody', grant('*', PULL), []],
    ['a Deny', { ...grant({ AWS: OTHER }, PULL), Effect: 'Deny' }, []],
    ['actions of no interest', grant({ AWS: OTHER }, 's3:GetObject'), []],
  ])('%s', (_, statement, lines) => {
    expect(linesOf('ECRD-204', account({ statements: [statement] }))).toEqual(lines);
  });

  test('is silent when all that the statement gives is expected', () => {
    const file = account({ statements: [grant({ AWS: OTHER }, [...PULL, 'ecr:BatchDeleteImage'])] });
    expect(linesOf('ECRD-204', file, expecting('pull'))).toHaveLength(1);
    expect(linesOf('ECRD-204', file, expecting('pull', 'delete'))).toEqual([]);
  });

  test('of the own account is silent when what its users and roles have is expected', () => {
    const file = account({ users: [user('ann')], roles: [aRole('ci', allow([...PULL, TOKEN]))], statements: [grant({ AWS: OWN }, PULL)] });
    expect(linesOf('ECRD-204', file, expecting('pull'))).toEqual([]);
    expect(linesOf('ECRD-204', file, NOTHING)).toHaveLength(1);
  });

  test('of the own account is told for what the statement speaks of, and not for what else its principals may (A22)', () => {
    const roles = [aRole('ci', allow('ecr:*'))];
    const statement = (...actions: readonly string[]) => account({ roles, statements: [grant({ AWS: OWN }, actions)] });
    const low = ['low us-east-1 team/app account:111111111111 -'];
    expect(linesOf('ECRD-204', statement(...PULL), expecting('list'))).toEqual(low);
    expect(linesOf('ECRD-204', statement(...PULL), expecting('pull'))).toEqual([]);
    expect(linesOf('ECRD-204', statement('ecr:BatchCheckLayerAvailability'), NOTHING)).toEqual([]);
    expect(linesOf('ECRD-204', statement('ecr:BatchDeleteImage'), NOTHING)).toEqual(low);
    expect(linesOf('ECRD-204', statement('ecr:BatchDeleteImage'), expecting('delete'))).toEqual([]);
  });

  test('of the own account does not mind rights that make up no capability', () => {
    const roles = [aRole('ci', allow([...PULL, TOKEN])), aRole('half', allow('ecr:BatchGetImage'))];
    expect(linesOf('ECRD-204', account({ roles, statements: [grant({ AWS: OWN }, PULL)] }), expecting('pull'))).toEqual([]);
  });

  test('concludes nothing where a registry policy that was not read may deny it', () => {
    const statements = [grant({ AWS: OTHER }, PULL)];
    expect(linesOf('ECRD-204', account({ statements, registry: { registryPolicy: REFUSED } }))).toEqual([]);
  });

  test('of the own account says nothing where users and roles were not read', () => {
    expect(linesOf('ECRD-204', account({ statements: [grant({ AWS: OWN }, PULL)], file: { identity: REFUSED } }))).toEqual([]);
  });

  test('gives nothing where another statement denies it', () => {
    expect(linesOf('ECRD-204', account({ statements: [grant({ AWS: OTHER }, PULL), { ...grant('*', PULL), Effect: 'Deny' }] }))).toEqual(
      [],
    );
  });

  test('of a registry policy names no repository', () => {
    const statement = grant({ AWS: OTHER }, ['ecr:CreateRepository', 'ecr:ReplicateImage'], {
      Resource: `arn:aws:ecr:us-east-1:${OWN}:repository/*`,
    });
    expect(linesOf('ECRD-204', account({ registry: registry(statement) }))).toEqual(['medium us-east-1 - account:222222222222 -']);
    expect(linesOf('ECRD-204', account({ registry: registry(statement) }), expecting('replicate'))).toEqual([]);
  });

  test('of a registry policy is told before there is a repository', () => {
    const statement = grant({ AWS: OTHER }, 'ecr:ReplicateImage', { Resource: '*' });
    const empty = { regions: [region('us-east-1', [], registry(statement))] };
    expect(linesOf('ECRD-204', account(empty), ALL)).toHaveLength(1);
    const unread = { regions: [region('us-east-1', [], { ...registry(statement), repositories: REFUSED })] };
    expect(linesOf('ECRD-204', account(unread))).toEqual([]);
  });

  test('is not told of a registry policy whose scope leaves it without effect, or was not read', () => {
    const statements = registry(grant({ AWS: OTHER }, PULL, { Resource: '*' }));
    const scope = (registryPolicyScope: unknown) => account({ registry: { ...statements, registryPolicyScope } });
    expect(linesOf('ECRD-204', scope(present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' })))).toHaveLength(1);
    expect(linesOf('ECRD-204', scope(present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' })))).toEqual([]);
    expect(linesOf('ECRD-204', scope(REFUSED))).toEqual([]);
    const empty = [region('us-east-1', [], { ...statements, registryPolicyScope: REFUSED })];
    expect(linesOf('ECRD-204', account({ regions: empty }))).toEqual([]);
  });

  test('is one fact per statement and repository', () => {
    const statements = [grant({ AWS: OTHER }, PULL), grant({ AWS: '333333333333' }, PULL)];
    expect(factsOf('ECRD-204', account({ repositories: [withPolicy('a', statements), withPolicy('b', statements)] }))).toHaveLength(4);
  });
});

describe('ServicePrincipalUnscoped', () => {
  const bounded = (Condition: Fields) => grant(SERVICE, PULL, { Condition });
  const told = ['medium us-east-1 team/app service:codebuild.amazonaws.com -'];

  test.each([
    ['no condition', grant(SERVICE, PULL), told],
    ['a condition on something else', bounded({ Bool: { 'aws:SecureTransport': 'true' } }), told],
    ['aws:SourceAccount', bounded({ StringEquals: { 'aws:SourceAccount': OWN } }), []],
    ['aws:sourceArn, in any case', bounded({ StringLike: { 'aws:sourceArn': `arn:aws:codebuild:*:${OWN}:project/x` } }), []],
    ['aws:SourceOrgID', bounded({ StringEquals: { 'aws:SourceOrgID': 'o-abc' } }), []],
    ['aws:SourceOrgPaths', bounded({ 'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-abc/*' } }), []],
    ['whoever is not that account', bounded({ StringNotEquals: { 'aws:SourceAccount': OWN } }), told],
    ['a condition that is met without the key', bounded({ StringEqualsIfExists: { 'aws:SourceAccount': OWN } }), told],
    ['a condition that only asks for the key', bounded({ Null: { 'aws:SourceArn': 'false' } }), told],
    ['a list that an empty request meets', bounded({ 'ForAllValues:StringLike': { 'aws:SourceOrgPaths': 'o-abc/*' } }), told],
    ['a pattern that everything matches', bounded({ StringLike: { 'aws:SourceArn': '*' } }), told],
    ['an ARN of any account', bounded({ ArnLike: { 'aws:SourceArn': 'arn:aws:codebuild:us-east-1:*:project/x' } }), told],
    ['an ARN without account', bounded({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } }), []],
    ['one pattern of several that everything matches', bounded({ StringLike: { 'aws:SourceAccount': [OWN, '*'] } }), told],
    ['a Deny', { ...grant(SERVICE, PULL), Effect: 'Deny' }, []],
    ['everybody', grant('*', PULL), []],
  ])('%s', (_, statement, lines) => {
    expect(linesOf('ECRD-205', account({ statements: [statement] }))).toEqual(lines);
  });

  test('is silent when what the service may do is expected', () => {
    expect(linesOf('ECRD-205', account({ statements: [grant(SERVICE, PULL)] }), expecting('pull'))).toEqual([]);
  });

  test('names several services of one statement together', () => {
    const [fact, ...more] = factsOf(
      'ECRD-205',
      account({ statements: [grant({ Service: ['b.amazonaws.com', 'a.amazonaws.com'] }, PULL)] }),
    );
    expect(more).toEqual([]);
    expect(fact).toMatchObject({ principal: null, details: ['service:a.amazonaws.com', 'service:b.amazonaws.com'] });
  });
});

describe('BroadWildcard of a resource policy', () => {
  const ANN = { AWS: userArn('ann') };
  const told = ['medium us-east-1 team/app - -'];

  test.each([
    ['ecr:*', grant(ANN, 'ecr:*'), told],
    ['*', grant(ANN, '*'), told],
    ['another spelling', grant(ANN, 'EC?:**'), told],
    ['among other actions', grant(ANN, ['ecr:BatchGetImage', 'ecr:*']), told],
    ['a wildcard for some actions', grant(ANN, 'ecr:Batch*'), []],
    ['a wildcard for reading', grant(ANN, 'ecr:Get*'), []],
    ['named actions', grant(ANN, PULL), []],
    ['a Deny', { ...grant(ANN, 'ecr:*'), Effect: 'Deny' }, []],
    ['whom it lets in is nobody', grant({ AWS: 'AROADELETED' }, 'ecr:*'), []],
  ])('%s', (_, statement, lines) => {
    expect(linesOf('ECRD-302', account({ users: [user('ann')], statements: [statement] }))).toEqual(lines);
  });

  test('is silent when everything is expected of whom it names', () => {
    const file = account({ users: [user('ann')], statements: [grant(ANN, 'ecr:*')] });
    expect(linesOf('ECRD-302', file, ALL)).toEqual([]);
    expect(linesOf('ECRD-302', file, expecting('list', 'pull', 'push'))).toEqual(told);
  });

  test('one unexpected principal is enough, wherever it is listed', () => {
    const users = [user('ann'), user('bob'), user('cy')];
    const file = account({ users, statements: [grant({ AWS: users.map(({ Arn }) => Arn) }, 'ecr:*')] });
    for (const { Arn } of users) expect(linesOf('ECRD-302', file, ({ subject }) => subject.principal.name !== Arn)).toEqual(told);
  });

  test('what service-linked roles have is not told', () => {
    const path = '/aws-service-role/x.amazonaws.com/';
    const linked = role('linked', { Path: path, Arn: `arn:aws:iam::${OWN}:role${path}linked` });
    expect(linesOf('ECRD-302', account({ roles: [linked], statements: [grant({ AWS: linked.Arn }, 'ecr:*')] }))).toEqual([]);
  });

  test('is judged by what the statement gives, not by what others give', () => {
    const statements = [grant(ANN, 'ecr:*'), grant({ AWS: OTHER }, PULL)];
    const file = account({ users: [user('ann')], statements });
    expect(linesOf('ECRD-302', file, ({ subject }) => subject.principal.name === userArn('ann'))).toEqual([]);
  });

  test('of everybody within the organization is not judged by whom it leaves out', () => {
    const statements = [
      grant('*', 'ecr:*', { Condition: { StringEquals: { 'aws:PrincipalAccount': '333333333333' } } }),
      grant({ AWS: OTHER }, PULL),
    ];
    expect(linesOf('ECRD-302', account({ statements }), ({ subject }) => subject.principal.name === 'account:333333333333')).toEqual([]);
    expect(linesOf('ECRD-302', account({ statements }))).toEqual(told);
  });
});

describe('NotPrincipalAllow', () => {
  const told = ['high us-east-1 team/app - -'];

  test.each([
    ['NotPrincipal', { Effect: 'Allow', NotPrincipal: { AWS: root(OTHER) }, Action: PULL }, told],
    ['NotAction', { Effect: 'Allow', Principal: { AWS: userArn('ann') }, NotAction: 'ecr:DeleteRepository' }, told],
    ['both', { Effect: 'Allow', NotPrincipal: { AWS: OTHER }, NotAction: 's3:*' }, told],
    ['NotAction that leaves no ECR action', { Effect: 'Allow', Principal: { AWS: OTHER }, NotAction: 'ecr:*' }, []],
    ['NotPrincipal with Deny', { Effect: 'Deny', NotPrincipal: { AWS: OTHER }, Action: PULL }, []],
    ['NotAction with Deny', { Effect: 'Deny', Principal: '*', NotAction: PULL }, []],
    ['NotPrincipal of everybody', { Effect: 'Allow', NotPrincipal: '*', Action: PULL }, []],
    ['NotPrincipal of nobody, which is without effect', { Effect: 'Allow', NotPrincipal: { AWS: [] }, Action: PULL }, []],
    ['a plain statement', grant({ AWS: OTHER }, PULL), []],
  ])('%s', (_, statement, lines) => {
    expect(linesOf('ECRD-303', account({ statements: [statement] }), ALL)).toEqual(lines);
  });

  test('of a registry policy', () => {
    const statement = { Effect: 'Allow', NotPrincipal: { AWS: OTHER }, Action: 'ecr:ReplicateImage', Resource: '*' };
    expect(linesOf('ECRD-303', account({ registry: registry(statement) }))).toEqual(['high us-east-1 - - -']);
  });

  const CI = roleArn('ci');
  const SESSION = `arn:aws:sts::${OWN}:assumed-role/ci/deploy`;
  const deny = (...names: readonly string[]) => ({ Effect: 'Deny', NotPrincipal: { AWS: names }, Action: 'ecr:PutImage' });
  const uncertain = ['medium us-east-1 team/app - -'];
  test.each<[what: string, statement: Fields, lines: readonly string[]]>([
    ['a role alone', deny(CI), uncertain],
    ['a role with its account', deny(CI, root(OWN)), uncertain],
    ['a role with a session', deny(CI, SESSION), uncertain],
    ['a session with its account', deny(SESSION, root(OWN)), uncertain],
    ['a user alone', deny(userArn('ann')), uncertain],
    ['a user behind a boundary (A47)', deny(userArn('ann'), userArn('bound'), root(OWN)), uncertain],
    ['the whole chain of a role', deny(CI, root(OWN), SESSION), []],
    ['a user with its account', deny(userArn('ann'), OWN), []],
    ['an account', deny(root(OWN)), []],
    ['a service', { Effect: 'Deny', NotPrincipal: SERVICE, Action: 'ecr:PutImage' }, []],
    ['everybody', { Effect: 'Deny', NotPrincipal: '*', Action: 'ecr:PutImage' }, []],
    [
      'nobody but by a condition (A50)',
      { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage', Condition: { ArnNotEquals: { 'aws:PrincipalArn': CI } } },
      [],
    ],
  ])('of a Deny that spares %s (A48)', (_, statement, lines) => {
    const bound = user('bound', { PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } });
    const file = account({ users: [user('ann'), bound], roles: [role('ci')], statements: [statement] });
    expect(linesOf('ECRD-303', file, ALL)).toEqual(lines);
  });

  test('of a Deny says whom it does not spare for certain', () => {
    const [fact] = factsOf('ECRD-303', account({ roles: [role('ci')], statements: [deny(CI, userArn('ann'))] }));
    expect(fact).toMatchObject({
      message: `the repository policy of team/app in us-east-1 denies by NotPrincipal and lists ${CI} without its account and a session of it and 1 more in this way: that does not spare it for certain (A48)`,
      details: [`${CI} without its account and a session of it`, `${userArn('ann')} without its account`],
    });
  });

  test('is no matter of identity policies', () => {
    const statement = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };
    expect(linesOf('ECRD-303', account({ roles: [aRole('ci', statement)] }))).toEqual([]);
  });
});

test('the statement is the evidence', () => {
  const statements = [grant({ AWS: roleArn('ci') }, PULL), { Sid: 'Partner', ...grant({ AWS: OTHER }, PULL) }];
  expect(factsOf('ECRD-204', account({ roles: [role('ci')], statements })).map(({ statement }) => statement)).toEqual([
    {
      layer: 'resource',
      policy: { kind: 'repository', region: 'us-east-1', repository: 'team/app' },
      source: expect.objectContaining({ sid: 'Partner', index: 1, effect: 'Allow' }),
    },
  ]);
});

test('subjects survive another order, another Sid and another spelling', () => {
  const before = [
    {
      Sid: 'A',
      ...grant({ AWS: [root(OTHER), userArn('ann')] }, PULL, { Condition: { StringEquals: { 'aws:SourceVpc': ['vpc-a', 'vpc-b'] } } }),
    },
    { Sid: 'B', ...grant(SERVICE, PULL) },
  ];
  const after = [
    { Sid: 'C', ...grant(SERVICE, ['ECR:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], { Resource: '*' }) },
    { ...grant({ AWS: ['AIDAANN', OTHER] }, PULL, { Condition: { StringEquals: { 'AWS:sourcevpc': ['vpc-b', 'vpc-a'] } } }) },
  ];
  const subjects = (statements: readonly Fields[]) => {
    const file = account({ users: [user('ann', { UserId: 'AIDAANN' })], repositories: [withPolicy('a', statements), repository('b')] });
    return [...factsOf('ECRD-204', file), ...factsOf('ECRD-205', file)].map(({ subject }) => subject);
  };
  expect(subjects(after)).toEqual(subjects(before));
  expect(new Set(subjects(before)).size).toBe(2);
});

test('equal statements of one policy are one fact', () => {
  expect(
    factsOf('ECRD-204', account({ statements: [grant({ AWS: OTHER }, PULL), { Sid: 'Again', ...grant({ AWS: OTHER }, PULL) }] })),
  ).toHaveLength(1);
});
