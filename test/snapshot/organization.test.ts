import { describe, expect, test } from 'vitest';
import { gapPartName } from '../../lib/model/gap-part.ts';
import { organization, PULL, present, problemOf, snapshotFile, UNREAD } from './support/files.ts';

test('all of an organization that was read is kept', () => {
  expect(
    organization({
      path: 'o-abc/r-1/ou-1/',
      serviceControlPolicies: [[{ name: 'FullAWSAccess', document: PULL }], []],
      resourceControlPolicies: [],
      accounts: [{ id: '222222222222', name: 'shared', path: 'o-abc/r-1/' }],
    }),
  ).toEqual({
    id: 'o-abc',
    managementAccount: '999999999999',
    path: { kind: 'present', value: 'o-abc/r-1/ou-1/' },
    serviceControlPolicies: { kind: 'present', value: [[{ ref: { kind: 'scp', name: 'FullAWSAccess' }, text: JSON.stringify(PULL) }], []] },
    resourceControlPolicies: { kind: 'present', value: [] },
    accounts: { kind: 'present', value: [{ id: '222222222222', name: 'shared', path: 'o-abc/r-1/' }] },
  });
});

describe('a part of an organization', () => {
  const PARTS = [
    ['path', 'organization path', 'organizations:ListParents'],
    ['serviceControlPolicies', 'service control policies', 'organizations:ListPoliciesForTarget'],
    ['resourceControlPolicies', 'resource control policies', 'organizations:ListPoliciesForTarget'],
    ['accounts', 'organization accounts', 'organizations:ListAccounts'],
  ] as const;

  test.each(PARTS)('%s is absent where it is left out', (key) => {
    expect(organization({})[key]).toEqual({ kind: 'absent' });
  });

  test.each(PARTS)('%s may be unknown while the rest is known', (key, part, api) => {
    const found = organization({ [key]: UNREAD });
    expect(found).toMatchObject({ id: 'o-abc', [key]: { kind: 'unknown', gap: { api, code: 'AccessDenied', message: '' } } });
    expect(found[key].kind === 'unknown' && gapPartName(found[key].gap.part)).toBe(part);
  });
});

test.each([
  [
    'a policy that is none',
    { serviceControlPolicies: [[PULL, 5]] },
    'serviceControlPolicies[0][1]: expected a policy document, as an object or as JSON text, got the number `5`',
  ],
  ['policies without levels', { serviceControlPolicies: [PULL] }, 'serviceControlPolicies[0]: expected a list of policies, got an object'],
  [
    'a document that is none',
    { resourceControlPolicies: [[{ name: 'x', document: 5 }]] },
    'resourceControlPolicies[0][0].document: expected a policy document, as an object or as JSON text, got the number `5`',
  ],
  ['another status', { path: { status: 'unknwon' } }, 'path.status: expected the status `unknown`, got `unknwon`'],
  [
    'an unknown without its error',
    { accounts: { status: 'unknown' } },
    'accounts.error is missing: an unknown part needs the error that AWS gave, with its code',
  ],
  [
    'a number as path',
    { path: 5 },
    'path: expected a path such as `o-.../r-.../ou-.../`, or the status `unknown` with its error, got the number `5`',
  ],
  ['an account without a name', { accounts: [{ id: '222222222222', path: 'o/' }] }, 'accounts[0].name is missing: expected a string'],
  [
    'a number as account',
    { managementAccount: 999999999999 },
    'managementAccount: expected a string of 12 digits, got the number `999999999999`',
  ],
  [
    'a slip in a key that may be left out',
    { serviceControlPolices: [] },
    'unknown key `serviceControlPolices`: did you mean `serviceControlPolicies`?',
  ],
])('an organization with %s is refused with its path', (_, fields, reason) => {
  const value = { id: 'o-abc', managementAccount: '999999999999', ...fields };
  const separator = reason.startsWith('unknown key') ? ': ' : '.';
  expect(problemOf(snapshotFile({ organization: present(value) }))).toBe(`organization.value${separator}${reason}`);
});
