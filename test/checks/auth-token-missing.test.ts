import { expect, test } from 'vitest';
import { attached, REFUSED, region, repository, role, user } from '../snapshot/support/files.ts';
import {
  account,
  allow,
  aRole,
  deny,
  factsOf,
  grant,
  linesOf,
  OTHER,
  PULL,
  PUSH,
  roleArn,
  TOKEN,
  userArn,
  withPolicy,
} from './support/facts.ts';

const CI = { AWS: roleArn('ci') };

test.each([
  ['a role that a repository policy names', { roles: [role('ci')], statements: [grant(CI, PULL)] }, ['pull']],
  ['both capabilities, one fact each', { roles: [role('ci')], statements: [grant(CI, [...PULL, ...PUSH])] }, ['pull', 'push']],
  ['rights by an identity policy', { roles: [aRole('ci', allow(PULL))] }, ['pull']],
  ['rights by both', { roles: [aRole('ci', allow('ecr:BatchGetImage'))], statements: [grant(CI, 'ecr:GetDownloadUrlForLayer')] }, ['pull']],
  ['a token that is denied', { roles: [aRole('ci', allow([...PULL, TOKEN]), deny(TOKEN))] }, ['pull']],
  [
    'a token on one repository, which is none',
    { roles: [aRole('ci', allow(PULL), allow(TOKEN, { Resource: 'arn:aws:ecr:*:*:repository/team/app' }))] },
    ['pull'],
  ],
  ['a token by a repository policy, which gives none', { roles: [role('ci')], statements: [grant(CI, [...PULL, TOKEN])] }, ['pull']],
  [
    'rights under a condition',
    { roles: [aRole('ci', allow(PULL, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))] },
    ['pull'],
  ],
  ['whoever has the token', { roles: [aRole('ci', allow([...PULL, TOKEN]))] }, []],
  [
    'a token under a condition',
    { roles: [aRole('ci', allow(PULL), allow(TOKEN, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))] },
    [],
  ],
  ['half of pull', { roles: [aRole('ci', allow('ecr:BatchGetImage'))] }, []],
  ['rights that the repository denies', { roles: [aRole('ci', allow(PULL))], statements: [{ ...grant('*', PULL), Effect: 'Deny' }] }, []],
  ['retag, which needs no token', { roles: [aRole('ci', allow(['ecr:BatchGetImage', 'ecr:PutImage']))] }, []],
  ['a policy that was not read', { roles: [role('ci', attached('unread'))], statements: [grant(CI, PULL)] }, []],
  [
    'users and roles whom only a statement for everybody lets in',
    { roles: [role('ci')], users: [user('ann')], statements: [grant('*', PULL)] },
    [],
  ],
  ['principals of other accounts', { statements: [grant({ AWS: `arn:aws:iam::${OTHER}:role/ci` }, PULL)] }, []],
])('AuthTokenMissing: %s', (_, parts, capabilities) => {
  const principal = roleArn('ci');
  expect(linesOf('ECRD-106', account(parts))).toEqual(capabilities.map((each) => `medium * * ${principal} ${each}`));
});

test('a token is missed once per principal and capability, with the repositories as evidence', () => {
  const names = { AWS: userArn('ann') };
  const regions = [
    region('us-east-1', [withPolicy('b', [grant(names, PULL)]), withPolicy('a', [grant(names, PULL)]), repository('c')]),
    region('eu-west-1', [withPolicy('b', [grant(names, PULL)], 'eu-west-1')]),
  ];
  const facts = factsOf('ECRD-106', account({ users: [user('ann')], regions }));
  expect(facts.map(({ details }) => details)).toEqual([['b in eu-west-1', 'a in us-east-1', 'b in us-east-1']]);
  expect(facts[0]?.message).toBe(
    `${userArn('ann')} has every right to pull from 3 repositories, and cannot log in: ${TOKEN} is not allowed`,
  );
});

test('a long list of repositories is cut, and says so', () => {
  const repositories = Array.from({ length: 25 }, (_, index) => repository(`r${String(index).padStart(2, '0')}`));
  const [fact] = factsOf('ECRD-106', account({ roles: [aRole('ci', allow(PULL))], repositories }));
  expect(fact?.details).toHaveLength(21);
  expect(fact?.details.at(-1)).toBe('and 5 more');
});

test('service-linked roles need nobody to look after their tokens', () => {
  const path = '/aws-service-role/x.amazonaws.com/';
  const linked = role('linked', { Path: path, Arn: `arn:aws:iam::111111111111:role${path}linked` });
  expect(linesOf('ECRD-106', account({ roles: [linked], statements: [grant({ AWS: linked.Arn }, PULL)] }))).toEqual([]);
});

test('a repository policy that was not read leaves it open whether rights are complete', () => {
  const repositories = [repository('team/app', { policy: REFUSED })];
  expect(linesOf('ECRD-106', account({ roles: [aRole('ci', allow(PULL))], repositories }))).toEqual([]);
});

test('evidence is in the order of the snapshot, whatever policies the repositories share', () => {
  const other = [grant({ AWS: userArn('ann') }, PULL), grant({ AWS: OTHER }, 'ecr:ListImages')];
  const repositories = ['a', 'b', 'c'].map((name) => withPolicy(name, name === 'b' ? other : other.slice(0, 1)));
  const [fact] = factsOf('ECRD-106', account({ users: [user('ann')], repositories }));
  expect(fact?.details).toEqual(['a in us-east-1', 'b in us-east-1', 'c in us-east-1']);
});
