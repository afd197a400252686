import { describe, expect, test } from 'vitest';
import { prepareAccount } from '../../../lib/access/account/account.ts';
import { type Exceptable, exceptionFor, principalsIn } from '../../../lib/lifecycle/transition/exceptions.ts';
import type { ExceptionMatch } from '../../../lib/model/baseline.ts';
import type { FindingId } from '../../../lib/model/ids.ts';
import type { Observed } from '../../../lib/model/state.ts';
import { REFUSED } from '../../snapshot/support/files.ts';
import { account, arn, at, exception, OTHER, observed, pulling, roleArn, TYPICAL } from '../../support/following.ts';

const NOW = at('2026-11-21');
const principalOf = principalsIn(prepareAccount(account(TYPICAL)));

function finding(fields: Partial<Observed> = {}): Exceptable {
  const seen = observed(fields);
  return { finding: seen, principal: principalOf(seen.principal) };
}

function isExcepted(match: Partial<ExceptionMatch> & Pick<ExceptionMatch, 'kind'>, fields: Partial<Observed> = {}): boolean {
  return exceptionFor(finding(fields), [exception(match, '2027-01-01')], NOW) !== undefined;
}

const ANOTHER = `ecrd-${'b'.repeat(20)}` as FindingId;

describe('what an exception is for', () => {
  test.each([
    ['one finding', { kind: 'finding', finding: observed().id }, true],
    ['another finding', { kind: 'finding', finding: ANOTHER }, false],
    ['its code', { kind: 'selector', code: 'ECRD-202' }, true],
    ['another code', { kind: 'selector', code: 'ECRD-101' }, false],
    ['its repository by a glob', { kind: 'selector', repositories: ['team/*'] }, true],
    ['a glob that stops before its repository', { kind: 'selector', repositories: ['*'] }, false],
    ['its principal', { kind: 'selector', principals: [{ kind: 'account', account: '222222222222' }] }, true],
    ['the class of its principal', { kind: 'selector', principals: [{ kind: 'class', class: 'external' }] }, true],
    ['another principal', { kind: 'selector', principals: [arn(roleArn('dev'))] }, false],
    ['its capability among others', { kind: 'selector', capabilities: ['push', 'pull'] }, true],
    ['its capability as actions', { kind: 'selector', capabilities: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }, true],
    ['a part of its capability', { kind: 'selector', capabilities: ['ecr:BatchGetImage'] }, false],
    ['another capability', { kind: 'selector', capabilities: ['push'] }, false],
    ['its code in another repository', { kind: 'selector', code: 'ECRD-202', repositories: ['ops/**'] }, false],
  ] as const)('%s', (_, match, excepted) => {
    expect(isExcepted(match)).toBe(excepted);
  });

  test('accepting pull never accepts push', () => {
    expect(isExcepted({ kind: 'selector', capabilities: ['pull'] }, { capability: 'push' })).toBe(false);
  });

  test('an exception for a raw action excepts that action', () => {
    const raw = { capability: 'ecr:PutImage' };
    expect(isExcepted({ kind: 'selector', capabilities: ['ecr:PutImage'] }, raw)).toBe(true);
    expect(isExcepted({ kind: 'selector', capabilities: ['ecr:Put*'] }, raw)).toBe(true);
    expect(isExcepted({ kind: 'selector', capabilities: ['pull'] }, raw)).toBe(false);
  });

  test('a grant on everything is meant by ** alone: other globs leave out what is yet to come', () => {
    const everything = { repository: '*', region: '*' };
    expect(isExcepted({ kind: 'selector', repositories: ['**'] }, everything)).toBe(true);
    expect(isExcepted({ kind: 'selector', repositories: ['*', 'team/**'] }, everything)).toBe(false);
  });

  test('a finding that is about no repository is not one of a repository', () => {
    expect(isExcepted({ kind: 'selector', repositories: ['**'] }, { repository: null })).toBe(false);
  });

  test('a principal that was not read is nobody whom a selector means, and no outsider either', () => {
    const unread = principalsIn(prepareAccount(account({ ...TYPICAL, fields: { identity: REFUSED } })));
    expect(unread(roleArn('dev'))).toBeUndefined();
    expect(unread(OTHER)).toMatchObject({ class: 'external' });
  });

  test("the account's own principals come with their tags", () => {
    const tagged = { ...pulling('tagged', 'team/app'), Tags: [{ Key: 'team', Value: 'red' }] };
    const principal = principalsIn(prepareAccount(account({ roles: [tagged] })))(roleArn('tagged'));
    const red = exception({ kind: 'selector', principals: [{ kind: 'tag', key: 'team', value: 'red' }] }, '2027-01-01');
    expect(exceptionFor({ finding: observed(), principal }, [red], NOW)).toBe(red);
  });
});

describe('forbidden access', () => {
  const forbidden = { code: 'ECRD-103' };
  test.each([
    ['the id of the finding', { kind: 'finding', finding: observed().id }],
    ['the code', { kind: 'selector', code: 'ECRD-103', repositories: ['team/**'] }],
    ['a selector', { kind: 'selector', repositories: ['team/**'] }],
  ] as const)('is excepted by no exception, not by one of %s', (_, match) => {
    expect(isExcepted(match, forbidden)).toBe(false);
  });
});

describe('which of several', () => {
  const byId = (expires: string, id: string) => exception({ kind: 'finding', finding: observed().id }, expires, id);
  const byCode = (expires: string, id: string) => exception({ kind: 'selector', code: 'ECRD-202' }, expires, id);

  test('an exception ends with the instant that it names', () => {
    expect(exceptionFor(finding(), [byId('2026-11-21', 'EXC-1')], NOW)).toBeUndefined();
    expect(exceptionFor(finding(), [byId('2026-11-21T00:00:01Z', 'EXC-1')], NOW)).toBeDefined();
  });

  test.each([
    ['the one that lasts longest: acceptance lapses with the last', [byId('2026-12-01', 'A'), byCode('2027-01-01', 'B')], 'B'],
    ['of two that end together the more specific', [byCode('2027-01-01', 'A'), byId('2027-01-01', 'B')], 'B'],
    ['of equals the first by id', [byId('2027-01-01', 'B'), byId('2027-01-01', 'A')], 'A'],
    ['never one that is over', [byId('2026-11-01', 'A'), byCode('2026-11-30', 'B')], 'B'],
  ])('%s, in any order', (_, exceptions, id) => {
    expect(exceptionFor(finding(), exceptions, NOW)?.id).toBe(id);
    expect(exceptionFor(finding(), exceptions.toReversed(), NOW)?.id).toBe(id);
  });
});
