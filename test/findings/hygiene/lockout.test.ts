import { expect, test } from 'vitest';
import { present } from '../../snapshot/files.ts';
import { account, factsOf, grant, linesOf, OTHER, PULL, policy, roleArn, root } from './facts.ts';

const SET = 'ecr:SetRepositoryPolicy';
const DELETE = 'ecr:DeleteRepositoryPolicy';

function denying(Principal: unknown, Action: string | readonly string[], fields = {}) {
  return { ...grant(Principal, Action, fields), Effect: 'Deny' };
}

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
  ['a condition', denying('*', SET, { Condition: { ArnNotEquals: { 'aws:PrincipalArn': roleArn('admin') } } }), false],
  ['one account', denying({ AWS: root(OTHER) }, SET), false],
  ['all but some', { Effect: 'Deny', NotPrincipal: { AWS: roleArn('admin') }, Action: SET }, false],
  ['an Allow', grant('*', SET), false],
  ['other actions', denying('*', PULL), false],
])('DenyLockout: %s', (_, statement, told) => {
  expect(linesOf('ECRD-308', account({ statements: [statement] }))).toEqual(told ? ['high us-east-1 team/app - -'] : []);
});

test('says whether the policy may still be deleted', () => {
  const [fact] = factsOf('ECRD-308', account({ statements: [denying('*', SET)] }));
  expect(fact?.message).toBe(
    'the repository policy of team/app in us-east-1 denies ecr:SetRepositoryPolicy to everybody: nobody may change it, though it may be deleted',
  );
});

test('a registry policy can be replaced whatever it denies', () => {
  const registry = { registryPolicy: present(policy(denying('*', 'ecr:*', { Resource: '*' }))) };
  expect(linesOf('ECRD-308', account({ registry }))).toEqual([]);
});
