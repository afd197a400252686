import { expect, test } from 'vitest';
import { attached, present, region, repository, role, user } from '../snapshot/support/files.ts';
import {
  account,
  allow,
  aRole,
  deny,
  expecting,
  factsOf,
  grant,
  linesOf,
  ORGANIZATION,
  OTHER,
  PULL,
  PUSH,
  policy,
  roleArn,
  root,
  TOKEN,
  withPolicy,
} from './support/facts.ts';

const CI = { AWS: roleArn('ci') };
const PUT = 'ecr:PutImage';
const REST = PUSH.filter((action) => action !== PUT);

test.each([
  ['PutImage by a repository policy', { roles: [role('ci')], statements: [grant(CI, PUT)] }, ['us-east-1 team/app']],
  [
    'PutImage on one repository by an identity policy',
    { roles: [aRole('ci', allow(PUT, { Resource: 'arn:aws:ecr:us-east-1:111111111111:repository/team/app' }))] },
    ['us-east-1 team/app'],
  ],
  ['PutImage everywhere', { roles: [aRole('ci', allow(PUT))] }, ['* *']],
  [
    'PutImage everywhere in a region',
    { roles: [aRole('ci', allow(PUT, { Resource: 'arn:aws:ecr:us-east-1:*:repository/*' }))] },
    ['us-east-1 *'],
  ],
  ['all of push but one action', { roles: [role('ci')], statements: [grant(CI, [PUT, ...REST.slice(1)])] }, ['us-east-1 team/app']],
  ['retag that nobody expects', { roles: [role('ci')], statements: [grant(CI, [PUT, 'ecr:BatchGetImage'])] }, ['us-east-1 team/app']],
  ['push that lacks only the token', { roles: [role('ci')], statements: [grant(CI, PUSH)] }, []],
  ['whole push', { roles: [aRole('ci', allow([...PUSH, TOKEN]))] }, []],
  ['the rest of push without PutImage', { roles: [aRole('ci', allow(REST))] }, []],
  [
    'whole push, of which the repository denies a part',
    { roles: [aRole('ci', allow([...PUSH, TOKEN]))], statements: [{ ...grant('*', REST), Effect: 'Deny' }] },
    [],
  ],
  ['PutImage that is denied', { roles: [aRole('ci', allow(PUT), deny(PUT))] }, []],
  ['a policy that was not read and may hold the rest', { roles: [role('ci', attached('unread'))], statements: [grant(CI, PUT)] }, []],
])('PartialAccessSet: %s', (_, parts, places) => {
  expect(linesOf('ECRD-107', account(parts))).toEqual(places.map((place) => `medium ${place} ${roleArn('ci')} ecr:PutImage`));
});

test('retag that is expected is what PutImage is for', () => {
  const parts = { roles: [role('ci')], statements: [grant(CI, [PUT, 'ecr:BatchGetImage'])] };
  expect(linesOf('ECRD-107', account(parts), expecting('retag'))).toEqual([]);
  expect(linesOf('ECRD-107', account(parts), expecting('push'))).toHaveLength(1);
});

test('what is missing is told, and where, when the grant is on everything', () => {
  const regions = [region('us-east-1', [repository('b'), repository('a')]), region('eu-west-1', [repository('c', {}, 'eu-west-1')])];
  const [fact, ...more] = factsOf('ECRD-107', account({ roles: [aRole('ci', allow([PUT, ...PULL]))], regions }));
  expect(more).toEqual([]);
  expect(fact?.details).toEqual([
    ...REST.map((action) => `${action} is missing`).sort(),
    'c in eu-west-1',
    'a in us-east-1',
    'b in us-east-1',
  ]);
});

test('one fact per repository where repository policies grant', () => {
  const repositories = [withPolicy('a', [grant(CI, PUT)]), withPolicy('b', [grant(CI, PUT)])];
  expect(factsOf('ECRD-107', account({ roles: [role('ci')], repositories })).map(({ subject }) => subject)).toEqual(['a', 'b']);
});

function inMany(count: number): ReturnType<typeof account> {
  const names = Array.from({ length: count }, (_, index) => `group/${String(index).padStart(2, '0')}`);
  const repositories = names.map((name, index) => withPolicy(name, [grant(CI, index === 0 ? [PUT, ...REST.slice(1)] : PUT)]));
  return account({ roles: [role('ci')], repositories });
}

test('more repositories of a principal than anybody reads one by one are one fact', () => {
  expect(factsOf('ECRD-107', inMany(20)).map(({ subject }) => subject)).toEqual(
    Array.from({ length: 20 }, (_, index) => `group/${String(index).padStart(2, '0')}`),
  );
  const [fact, ...more] = factsOf('ECRD-107', inMany(21));
  expect(more).toEqual([]);
  expect(fact).toMatchObject({ region: 'us-east-1', repository: '*', subject: ['repositories'], principal: roleArn('ci') });
  expect(fact?.message).toContain('on 21 repositories in us-east-1 without the rest of push');
  const lacking = REST.map((action) => `${action} is missing${action === REST[0] ? '' : ' on 20 of them'}`).sort();
  expect(fact?.details.slice(0, lacking.length)).toEqual(lacking);
  expect(fact?.details.slice(lacking.length)).toHaveLength(21);
  expect(fact?.details.at(-1)).toBe('and 1 more');
});

test('another account is told like a principal', () => {
  expect(linesOf('ECRD-107', account({ statements: [grant({ AWS: root(OTHER) }, PUT)] }))).toEqual([
    `medium us-east-1 team/app account:${OTHER} ecr:PutImage`,
  ]);
});

test('a statement for everybody is told of everybody, not of each user and role', () => {
  const parts = { users: [user('ann')], roles: [role('ci')], statements: [grant('*', PUT)] };
  expect(linesOf('ECRD-107', account(parts))).toEqual(['medium us-east-1 team/app * ecr:PutImage']);
});

test('a service control policy that shuts other regions does not make the grant smaller', () => {
  const document = policy(allow('*'), deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } } }));
  const organization = { ...ORGANIZATION, serviceControlPolicies: [[{ name: 'HomeRegion', document }]] };
  const parts = { roles: [aRole('ci', allow(PUT))], file: { organization: present(organization) } };
  expect(linesOf('ECRD-107', account(parts))).toEqual([`medium * * ${roleArn('ci')} ecr:PutImage`]);
});
