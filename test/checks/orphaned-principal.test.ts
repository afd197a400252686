import { expect, test } from 'vitest';
import { present, REFUSED, role, user } from '../snapshot/support/files.ts';
import { account, factsOf, grant, linesOf, OTHER, OWN, PULL, policy, roleArn, root, userArn } from './support/facts.ts';

const LIVING = { users: [user('ann', { UserId: 'AIDAANN' })], roles: [role('ci', { RoleId: 'AROACI' })] };

test.each([
  ['an id that nobody has', 'AROAGONE', true],
  ['the id of a deleted user', 'AIDAGONE', true],
  ['a role that does not exist', roleArn('gone'), true],
  ['a user that does not exist', userArn('gone'), true],
  ['a role under another path', `arn:aws:iam::${OWN}:role/path/ci`, true],
  ['a session of a role that does not exist', `arn:aws:sts::${OWN}:assumed-role/gone/x`, true],
  ['the id of a living role', 'AROACI', false],
  ['the id of a living user', 'AIDAANN', false],
  ['a living role', roleArn('ci'), false],
  ['a session of a living role', `arn:aws:sts::${OWN}:assumed-role/ci/x`, false],
  ['a federated user, whose name its session chooses', `arn:aws:sts::${OWN}:federated-user/bob`, false],
  ['the account', root(OWN), false],
  ['a role of another account', `arn:aws:iam::${OTHER}:role/gone`, false],
])('OrphanedPrincipal: %s', (_, name, told) => {
  const lines = linesOf('ECRD-304', account({ ...LIVING, statements: [grant({ AWS: name }, PULL)] }));
  expect(lines).toEqual(told ? [`low us-east-1 team/app ${name} -`] : []);
});

test('is told once per policy, also of a Deny and of NotPrincipal', () => {
  const statements = [
    { Effect: 'Deny', NotPrincipal: { AWS: ['AROAGONE', root(OWN)] }, Action: PULL },
    { Sid: 'Again', Effect: 'Deny', Principal: { AWS: 'AROAGONE' }, Action: PULL },
  ];
  const facts = factsOf('ECRD-304', account({ ...LIVING, statements }));
  expect(facts.map(({ subject, statement }) => [subject, statement?.source.index])).toEqual([
    [['repository', 'us-east-1', 'team/app', 'AROAGONE'], 0],
  ]);
});

test('of a registry policy, also where its scope leaves the statement without effect', () => {
  const registry = {
    registryPolicy: present(policy(grant({ AWS: 'AROAGONE' }, PULL, { Resource: '*' }))),
    registryPolicyScope: present({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' }),
  };
  expect(linesOf('ECRD-304', account({ ...LIVING, registry }))).toEqual(['low us-east-1 - AROAGONE -']);
});

test('nobody is missed where users and roles were not read', () => {
  expect(linesOf('ECRD-304', account({ statements: [grant({ AWS: 'AROAGONE' }, PULL)], file: { identity: REFUSED } }))).toEqual([]);
});
