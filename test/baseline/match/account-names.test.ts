// Accounts by their names: what is told of names that nobody has, that several have, and that nobody read.
import { describe, expect, test } from 'vitest';
import { repositoriesOf } from '../../../lib/access/classes/repository-classes.ts';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { capabilityMask } from '../../../lib/baseline/match/capability-selector.ts';
import { compareBaselines } from '../../../lib/baseline/review/compare.ts';
import { comparisonMarkdown } from '../../../lib/baseline/review/compare-markdown.ts';
import { nameIssues } from '../../../lib/checks/baseline-health/name-issues.ts';
import { inForce } from '../../../lib/drift/cell/expectation.ts';
import { everybodysBounds } from '../../../lib/drift/cell/principal-bounds.ts';
import { remedyOf } from '../../../lib/findings/remedy.ts';
import type { AccountSnapshot } from '../../../lib/model/snapshot.ts';
import { ACCOUNT, type AccountWords, type OrganizationWords, snapshotOf } from '../../support/account-shorthand.ts';
import { baselineOf, policy } from '../../support/baseline.ts';
import { follow, standing, told } from '../../support/following.ts';

const PATH = 'o-acme/r-1/ou-dev/';
const ACCOUNTS: NonNullable<OrganizationWords['accounts']> = {
  '222222222222': { name: 'tools', path: PATH },
  '333333333333': { name: 'lab', path: PATH },
  '444444444444': { name: 'lab', path: PATH },
  '555555555555': { name: 'idle', path: PATH },
};
const LIST = ['ecr:DescribeImages', 'ecr:ListImages'];

/** A repository that an account may list. */
function shop(reader: string, organization: AccountWords['organization'] = { accounts: ACCOUNTS }): AccountSnapshot {
  const statement = { Effect: 'Allow', Principal: { AWS: reader }, Action: LIST };
  const words: AccountWords = { repositories: { 'team/app': { policy: [statement] } } };
  return snapshotOf(organization === undefined ? words : { ...words, organization });
}

/** A rule with one entry, and more. */
function ruled(verb: 'allow' | 'require' | 'forbid', name: string, more = ''): string {
  const entry = `{ principals: ["account-name:${name}"], capabilities: [list] }`;
  return policy(`metadata: { owner: us }\nrules:\n  - { id: r, repositories: ["**"], ${more} ${verb}: [${entry}] }\n`);
}

const AMBIGUOUS =
  'ECRD-405 low `account-name:lab` is the name of 2 accounts (333333333333, 444444444444): a forbid of it is about each of them, and whatever else says it about none';
const STALE = 'ECRD-405 low an entry of rule `r` matches no principal: did you mean `account-name:tools`?';

function healthOf(snapshot: AccountSnapshot, files: Readonly<Record<string, string>>): readonly string[] {
  const { findings } = judgeSnapshot(snapshot, baselineOf(files));
  return findings.filter(({ code }) => code === 'ECRD-405').map(({ code, severity, message }) => `${code} ${severity} ${message}`);
}

describe('an audit', () => {
  const readers = 'allow: [{ principals: [organization], capabilities: [list] }],';

  test.each([
    ['of a name that has access is silent', ruled('allow', 'tools'), []],
    ['of a name that nobody has tells that, and who is nearly called so', ruled('allow', 'tols'), [STALE]],
    ['of a forbid by such a name as well: it forbids nobody', ruled('forbid', 'tols', readers), [STALE]],
    ['of a forbid of an account that has no access is silent: it is doing its work', ruled('forbid', 'idle', readers), []],
    [
      'of an account by its name for which another entry requires access by its id is silent: that it is missing says enough',
      ruled(
        'allow',
        'idle',
        `${readers.replace('allow', 'require').replace('organization', '"account:555555555555", "account:222222222222"')}`,
      ),
      [],
    ],
    [
      'of an account by its id for which another entry requires access by its name is silent as well',
      ruled('require', 'idle', 'allow: [{ principals: ["account:555555555555"], capabilities: [list] }],'),
      [],
    ],
    [
      'of a name that several have tells that, of an exemption',
      ruled('forbid', 'idle', readers).replace(
        'capabilities: [list] }] }\n',
        `capabilities: [list], except: [{ principals: ["account-name:lab"], reason: until the move, owner: us, expires: 2027-06-30 }] }] }\n`,
      ),
      [AMBIGUOUS],
    ],
    ['of a name that several have tells that, of an allow', ruled('allow', 'lab'), [AMBIGUOUS]],
    ['of a name that several have tells that, of a require', ruled('require', 'lab'), [AMBIGUOUS]],
    ['of a name that several have tells that, of a forbid', ruled('forbid', 'lab', readers), [AMBIGUOUS]],
  ])('%s', (_, text, expected) => {
    expect(healthOf(shop('222222222222'), { 'a.yaml': text })).toEqual(expected);
  });

  test('lists the accounts of a name in the order of their ids', () => {
    const accounts = Object.fromEntries(Object.entries(ACCOUNTS).toReversed());
    expect(healthOf(shop('222222222222', { accounts }), { 'a.yaml': ruled('allow', 'lab') })).toEqual([AMBIGUOUS]);
  });

  test('says what to do about a name that several have', () => {
    const { findings } = judgeSnapshot(shop('222222222222'), baselineOf({ 'a.yaml': ruled('allow', 'lab') }));
    expect(findings.filter(({ code }) => code === 'ECRD-405').map(({ drift }) => remedyOf('ECRD-405', drift, ACCOUNT))).toEqual([
      'name the account by its id: `account:<id>`',
    ]);
  });

  test.each(['unknown', { accounts: 'unknown' }] as const)(
    'concludes nothing about names that were not read: organization %j',
    (organization) => {
      const files = { 'a.yaml': ruled('allow', 'tols'), 'b.yaml': exception('tols') };
      expect(healthOf(shop('222222222222', organization), files)).toEqual([]);
    },
  );
});

function exception(name: string): string {
  const match = `{ code: ECRD-101, principals: ["account-name:${name}"] }`;
  return `apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n  - { id: e, match: ${match}, reason: "for the length of a test", owner: us, expires: 2027-06-30 }\n`;
}

describe('an exception', () => {
  const accepted = (reader: string, name: string): readonly string[] =>
    healthOf(shop(reader), { 'a.yaml': NOBODY, 'b.yaml': exception(name) });
  const NOBODY = policy('rules: [{ id: r, repositories: ["**"], forbid: [{ principals: [public], capabilities: [push] }] }]\n');
  const IDLE = 'ECRD-405 low exception `e` is for no finding that there is';

  test('of an account by its name that no finding needs is idle', () => {
    expect(accepted('222222222222', 'idle')).toEqual([IDLE]);
  });

  test('of a name that several have is told as that', () => {
    expect(accepted('333333333333', 'lab')).toEqual([AMBIGUOUS]);
  });
});

describe('lint against a snapshot', () => {
  const reasons = (text: string, snapshot = shop('222222222222')): readonly string[] =>
    nameIssues(snapshot, baselineOf({ 'a.yaml': text })).map(({ severity, reason, at }) => `${severity} ${at.line}: ${reason}`);

  test.each([
    ['tols', 'warning 5: no account of the organization is called `tols`: did you mean `account-name:tools`?'],
    ['TOOLS', 'warning 5: no account of the organization is called `TOOLS`: did you mean `account-name:tools`?'],
    ['222222222222', 'warning 5: no account of the organization is called `222222222222`: did you mean `account:222222222222`?'],
    ['something else', 'warning 5: no account of the organization is called `something else`'],
  ])('tells that nobody is called %s', (name, reason) => {
    expect(reasons(ruled('forbid', name))).toEqual([reason]);
  });

  test.each(['tools', 'lab'])('is content with a name that there is: %s', (name) => {
    expect(reasons(ruled('allow', name))).toEqual([]);
  });

  test('tells that names were not read', () => {
    expect(reasons(ruled('allow', 'tools'), shop('222222222222', { accounts: 'unknown' }))).toEqual([
      'note 5: whom `account-name:tools` means cannot be told: the accounts of the organization were not read',
    ]);
  });

  test('tells that names were left out of an organization that was read', () => {
    expect(reasons(ruled('allow', 'tools'), shop('222222222222', {}))).toEqual([
      'note 5: whom `account-name:tools` means cannot be told: the accounts of the organization were not read',
    ]);
  });

  test('tells that there is no organization', () => {
    expect(reasons(ruled('allow', 'tools'), snapshotOf({ repositories: {} }))).toEqual([
      'warning 5: no account of the organization is called `tools`: this account is in no organization',
    ]);
  });

  test('says nothing of rules about other accounts', () => {
    expect(reasons(ruled('allow', 'tols', 'accounts: ["999999999999"],'))).toEqual([]);
  });
});

test('a comparison of baselines names the account as it is written', () => {
  const [before, after] = ['tools', 'build tools'].map((name) => baselineOf({ 'a.yaml': ruled('allow', name) }));
  if (!before || !after) throw new Error('no baseline');
  const markdown = comparisonMarkdown(compareBaselines(before, after));
  expect(markdown).toContain('### Newly allowed\n\n- `account-name:build tools`: **list** on `**`\n');
  expect(markdown).toContain('### No longer allowed\n\n- `account-name:tools`: **list** on `**`\n');
});

test.each([
  ['tools', [['222222222222'], ['111111111111', '222222222222']]],
  ['lab', []],
  ['tols', []],
])('a mend bounds everybody to the account that is called %s, where it is one', (name, expected) => {
  const snapshot = shop('222222222222');
  const { account } = accessMatrix(snapshot);
  const rules = inForce(baselineOf({ 'a.yaml': ruled('allow', name) }).rules, snapshot.collectedAt);
  const bounds = repositoriesOf(account).flatMap((each) => everybodysBounds(rules, account.ground, each, capabilityMask(['list'])));
  expect(bounds.flatMap(({ terms }) => terms.map(({ key, values }) => [key, values]))).toEqual(
    expected.map((values) => ['aws:PrincipalAccount', values]),
  );
});

describe('names that a later run cannot read', () => {
  const readers = 'allow: [{ principals: ["account:222222222222"], capabilities: [list] }],';
  const [read, unread] = [shop('222222222222'), shop('222222222222', { accounts: 'unknown' })];

  test.each([
    ['what they forbade stays forbidden', ruled('forbid', 'tools', readers), 'ECRD-103 account:222222222222 team/app list'],
    ['what was found of another account stays', ruled('allow', 'idle'), 'ECRD-203 account:222222222222 team/app list'],
  ])('end no finding: %s', (_, text, finding) => {
    const baseline = baselineOf({ 'a.yaml': text });
    const before = follow({ snapshot: read, baseline });
    expect(standing(before)).toMatchObject({ [finding]: 'open' });
    const after = follow({ snapshot: unread, baseline, known: before.state });
    expect(standing(after)).toMatchObject({ [finding]: 'open' });
    expect(told(after).filter((each) => each.startsWith('resolved'))).toEqual([]);
  });

  test('take no acceptance away', () => {
    const baseline = baselineOf({
      'a.yaml': ruled('allow', 'idle'),
      'b.yaml': exception('tools').replace('ECRD-101', 'ECRD-203'),
    });
    const before = follow({ snapshot: read, baseline });
    expect(standing(before)).toEqual({ 'ECRD-203 account:222222222222 team/app list': 'accepted' });
    const after = follow({ snapshot: unread, baseline, known: before.state });
    expect(standing(after)).toMatchObject({ 'ECRD-203 account:222222222222 team/app list': 'accepted' });
  });
});
