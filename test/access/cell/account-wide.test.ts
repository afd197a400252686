// How far a principal's own policies reach: on every repository of a region, or of all regions, there is or may be.
import { expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { outsider } from '../../../lib/access/account/subjects.ts';
import { accountWideGrants } from '../../../lib/access/cell/account-wide.ts';
import { type AccountWords, type PrincipalWords, snapshotOf } from '../../support/account-shorthand.ts';

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const HOME_ONLY = {
  Effect: 'Deny',
  Action: 'ecr:*',
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } },
};
const BOUNDARY = [{ Effect: 'Allow', Action: 'ecr:*', Resource: 'arn:aws:ecr:us-east-1:*:*' }];

/** Where a role with `words` may delete images on everything, asked at home and elsewhere. */
function reachOf(words: PrincipalWords, organization?: AccountWords['organization']): readonly (string | undefined)[] {
  const account = prepareAccount(snapshotOf({ roles: { ops: words }, ...(organization === undefined ? {} : { organization }) }));
  const [subject] = account.locals;
  if (!subject) throw new Error('the role is gone');
  const everywhere = accountWideGrants(account, subject);
  return ['us-east-1', 'eu-west-1'].map((region) => everywhere(region, 'delete'));
}

test.each<[string, PrincipalWords, AccountWords['organization'], readonly (string | undefined)[]]>([
  ['a grant on everything is one on all regions', { policies: [[EVERYTHING]] }, undefined, ['*', '*']],
  ['so it is where a guardrail shuts some of them', { policies: [[EVERYTHING]] }, { scps: [[[EVERYTHING, HOME_ONLY]]] }, ['*', undefined]],
  ['so it is where a boundary shuts some of them', { policies: [[EVERYTHING]], boundary: BOUNDARY }, undefined, ['*', undefined]],
  ['a grant on a region is one on that region', { policies: [BOUNDARY] }, undefined, ['us-east-1', undefined]],
  [
    'names that begin alike are not everything',
    { policies: [[{ ...EVERYTHING, Resource: 'arn:aws:ecr:*:*:repository/team/*' }]] },
    undefined,
    [undefined, undefined],
  ],
  ['what an unread policy may take away is no grant', { policies: [[EVERYTHING], 'missing'] }, undefined, [undefined, undefined]],
  [
    'what nobody could read of the boundary is no grant',
    { policies: [[EVERYTHING]], boundary: 'missing' },
    undefined,
    [undefined, undefined],
  ],
])('%s', (_, words, organization, expected) => {
  expect(reachOf(words, organization)).toEqual(expected);
});

test('an outsider has no policies of his own here', () => {
  const account = prepareAccount(snapshotOf({}));
  expect(accountWideGrants(account, outsider(account.ground, 'account:222222222222'))('us-east-1', 'delete')).toBeUndefined();
});
