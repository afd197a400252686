// Proofs are worked out once for principals with equal documents, and never for others.
import { expect, test } from 'vitest';
import { grantsOf } from '../../../lib/access/matrix/grants.ts';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { policyName } from '../../../lib/model/policy-ref.ts';
import { type PrincipalWords, snapshotOf } from '../../support/account-shorthand.ts';

const ELSEWHERE = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const LIST = { Effect: 'Allow', Action: 'ecr:*Images', Resource: '*' };
const LIST_FROM_OFFICE = { ...LIST, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };

/** The proof of each principal's one grant. */
function proofsOf(users: Readonly<Record<string, PrincipalWords>>): readonly (readonly string[])[] {
  return grantsOf(accessMatrix(snapshotOf({ users, repositories: { 'team/app': {} } }))).map(({ via, conditions }) => [
    ...via.map(({ policy, source: { index } }) => `${policyName(policy).replace('inline policy ', '')} #${index}`),
    ...conditions.map((each) => ('policy' in each ? `if ${policyName(each.policy)} #${each.index}` : '')),
  ]);
}

test('policies that say the same in another order are proven each by its own', () => {
  const users = { alice: { policies: [[LIST], [ELSEWHERE, { ...LIST, Sid: 'Again' }]] }, bert: { policies: [[ELSEWHERE, LIST], [LIST]] } };
  expect(proofsOf(users)).toEqual([
    ['p0 of user alice #0', 'p1 of user alice #1'],
    ['p0 of user bert #1', 'p1 of user bert #0'],
  ]);
});

test('a condition of a boundary is told with its place in that boundary', () => {
  const policies = [[LIST]];
  const users = { alice: { policies, boundary: [LIST_FROM_OFFICE] }, bert: { policies, boundary: [ELSEWHERE, LIST_FROM_OFFICE] } };
  expect(proofsOf(users)).toEqual([
    ['p0 of user alice #0', 'if arn:aws:iam::111111111111:policy/boundary-of-alice #0'],
    ['p0 of user bert #0', 'if arn:aws:iam::111111111111:policy/boundary-of-bert #1'],
  ]);
});

test('the token that a grant needs is asked for in the region of its repository', () => {
  const login = (region: string, more: object) => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': region }, ...more };
    return { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*', Condition };
  };
  const pull = { Effect: 'Allow', Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], Resource: '*' };
  const office = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
  const policies = [[login('eu-west-1', {}), login('us-east-1', office), pull]];
  const repositories = { 'team/app': {} };
  const words = { users: { alice: { policies } }, repositories, regions: { 'eu-west-1': { repositories } } };
  const grants = grantsOf(accessMatrix(snapshotOf(words))).filter(({ capability }) => capability === 'pull');
  expect(grants.map(({ region, decision, conditions }) => [region, decision, conditions.length])).toEqual([
    ['eu-west-1', 'allowed', 0],
    ['us-east-1', 'conditional', 1],
  ]);
});
