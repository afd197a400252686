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
