// Findings by what made them: one case for each thing that can be behind a finding.
import { describe, expect, test } from 'vitest';
import { type Judged, judgeSnapshot } from '../../lib/audit.ts';
import { causesOf } from '../../lib/findings/causes/causes.ts';
import type { Baseline, LockedGrant } from '../../lib/model/baseline.ts';
import type { Cause } from '../../lib/model/cause.ts';
import type { CauseId, FindingId } from '../../lib/model/ids.ts';
import type { KnownFinding } from '../../lib/model/state.ts';
import { type AccountWords, snapshotOf } from '../support/account-shorthand.ts';
import { acmeBaseline, acmeFile, EVERYBODY, NOBODY, rules, snapshotFrom } from '../support/audited.ts';
import { at, observed } from '../support/following.ts';

const A = '111111111111';
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const LIST = ['ecr:DescribeImages', 'ecr:ListImages'];
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
];

/** The rules of these tests mean people whom no account has: that is told everywhere, and is no matter here. */
function causesIn({ matrix, findings }: Judged): readonly Cause[] {
  return causesOf(
    matrix.account,
    findings.filter(({ message }) => !/^an entry of rule `(?:nobody|all)`/.test(message)),
  );
}

function judge(words: AccountWords, baseline: Baseline | undefined = NOBODY): Judged {
  return judgeSnapshot(snapshotOf(words), baseline);
}

/** `kind findings: message` of each. */
function told(words: AccountWords, baseline: Baseline | undefined = NOBODY): readonly string[] {
  return causesIn(judge(words, baseline)).map(({ kind, findings, message }) => `${kind} ${findings.length}: ${message}`);
}

const allow = (principal: unknown, action: readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  ...more,
});
const share = (...accounts: readonly string[]) => allow({ AWS: accounts }, PULL, { Sid: 'Share' });
const own = (action: readonly string[], resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: `arn:aws:ecr:*:${A}:repository/${resource}`,
  ...more,
});
const onlyAccess = (text: string): boolean => !text.includes('names the whole account');

describe('a statement', () => {
  test('is one cause of all that it gives to everybody, and of what is wrong with it', () => {
    const public_ = allow('*', [...PULL, ...LIST, 'ecr:SetRepositoryPolicy'], { Sid: 'Public' });
    expect(told({ users: { alice: { policies: [['login']] } }, repositories: { app: { policy: [public_] } } })).toEqual([
      'statement 4: statement `Public` of the repository policy of app in us-east-1 gives anyone with an AWS account list, pull and admin on app in us-east-1: no rule allows it',
    ]);
  });

  test('of one text in several repository policies is one cause, and of two texts two', () => {
    const repositories = {
      a: { policy: [share('222222222222')] },
      b: { policy: [share('222222222222')] },
      c: { policy: [share('333333333333')] },
    };
    expect(told({ repositories }).toSorted()).toEqual([
      'statement 2: statement `Share` of the repository policy of c in us-east-1 gives account:333333333333 pull on c in us-east-1 under conditions: no rule allows it',
      'statement 4: statement `Share` of the policies of 2 repositories gives account:222222222222 pull on a in us-east-1 and b in us-east-1 under conditions: no rule allows it',
    ]);
  });

  test('of an inline policy is one cause wherever it reaches, and whoever has the same', () => {
    const policies = [['login', own(PULL, '*')]];
    expect(told({ roles: { dev: { policies }, ops: { policies } }, repositories: { a: {}, b: {} } })).toEqual([
      'statement 2: statement 1 of 2 inline policies gives arn:aws:iam::111111111111:role/dev and arn:aws:iam::111111111111:role/ops pull on every repository: no rule allows it',
    ]);
  });

  test('that lets look is not behind access that takes more', () => {
    const policies = [['login', own(['ecr:BatchCheckLayerAvailability', ...PULL], '*'), own(PUSH.slice(1), 'a')]];
    const pulling = rules('  - { id: pull, repositories: ["**"], allow: [{ principals: [same-account], capabilities: [pull] }] }');
    expect(told({ roles: { dev: { policies } }, repositories: { a: {} } }, pulling)).toEqual([
      'statement 2: statement 2 of the inline policy p0 of role dev gives arn:aws:iam::111111111111:role/dev push and retag on a in us-east-1: the rules allow it less than that',
    ]);
  });

  test('that gives the same to everybody is not behind the grant of whom another one names', () => {
    const named = allow({ AWS: `arn:aws:iam::222222222222:role/x` }, PULL, { Sid: 'Named' });
    const causes = causesIn(judge({ repositories: { app: { policy: [named, allow('*', PULL, { Sid: 'Public' })] } } }));
    expect(causes.map(({ title, findings }) => [title, findings.map(({ principal }) => principal)])).toEqual([
      ['statement `Public` of the repository policy of app in us-east-1', ['*']],
      ['statement `Named` of the repository policy of app in us-east-1', ['arn:aws:iam::222222222222:role/x']],
    ]);
  });

  test('that denies what is required is what keeps it away', () => {
    const requiring = rules(
      '  - { id: need, repositories: ["**"], require: [{ principals: ["arn:aws:iam::111111111111:role/dev"], capabilities: [pull, list] }] }',
    );
    const policies = [['login', 'pull', 'list']];
    const deny = { Sid: 'Shut', Effect: 'Deny', Principal: '*', Action: 'ecr:*' };
    expect(
      told({ roles: { dev: { policies } }, repositories: { app: { policy: [deny] } } }, requiring).filter((text) =>
        text.includes('denies'),
      ),
    ).toEqual([
      'statement 3: statement `Shut` of the repository policy of app in us-east-1 denies arn:aws:iam::111111111111:role/dev list and pull on app in us-east-1: rule `need` requires it',
    ]);
  });
});

describe('the account’s own principals', () => {
  const crowd: AccountWords['users'] = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { policies: [['login']] }]));
  const ONE = rules(
    '  - { id: all, repositories: ["**"], allow: [{ principals: ["arn:aws:iam::111111111111:role/app"], capabilities: [pull] }], forbid: [{ principals: [public, external], capabilities: [any] }] }',
  );
  const condition = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
  const access = ({ findings }: Judged) => findings.filter(({ drift }) => drift.kind !== 'hygiene').map(({ principal }) => principal);

  test.each<readonly [string, AccountWords]>([
    ['a statement', { repositories: { x: { policy: [allow('*', PULL)] } } }],
    ['a statement with a condition', { repositories: { x: { policy: [allow('*', PULL, condition)] } } }],
    [
      'a registry policy',
      {
        'registry policy': [allow('*', PULL, { Resource: `arn:aws:ecr:us-east-1:${A}:repository/*` })],
        'registry scope': 'V2',
        repositories: { x: {} },
      },
    ],
    [
      'a registry policy with a condition',
      {
        'registry policy': [allow('*', PULL, { Resource: `arn:aws:ecr:us-east-1:${A}:repository/*`, ...condition })],
        'registry scope': 'V2',
        repositories: { x: {} },
      },
    ],
  ])('who get in through %s for everybody are no findings of their own', (_, words) => {
    expect([...new Set(access(judge({ users: crowd, ...words }, ONE)))]).toEqual(['*']);
  });
});

describe('what no statement says', () => {
  const requiring = (principals: string, capabilities: string) =>
    rules(
      `  - { id: need, repositories: ["**"], allow: [{ principals: [same-account], capabilities: [any] }], require: [{ principals: [${principals}], capabilities: [${capabilities}] }] }`,
    );
  const role = (name: string) => `"arn:aws:iam::111111111111:role/${name}"`;
  const roles = { dev: { policies: [['login']] }, ops: { policies: [['login']] } };

  test('is lacking at a repository where many lack it there', () => {
    const causes = told({ roles, repositories: { app: {} } }, requiring([role('dev'), role('ops')].join(','), 'pull, push'));
    expect(causes).toEqual([
      'absence 4: pull and push on app in us-east-1 is missing for arn:aws:iam::111111111111:role/dev and arn:aws:iam::111111111111:role/ops: rule `need` requires it; blocked by identity',
    ]);
  });

  test('is lacking with a principal where it is in many repositories', () => {
    const causes = told({ roles, repositories: { a: {}, b: {}, c: {}, d: {}, e: {} } }, requiring(role('dev'), 'list'));
    expect(causes).toEqual([
      'absence 5: list on a in us-east-1, b in us-east-1, c in us-east-1 and 2 more is missing for arn:aws:iam::111111111111:role/dev: rule `need` requires it; blocked by identity',
    ]);
    expect(causesIn(judge({ roles, repositories: { a: {}, b: {} } }, requiring(role('dev'), 'list')))[0]).toMatchObject({
      principals: 1,
      repositories: 2,
    });
  });

  test('is one event where a principal is gone of whom the baseline speaks', () => {
    expect(told({ roles: { dev: {} }, repositories: { a: {}, b: {} } }, requiring(role('gone'), 'pull, list'))).toEqual([
      'removal 5: principal arn:aws:iam::111111111111:role/gone is gone, and the baseline still speaks of it',
    ]);
  });

  test('is one event where a repository is gone of which several rules speak', () => {
    const two = rules(
      ['one', 'two']
        .map((id) => `  - { id: ${id}, repositories: [gone], allow: [{ principals: [same-account], capabilities: [any] }] }`)
        .join('\n'),
    );
    const locked: LockedGrant = {
      ...{ region: 'us-east-1', repository: 'gone', principal: `arn:aws:iam::${A}:role/dev`, principalClass: 'same-account' },
      ...{ capability: 'pull', decision: 'allowed', conditions: [], at: { file: 'access.lock.jsonl', line: 2 } },
    };
    const causes = told({ roles: { dev: {} }, repositories: {} }, { ...two, lock: [locked], hasLock: true });
    expect(causes.filter((text) => text.startsWith('removal'))).toEqual([
      'removal 3: repository gone is gone, and the baseline still speaks of it',
    ]);
  });

  test('is one for all repositories that no rule is about', () => {
    const elsewhere = rules('  - { id: there, repositories: [there], allow: [{ principals: [same-account], capabilities: [any] }] }');
    const policies = [['login', 'pull', 'list']];
    expect(told({ roles: { dev: { policies } }, repositories: { there: {}, a: {}, b: {} } }, elsewhere)).toEqual([
      'rule 2: no rule is about a in us-east-1 and b in us-east-1',
    ]);
  });

  test('is one for a user or role without the token, whatever it cannot do', () => {
    const policies = [[own([...PULL, ...PUSH], 'a')]];
    expect(told({ users: { u: { policies } }, repositories: { a: {} } }, EVERYBODY)).toEqual([
      expect.stringMatching(/^absence 2: .* cannot log in/),
    ]);
  });

  test('is one for a call that fails for one reason', () => {
    const unread = { 'registry policy': 'unknown', repositories: { a: {} } } as const;
    expect(told({ ...unread, regions: { 'eu-west-1': unread } })).toEqual([
      'unread 2: ecr:GetRegistryPolicy failed: AccessDeniedException: registry policy of eu-west-1 and registry policy of us-east-1 were not read',
    ]);
  });
});

describe('a cause', () => {
  test('is known by what it is: neither its Sid, nor its place, nor its findings are in its id', () => {
    const idOf = (words: AccountWords): CauseId | undefined => causesIn(judge(words)).find(({ message }) => onlyAccess(message))?.id;
    const one = idOf({ repositories: { a: { policy: [share('222222222222')] } } });
    const moved = allow({ AWS: ['222222222222'] }, PULL.toReversed(), { Sid: 'Renamed' });
    const other = { Effect: 'Deny', Principal: '*', Action: 'ecr:DeleteRepository' };
    expect(one).toMatch(/^ecrc-[a-z2-7]{20}$/);
    expect(idOf({ repositories: { a: { policy: [other, moved] } } })).toBe(one);
    expect(idOf({ repositories: { b: { policy: [moved] }, c: { policy: [moved] } } })).toBe(one);
    expect(idOf({ repositories: { a: { policy: [share('333333333333')] } } })).not.toBe(one);
  });

  test('is as grave as the gravest of its findings that are open, or of all where none is', () => {
    const { matrix, findings } = judge({ repositories: { a: { policy: [share('222222222222')] } } });
    const severityOf = (accepted: readonly string[]) =>
      causesOf(
        matrix.account,
        findings.map((each) => ({ ...each, state: accepted.includes(each.code) ? 'accepted' : 'open' })),
      )[0]?.severity;
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual(['ECRD-202 high', 'ECRD-204 medium', 'ECRD-405 low']);
    expect([severityOf([]), severityOf(['ECRD-202']), severityOf(['ECRD-202', 'ECRD-204'])]).toEqual(['high', 'medium', 'high']);
  });

  test('holds what is remembered of it; what an earlier version remembered is together by its words', () => {
    const { matrix, findings } = judge({ repositories: { a: { policy: [share('222222222222')] } } });
    const [present] = causesOf(matrix.account, findings);
    const known = (letter: string, fields: Partial<KnownFinding>): KnownFinding =>
      ({
        ...observed({ id: `ecrd-${letter.repeat(20)}` as FindingId }),
        firstSeen: at('2026-11-01'),
        lastSeen: at('2026-11-01'),
        ...fields,
        state: 'resolved',
        resolvedAt: at('2026-11-02'),
        because: 'access-removed',
      }) as KnownFinding;
    const remembered = [
      known('a', { causeId: present?.id ?? null }),
      known('b', { cause: 'then' }),
      known('c', { cause: 'then' }),
      known('d', { cause: 'else' }),
    ];
    const causes = causesOf(matrix.account, findings, remembered).filter(({ kind }) => kind !== 'rule');
    expect(causes.map((cause) => [cause.findings.length, cause.remembered.map(({ id }) => id.at(-1)).join('')]).sort()).toEqual([
      [0, 'bc'],
      [0, 'd'],
      [2, 'a'],
    ]);
    expect(causes.find(({ remembered: [first] }) => first?.id.endsWith('a'))?.id).toBe(present?.id);
  });

  test('of the example account is one of nine', () => {
    const causes = causesIn(judgeSnapshot(snapshotFrom(acmeFile()), acmeBaseline()));
    expect(causes.map(({ severity, kind, findings }) => `${severity} ${kind} ${findings.map(({ code }) => code).join(' ')}`)).toEqual([
      'critical statement ECRD-103 ECRD-307',
      'high statement ECRD-202 ECRD-204',
      'high statement ECRD-203 ECRD-204',
      'high statement ECRD-104 ECRD-104',
      'high statement ECRD-104',
      'high statement ECRD-101 ECRD-101 ECRD-101 ECRD-101 ECRD-101 ECRD-101 ECRD-101 ECRD-101',
      'medium absence ECRD-106 ECRD-106',
      'low statement ECRD-101',
      'low statement ECRD-304',
    ]);
  });
});
