// Which findings are about one access: those about a grant carry along what is within it.
import { expect, test } from 'vitest';
import { withinAccessOf } from '../../../lib/lifecycle/observe/access.ts';
import type { Observed } from '../../../lib/model/state.ts';
import { observed } from '../../support/following.ts';

const HERE: Partial<Observed> = { code: 'ECRD-202', region: 'us-east-1', repository: 'team/app' };

/** Whether a finding is within the access of one other. */
function isWithin(finding: Partial<Observed>, other: Partial<Observed>): boolean {
  return withinAccessOf([observed({ ...HERE, ...other })])(observed({ ...HERE, ...finding }));
}

test('the same access under another code is the same access', () => {
  expect(isWithin({ code: 'ECRD-105' }, {})).toBe(true);
});

test.each(['ECRD-102', 'ECRD-108', 'ECRD-401', 'ECRD-204', 'ECRD-501'])('%s is about no grant, and carries nothing along', (code) => {
  expect(isWithin({}, { code })).toBe(false);
});

test('a finding about no grant leaves alone what one about a grant carries along', () => {
  const missing = observed({ ...HERE, code: 'ECRD-102' });
  expect(withinAccessOf([missing, observed(HERE)])(observed(HERE))).toBe(true);
});

test.each([
  ['in its region', 'us-east-1'],
  ['in every region', '*'],
])('a grant on every repository %s carries along that on one', (_, region) => {
  expect(isWithin({}, { region, repository: '*' })).toBe(true);
});

test('a grant on every repository of every region carries along that on those of one', () => {
  expect(isWithin({ repository: '*' }, { region: '*', repository: '*' })).toBe(true);
});

test.each<readonly [string, Partial<Observed>]>([
  ['on every repository of another region', { region: 'eu-west-1', repository: '*' }],
  ['on another repository', { repository: 'team/web' }],
  ['on the repository of that name elsewhere', { region: 'eu-west-1' }],
  ['of another principal', { principal: 'account:333333333333' }],
  ['of another user or role of that name', { principalId: 'AROAOTHER' }],
  ['of another capability', { capability: 'push' }],
])('a grant %s carries nothing along', (_, other) => {
  expect(isWithin({}, other)).toBe(false);
});

test('a grant on one repository does not carry along that on all', () => {
  expect(isWithin({ repository: '*' }, {})).toBe(false);
});

test('a renamed role is the same by its unique id', () => {
  expect(isWithin({ principal: 'arn:aws:iam::111111111111:role/new', principalId: 'AROAONE' }, { principalId: 'AROAONE' })).toBe(true);
});
