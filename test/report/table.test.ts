// Results for people at a terminal.
import { describe, expect, test } from 'vitest';
import { prepareAccount, subjectNamed } from '../../lib/access/account/account.ts';
import { coverageOf } from '../../lib/access/account/coverage.ts';
import { repositoriesOf } from '../../lib/access/classes/repository-classes.ts';
import { explain } from '../../lib/access/matrix/explain.ts';
import { grantsOf } from '../../lib/access/matrix/grants.ts';
import { accessMatrix } from '../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../lib/audit.ts';
import { actionBit } from '../../lib/ecr/actions.ts';
import { type AccessTableOptions, accessTable } from '../../lib/report/access-table.ts';
import { auditTable } from '../../lib/report/audit-table.ts';
import { explanationText } from '../../lib/report/explanation.ts';
import { table } from '../../lib/report/terminal.ts';
import { accessView } from '../../lib/report/view.ts';
import { type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { acmeBaseline, acmeFile, EVERYBODY, NOBODY, rules, snapshotFrom, viewOf } from '../support/audited.ts';

function access(words: AccountWords, by: AccessTableOptions['by']): string {
  const matrix = accessMatrix(snapshotOf(words));
  return accessTable(accessView(matrix.account, coverageOf(matrix.account), grantsOf(matrix)), { by });
}

/** Without the mends, which stand deeper than everything else. */
function audited(words: AccountWords, baseline = NOBODY): string {
  return auditTable(viewOf(judgeSnapshot(snapshotOf(words), baseline))).replaceAll(/^ {4}.*\n/gm, '');
}

function explained(words: AccountWords, principal: string, action: string): string {
  const account = prepareAccount(snapshotOf(words));
  const [repository] = repositoriesOf(account);
  if (!repository) throw new Error('no repository');
  return explanationText([explain(account, { subject: subjectNamed(account, principal), repository, action: actionBit(action) ?? -1 })]);
}

/** A table without its padding. */
function cells(text: string): string {
  return text.replaceAll(/(?<=\S) {2,}/g, ' | ');
}

const LIST = ['ecr:DescribeImages', 'ecr:ListImages'];
const ALICE = 'arn:aws:iam::111111111111:user/alice';
const SHOP: AccountWords = {
  users: { alice: { policies: [['login', 'pull', 'list']] } },
  repositories: {
    'shop/web': { policy: [{ Sid: 'Partner', Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: LIST }] },
    'shop/cart': {},
  },
};

describe('who can', () => {
  test('is told by repository, capabilities with one proof together', () => {
    expect(cells(access(SHOP, 'repository'))).toBe(
      [
        'shop/cart in us-east-1',
        '  PRINCIPAL | CLASS | CAN | THROUGH',
        `  ${ALICE} | same-account | list | inline policy p0 of user alice statement 2`,
        `  ${ALICE} | same-account | pull | inline policy p0 of user alice statement 1`,
        '',
        'shop/web in us-east-1',
        '  PRINCIPAL | CLASS | CAN | THROUGH',
        '  account:222222222222 | external | list if account 222222222222 lets it | repository policy Partner',
        `  ${ALICE} | same-account | list | inline policy p0 of user alice statement 2`,
        `  ${ALICE} | same-account | pull | inline policy p0 of user alice statement 1`,
        '',
        '5 grants: 2 principals on 2 repositories',
        '',
      ].join('\n'),
    );
  });

  test('is told by principal as well', () => {
    const text = access(SHOP, 'principal');
    expect(text).toContain(`${ALICE}\n  REPOSITORY              CAN   THROUGH\n  shop/cart in us-east-1  list  inline policy`);
    expect(text).toContain('account:222222222222\n  REPOSITORY');
  });

  test('is told to be nobody where it is nobody', () => {
    expect(access({ repositories: { a: {} } }, 'repository')).toBe('nobody has access\n\n0 grants: 0 principals on 0 repositories\n');
  });

  test('says what was not read, and what was not needed to be complete', () => {
    const text = access(
      { organization: 'unknown', users: { alice: { policies: [['list']] } }, repositories: { a: { policy: 'unknown' } } },
      'repository',
    );
    expect(text).toContain('list (unknown: a policy was not read)');
    expect(text).toContain('organization not read: the access shown is an upper bound\n');
    expect(text).toContain(
      'INCOMPLETE: 1 part not read, nothing is concluded from them\n  repository policy of a in us-east-1, ecr:GetRepositoryPolicy, AccessDeniedException\n',
    );
  });
});

describe('an audit', () => {
  test('tells each cause with its proof, its rule and what to do, then the sum', () => {
    const forbidding = rules('  - { id: no-partners, repositories: ["**"], forbid: [{ principals: [external], capabilities: [list] }] }');
    const text = audited({ ...SHOP, users: {} }, forbidding);
    expect(text.replaceAll(/(ecr[cd])-\w+/g, '$1-x')).toBe(
      [
        'CRITICAL  ECRD-103 ForbiddenAccess, ECRD-204 AccountRootDelegation  ecrc-x',
        '  statement `Partner` of the repository policy of shop/web in us-east-1 gives account:222222222222 list on shop/web in us-east-1 under conditions: rule `no-partners` forbids it',
        '  risk: whoever gets this access, where its conditions hold, can see which images and tags there are: what you run, and how old it is',
        '  2 findings: 1 critical, 1 medium; 1 principal, 1 repository',
        '  through repository policy, statement 0 (Partner)',
        '  depends on account 222222222222 allows it',
        '  rule no-partners (baseline.yaml:4)',
        '  fix: remove the grant from the policy that gives it: a rule of the baseline forbids it',
        '  findings: ecrd-x, ecrd-x',
        '',
        '1 cause, 2 findings: 1 critical, 1 medium',
        'scan complete',
        '',
      ].join('\n'),
    );
  });

  test('names five repositories of a grant on everything, and counts the others', () => {
    const repositories = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`r${at}`, {}]));
    const text = audited({ users: { alice: { policies: [['list']] } }, repositories });
    expect(text).toContain('on r0 in us-east-1, r1 in us-east-1, r2 in us-east-1, r3 in us-east-1, r4 in us-east-1, and 2 more');
  });

  test('without findings says so', () => {
    expect(audited({ users: { alice: { policies: [['list']] } }, repositories: { a: {} } }, EVERYBODY)).toBe(
      'no findings\nscan complete\n',
    );
  });

  test('mentions every finding that its JSON has', () => {
    const baseline = acmeBaseline();
    const view = viewOf(judgeSnapshot(snapshotFrom(acmeFile()), baseline));
    const lines = auditTable(view).match(/^(?:[A-Z]+ {2}ECRD-| {2}findings: ).*$/gm) ?? [];
    const ids = lines.flatMap((line) => line.match(/ecrd-[a-z2-7]+/g) ?? []);
    expect(ids.toSorted()).toEqual(view.findings.map(({ id }) => id).toSorted());
  });

  test('of a finding that is the only one of its cause has no other words than its own', () => {
    const organization = { path: 'o-a/r-a/ou-a/', accounts: { '222222222222': 'o-a/r-a/ou-a/' } };
    const text = auditTable(viewOf(judgeSnapshot(snapshotOf({ ...SHOP, organization, users: {} }), undefined)));
    expect(text.replaceAll(/^ {4}.*\n/gm, '').replaceAll(/(ecr[cd])-\w+/g, '$1-x')).toContain(
      [
        'MEDIUM  ECRD-204 AccountRootDelegation  ecrd-x',
        '  the repository policy of shop/web in us-east-1 names the whole account 222222222222 instead of roles or users of it',
        '  risk: the other account decides alone which of its users and roles come in: one of them taken over is enough',
        '  through repository policy, statement 0 (Partner)',
        '  fix: name the roles that need it instead of the whole account',
        '',
        '1 cause, 1 finding: 1 medium',
      ].join('\n'),
    );
  });

  test('names ten findings of a cause, and counts the others', () => {
    const policy = [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: LIST }];
    const repositories = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`r${at}`, { policy }]));
    const [line = ''] = audited({ repositories }).match(/^ {2}findings: .*$/m) ?? [];
    expect(line.match(/ecrd-/g)).toHaveLength(10);
    expect(line).toMatch(/ and 20 more \(--format json has them all\); each is accepted by its own id$/);
  });

  test('without a baseline says what is told, and what a baseline could capture', () => {
    const result = judgeSnapshot(snapshotOf(SHOP), undefined);
    expect(auditTable(viewOf(result))).toContain(
      '\nno baseline: only what outsiders have is told, and what policies show by themselves; a baseline could capture ',
    );
  });
});

describe('an explanation', () => {
  test('has the layers in the order in which AWS evaluates them, with the statements that speak', () => {
    const words: AccountWords = {
      users: { alice: { policies: [['list']], boundary: ['everything'] } },
      organization: {
        scps: [[['everything']], [['everything', { Sid: 'NoList', Effect: 'Deny', Action: 'ecr:ListImages', Resource: '*' }]]],
      },
      repositories: { a: {} },
    };
    expect(explained(words, ALICE, 'ecr:ListImages')).toBe(
      [
        'ecr:ListImages on arn:aws:ecr:us-east-1:111111111111:repository/a: explicitly denied by service control policies',
        '  LAYER                             SAYS    STATEMENTS',
        '  resource control policies         allows',
        '  service control policies level 0  allows  Allow SCP 0.0 statement 0',
        '  service control policies level 1  denies  Allow SCP 1.0 statement 0; Deny SCP 1.0 statement 1 (NoList)',
        '  repository and registry policy    none',
        '  identity policies                 allows  Allow inline policy p0 of user alice statement 0',
        '  permissions boundary              allows  Allow arn:aws:iam::111111111111:policy/boundary-of-alice statement 0',
        '  session policy                    none',
        '',
      ].join('\n'),
    );
  });

  test('says what a decision depends on, and what was not read', () => {
    const open: AccountWords = {
      users: {
        alice: {
          policies: [[{ Effect: 'Allow', Action: LIST, Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }]],
        },
      },
      repositories: { a: {} },
    };
    const conditional = explained(open, ALICE, 'ecr:ListImages');
    expect(conditional).toContain(
      'allowed under conditions\n  depends on IpAddress aws:SourceIp 203.0.113.0/24 (Allow, inline policy p0 of user alice statement 0)',
    );
    expect(conditional).toMatch(/identity policies +may allow +Allow\? inline policy p0/);
    const unread = explained({ ...open, repositories: { a: { policy: 'unknown' } } }, ALICE, 'ecr:ListImages');
    expect(unread).toContain('unknown\n');
    expect(unread).toContain('not read: repository policy of a in us-east-1 (AccessDeniedException)');
    expect(unread).toMatch(/repository and registry policy +not read/);
  });

  test('leaves the identity policies of a stranger to his account', () => {
    expect(explained(SHOP, 'account:222222222222', 'ecr:ListImages')).toMatch(/identity policies +the other account's/);
  });
});

describe('names and texts of strangers', () => {
  const HOSTILE = 'a\u001b[31m\u0007\r\nb\u202Ec\u200Bd\u2028e\u009bf';
  const INERT = 'a\\u{1b}[31m\\u{7}\\u{d}\\u{a}b\\u{202e}c\\u{200b}d\\u{2028}e\\u{9b}f';
  const words: AccountWords = {
    users: {
      alice: {
        policies: [
          [
            {
              Sid: HOSTILE,
              Effect: 'Allow',
              Action: LIST,
              Resource: '*',
              Condition: { StringEquals: { [`aws:RequestTag/${HOSTILE}`]: 'x', 'aws:Referer': HOSTILE } },
            },
          ],
        ],
      },
    },
    roles: {
      dev: {
        policies: [
          [{ Sid: HOSTILE, Effect: 'Allow', Action: LIST, Resource: '*', Condition: { StringEquals: { 'aws:Referer': [HOSTILE] } } }],
        ],
      },
    },
    repositories: {
      a: { policy: [{ Sid: HOSTILE, Effect: 'Allow', Principal: { Service: `${HOSTILE}.amazonaws.com` }, Action: LIST }] },
      b: { policy: [{ Effect: HOSTILE, Principal: '*' }] },
    },
  };

  function isInert(text: string): void {
    expect(text).toContain(INERT);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }

  test('are inert in a table of access', () => {
    isInert(access(words, 'repository'));
    isInert(access(words, 'principal'));
  });

  test('are inert in an audit', () => {
    isInert(audited(words));
  });

  test('are inert in an explanation', () => {
    isInert(explained(words, 'arn:aws:iam::111111111111:role/dev', 'ecr:ListImages'));
  });

  test('make no line of their own in any table', () => {
    expect(table(['A', 'B'], [[HOSTILE, HOSTILE]]).split('\n')).toHaveLength(2);
  });
});

test('columns are as wide as their widest cell, and lines end without blanks', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['long', ''],
        ['x', 'y'],
      ],
    ),
  ).toBe('A     B\nlong\nx     y');
});
