import { describe, expect, test } from 'vitest';
import { readPrincipal } from '../../../lib/baseline/match/principal-selector.ts';
import { applies, selection, selects, selectsRepository } from '../../../lib/baseline/match/selector.ts';
import type { GrantPrincipal } from '../../../lib/model/access.ts';
import type { RepositorySelector } from '../../../lib/model/baseline.ts';

const ORGANIZATION_PATH = 'o-abc/r-ab12/ou-ab12-prod/ou-ab12-eu/';
const ROLE = 'arn:aws:iam::111111111111:role/ci/deploy';

function principal(name: string, more: Partial<GrantPrincipal> = {}): GrantPrincipal {
  const nowhere = { account: undefined, organizationPath: undefined, accountName: { kind: 'none' } } as const;
  return { name, class: 'same-account', ...nowhere, uniqueId: undefined, tags: {}, ...more };
}

/** A role of the account 111111111111, tagged, in an organizational unit. */
const role = principal(ROLE, { account: '111111111111', organizationPath: ORGANIZATION_PATH, tags: { team: 'payments' } });
const account = principal('account:222222222222', { class: 'external', account: '222222222222' });
const service = principal('service:codebuild.amazonaws.com', { class: 'service' });
const everyone = principal('*', { class: 'public' });
const organization = principal('org:o-abc', { class: 'organization' });
const unit = principal('ou:o-abc/r-ab12/ou-ab12-prod', { class: 'organization' });

function isSelected(word: string, candidate: GrantPrincipal): boolean {
  const read = readPrincipal(word);
  if (read.kind !== 'selector') throw new Error(`no selector: ${word}`);
  return selects(read.selector, candidate);
}

describe('a principal selector', () => {
  test.each([
    ['an exact ARN selects its principal', ROLE, role],
    ['`*` in an ARN stays within a segment', 'arn:aws:iam::*:role/ci/*', role],
    ['`**` in an ARN crosses paths', 'arn:aws:iam::111111111111:role/**', role],
    ['an account selects its own name', 'account:222222222222', account],
    ['an account selects every principal of it', 'account:111111111111', role],
    ['the root ARN of an account is the account', 'arn:aws:iam::111111111111:root', role],
    ['an organization selects its own name', 'org:o-abc', organization],
    ['an organization selects its units', 'org:o-abc', unit],
    ['an organization selects principals of its accounts', 'org:o-abc', role],
    ['a unit selects its own name', 'ou:o-abc/r-ab12/ou-ab12-prod', unit],
    ['a unit may be written with a slash at the end', 'ou:o-abc/r-ab12/ou-ab12-prod/', unit],
    ['a unit selects principals below it', 'ou:o-abc/r-ab12/ou-ab12-prod', role],
    ['a unit selects principals directly in it', 'ou:o-abc/r-ab12/ou-ab12-prod/ou-ab12-eu', role],
    [
      'a path without the slash at the end is the same path',
      'ou:o-abc/r-ab12/ou-ab12-prod',
      principal('x', { organizationPath: 'o-abc/r-ab12/ou-ab12-prod' }),
    ],
    ['a service selects its name', 'service:codebuild.amazonaws.com', service],
    ['a tag selects its value', 'tag:team=payments', role],
    ['a tag may have an empty value', 'tag:spot=', principal('x', { tags: { spot: '' } })],
    ['the value of a tag may hold `=`', 'tag:a=b=c', principal('x', { tags: { a: 'b=c' } })],
    ['a class selects its members', 'public', everyone],
    ['a class selects whatever the name is', 'external', account],
  ])('%s', (_, word, candidate) => {
    expect(isSelected(word, candidate)).toBe(true);
  });

  test.each([
    ['an ARN is anchored', 'arn:aws:iam::111111111111:role/ci', role],
    ['an ARN has a case', 'arn:aws:iam::111111111111:role/CI/deploy', role],
    ['`*` in an ARN stops at `/`', 'arn:aws:iam::111111111111:role/*', role],
    ['an ARN glob never selects `*`', 'arn:**', everyone],
    ['an ARN glob never selects a whole account', 'arn:**', account],
    ['an account does not select another', 'account:111111111111', account],
    ['an account does not select everyone', 'account:111111111111', everyone],
    ['an organization does not select one whose id goes on', 'org:o-ab', organization],
    ['an organization does not select paths whose id goes on', 'org:o-ab', role],
    ['an organization does not select principals of unknown place', 'org:o-abc', account],
    ['a unit does not select its organization', 'ou:o-abc/r-ab12/ou-ab12-prod', organization],
    ['a unit does not select the unit above', 'ou:o-abc/r-ab12/ou-ab12-prod/ou-ab12-eu', unit],
    ['a unit does not select one whose id goes on', 'ou:o-abc/r-ab12/ou-ab12-pro', role],
    ['a service does not select another', 'service:ecs.amazonaws.com', service],
    ['a tag does not select another value', 'tag:team=payment', role],
    ['a tag does not select untagged principals', 'tag:team=payments', account],
    ['a tag does not select what every object has', 'tag:constructor=x', role],
    ['a class does not select other classes', 'external', everyone],
  ])('%s', (_, word, candidate) => {
    expect(isSelected(word, candidate)).toBe(false);
  });
});

describe('the name of an account', () => {
  const called = (accountName: GrantPrincipal['accountName']): GrantPrincipal => principal('x', { account: '222222222222', accountName });
  const tools = { kind: 'accountName', name: 'build tools' } as const;

  test.each([
    ['selects whoever is of the account', called({ kind: 'sole', name: 'build tools' }), 'yes'],
    ['has a case', called({ kind: 'sole', name: 'Build tools' }), 'no'],
    ['is whole', called({ kind: 'sole', name: 'build tools 2' }), 'no'],
    ['is ambiguous where another account has it', called({ kind: 'shared', name: 'build tools' }), 'ambiguous'],
    ['is none of those that share another name', called({ kind: 'shared', name: 'shop' }), 'no'],
    ['selects nobody without a name', called({ kind: 'none' }), 'no'],
    ['is unknown where names were not read', called({ kind: 'unread' }), 'unknown'],
    ['does not select everyone', everyone, 'no'],
  ] as const)('%s', (_, candidate, expected) => {
    expect(selection(tools, candidate)).toBe(expected);
    expect(selects(tools, candidate)).toBe(expected === 'yes');
  });

  test.each([
    ['sole', true, true, true],
    ['shared', true, false, false],
    ['unread', false, false, false],
    ['none', false, false, false],
  ] as const)('that is %s is forbidden, allowed, required: %s, %s, %s', (kind, ...expected) => {
    const candidate = called(kind === 'sole' || kind === 'shared' ? { kind, name: 'build tools' } : { kind });
    expect((['forbid', 'allow', 'require'] as const).map((verb) => applies(verb, tools, candidate))).toEqual(expected);
  });
});

describe('a permission set', () => {
  const name = (text: string): GrantPrincipal => principal(text);
  test.each([
    ['selects its role', 'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef', true],
    [
      'selects its role under a region',
      'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef',
      true,
    ],
    [
      'selects its role in another partition',
      'arn:aws-us-gov:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
      true,
    ],
    [
      'does not select a set whose name goes on',
      'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_Ops_0123456789abcdef',
      false,
    ],
    ['does not select a role that only has such a name', 'arn:aws:iam::111111111111:role/AWSReservedSSO_Admin_0123456789abcdef', false],
    [
      'does not select a path that only ends like it',
      'arn:aws:iam::111111111111:role/x/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
      false,
    ],
    [
      'does not select a suffix of another length',
      'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcde',
      false,
    ],
    [
      'does not select a suffix with other letters',
      'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdeg',
      false,
    ],
    ['does not select `*`', '*', false],
  ])('%s', (_, text, expected) => {
    expect(isSelected('sso:Admin', name(text))).toBe(expected);
  });

  test('may have `_` in its name', () => {
    const ops = name('arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_Ops_0123456789abcdef');
    expect(isSelected('sso:Admin_Ops', ops)).toBe(true);
  });
});

describe('a repository selector', () => {
  const repository = { account: '111111111111', region: 'eu-west-1', name: 'team/app', tags: { env: 'prod', team: 'a' } };
  const selector = (more: Partial<RepositorySelector>): RepositorySelector => ({
    names: ['team/**'],
    accounts: [],
    regions: [],
    tags: [],
    ...more,
  });

  test.each([
    ['by name', {}, 'yes'],
    ['by any of its names', { names: ['other', 'team/*'] }, 'yes'],
    ['not by another name', { names: ['team/ap'] }, 'no'],
    ['by account', { accounts: ['222222222222', '111111111111'] }, 'yes'],
    ['not in another account', { accounts: ['222222222222'] }, 'no'],
    ['by region', { regions: ['eu-west-1'] }, 'yes'],
    ['not in another region', { regions: ['us-east-1'] }, 'no'],
    ['by a tag', { tags: [{ key: 'env', value: 'prod' }] }, 'yes'],
    [
      'by all of its tags',
      {
        tags: [
          { key: 'env', value: 'prod' },
          { key: 'team', value: 'b' },
        ],
      },
      'no',
    ],
    ['not by a tag that is absent', { tags: [{ key: 'toString', value: 'x' }] }, 'no'],
  ] as const)('selects %s: %j is %s', (_, more, expected) => {
    expect(selectsRepository(selector(more), repository)).toBe(expected);
  });

  test('does not know whether unread tags match', () => {
    expect(selectsRepository(selector({ tags: [{ key: 'env', value: 'prod' }] }), { ...repository, tags: undefined })).toBe('unknown');
  });

  test('needs no tags to know that the name, the account or the region is another', () => {
    const tags = [{ key: 'env', value: 'prod' }];
    const others = [{ names: ['x'] }, { accounts: ['222222222222'] }, { regions: ['us-east-1'] }];
    expect(others.map((other) => selectsRepository(selector({ tags, ...other }), { ...repository, tags: undefined }))).toEqual([
      'no',
      'no',
      'no',
    ]);
  });

  test('without tags does not ask for them', () => {
    expect(selectsRepository(selector({}), { ...repository, tags: undefined })).toBe('yes');
  });
});
