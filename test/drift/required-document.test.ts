// A policy document that is required: whom it names has to have what it grants.
import { expect, test } from 'vitest';
import { judgeSnapshot } from '../../lib/audit.ts';
import { type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { rules } from '../support/audited.ts';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const LOGIN = 'ecr:GetAuthorizationToken';
const SESSION = { AWS: 'arn:aws:sts::111111111111:assumed-role/ci/release' };

function missing(account: AccountWords, statement: object): readonly string[] {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
  const text = `  - ${JSON.stringify({ id: 'need', repositories: ['**'], require: [{ policy }] })}\n`;
  const found = judgeSnapshot(snapshotOf(account), rules(text)).findings.filter(({ code }) => code === 'ECRD-102');
  return found.map(({ capability, principal, repository }) => `${principal} ${capability} ${repository}`).sort();
}

const role = (...Action: readonly string[]) => ({ path: '/team/', policies: [[{ Effect: 'Allow', Action, Resource: '*' }]] });
const allowing = (Action: readonly string[]) => ({ policy: [{ Effect: 'Allow', Principal: SESSION, Action }] });
const asked = { Principal: SESSION, Action: PULL };

// Seen failing: sessions taken for principals that are not there, of whom nothing is asked.
test.each<[string, AccountWords, readonly string[]]>([
  ['is there', { roles: { ci: role(LOGIN) }, repositories: { a: allowing(PULL) } }, []],
  ['lost the right', { roles: { ci: role(LOGIN) }, repositories: { a: {} } }, ['arn:aws:iam::111111111111:role/team/ci pull a']],
  ['is of a role that is gone', { repositories: { a: allowing(PULL) } }, ['arn:aws:iam::111111111111:role/ci pull a']],
])('a session that %s', (_, account, told) => {
  expect(missing(account, asked)).toEqual(told);
});

// Seen failing: actions asked for one by one where the document does not grant the token that pulling takes.
test('a role that cannot log in any more lacks what takes a token', () => {
  expect(missing({ roles: { ci: role() }, repositories: { a: allowing(PULL) } }, asked)).toEqual([
    'arn:aws:iam::111111111111:role/team/ci pull a',
  ]);
  expect(
    missing({ roles: { ci: role() }, repositories: { a: allowing(['ecr:ListImages']) } }, { ...asked, Action: 'ecr:ListImages' }),
  ).toEqual([]);
});
