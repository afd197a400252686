import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import { baselineOf, policy, rulesIn } from '../../support/baseline.ts';

const PAYMENTS = `apiVersion: ecr-drift/v1
kind: AccessPolicy
metadata: { owner: team-payments, contact: "#payments-oncall", review: 180d }
groups:
  ci: [ "arn:aws:iam::111111111111:role/ci/**" ]
rules:
  - id: payments
    repositories: [ "payments/**" ]
    accounts: [ "111111111111" ]
    regions: [ eu-west-1, us-gov-west-1 ]
    tags: { team: payments, env: prod }
    forbid:
      - { principals: [ public, external ], capabilities: [ any ] }
    require:
      - { principals: [ "group:ci" ], capabilities: [ push ], owner: team-ci }
    allow:
      - { principals: [ "group:ci" ], capabilities: [ pull, push ] }
      - principals: [ "account:222222222222" ]
        capabilities: [ "ecr:DescribeImages" ]
        when: { StringEquals: { "aws:SourceAccount": "222222222222" } }
        expires: 2026-12-31
        ticket: SEC-1
        owner: team-scan
        reason: image scanning
`;

/** What an entry has that has nothing besides principals and capabilities. */
const PLAIN = { policy: undefined, when: [], expires: undefined, except: [], reason: undefined, owner: undefined, ticket: undefined };

describe('a baseline', () => {
  test('keeps its rules, selectors, words and lines', () => {
    const ci = { kind: 'arn', glob: 'arn:aws:iam::111111111111:role/ci/**' };
    expect(rulesIn(PAYMENTS)).toEqual([
      {
        id: 'payments',
        owner: 'team-payments',
        at: { file: 'baseline.yaml', line: 7 },
        repositories: {
          names: ['payments/**'],
          accounts: ['111111111111'],
          regions: ['eu-west-1', 'us-gov-west-1'],
          tags: [
            { key: 'env', value: 'prod' },
            { key: 'team', value: 'payments' },
          ],
        },
        entries: [
          { ...PLAIN, verb: 'allow', principals: [ci], capabilities: ['pull', 'push'], at: { file: 'baseline.yaml', line: 17 } },
          {
            verb: 'allow',
            principals: [{ kind: 'account', account: '222222222222' }],
            capabilities: ['ecr:DescribeImages'],
            policy: undefined,
            when: [
              {
                operator: 'StringEquals',
                base: 'StringEquals',
                quantifier: 'none',
                ifExists: false,
                key: 'aws:SourceAccount',
                values: ['222222222222'],
              },
            ],
            expires: '2026-12-31T23:59:59Z',
            except: [],
            reason: 'image scanning',
            owner: 'team-scan',
            ticket: 'SEC-1',
            at: { file: 'baseline.yaml', line: 18 },
          },
          {
            ...PLAIN,
            verb: 'require',
            principals: [ci],
            capabilities: ['push'],
            owner: 'team-ci',
            at: { file: 'baseline.yaml', line: 15 },
          },
          {
            ...PLAIN,
            verb: 'forbid',
            principals: [
              { kind: 'class', class: 'public' },
              { kind: 'class', class: 'external' },
            ],
            capabilities: ['any'],
            at: { file: 'baseline.yaml', line: 13 },
          },
        ],
      },
    ]);
  });

  test('keeps when its rules are looked at again', () => {
    const files = {
      'a.yaml': PAYMENTS,
      'b.yaml': `${policy('metadata: { review: 30 }\n')}---\n${policy('metadata: { owner: b }\n')}`,
    };
    expect(baselineOf(files).reviews).toEqual([
      { days: 180, owner: 'team-payments', at: { file: 'a.yaml', line: 3 } },
      { days: 30, owner: undefined, at: { file: 'b.yaml', line: 3 } },
    ]);
  });

  test('may be all that the contract shows', () => {
    const text = policy(`metadata: { owner: team-payments, contact: "#payments-oncall", review: 180d }
groups:
  ci: [ "arn:aws:iam::111111111111:role/ci/**" ]
rules:
  - id: payments
    repositories: [ "payments/**" ]
    allow:
      - { principals: [ "group:ci" ], capabilities: [ pull, push ] }
      - { principals: [ "account:222222222222" ], capabilities: [ "ecr:DescribeImages" ], expires: 2026-12-31, ticket: SEC-1, reason: image scanning }
      - { policy: policies/runtime-pull.json }
    require:
      - { principals: [ "group:ci" ], capabilities: [ push ] }
    forbid:
      - { principals: [ public, external ], capabilities: [ any ] }
`);
    const pull = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' } };
    const { rules } = baselineOf({ 'b/payments.yaml': text, 'b/policies/runtime-pull.json': JSON.stringify(pull) });
    expect(rules[0]?.entries.map(({ verb, at }) => [verb, at.line])).toEqual([
      ['allow', 10],
      ['allow', 11],
      ['allow', 12],
      ['require', 14],
      ['forbid', 16],
    ]);
  });

  test('may be JSON', () => {
    const document = {
      apiVersion: 'ecr-drift/v1',
      kind: 'AccessPolicy',
      rules: [{ id: 'a', repositories: ['**'], allow: [{ principals: ['public'], capabilities: ['pull'] }] }],
    };
    const { rules } = baselineOf({ 'a.json': `\uFEFF${JSON.stringify(document, null, '\t')}` });
    expect(rules.map(({ id, at, entries }) => [id, at.line, entries[0]?.at.line])).toEqual([['a', 5, 11]]);
  });

  test('may have several documents in a file, each with its owner', () => {
    const rule = (id: string) => `rules: [{ id: ${id}, repositories: [a], allow: [{ principals: [public], capabilities: [pull] }] }]\n`;
    const rules = rulesIn(`---\n# first\n${policy(`metadata: { owner: one }\n${rule('a')}`)}---\n${policy(rule('b'))}---\n`);
    expect(rules.map(({ id, owner, at }) => [id, owner, at.line])).toEqual([
      ['a', 'one', 6],
      ['b', undefined, 10],
    ]);
  });

  test.each([
    ['an empty list of rules', policy('rules: []\n')],
    ['no rules at all', policy('')],
    ['groups only', policy('groups: { ci: [public] }\n')],
  ])('with %s observes', (_, text) => {
    expect(rulesIn(text)).toEqual([]);
  });

  test('without files observes', () => {
    expect(baselineOf({}).rules).toEqual([]);
  });

  test('repeats what an anchor names', () => {
    const rules = rulesIn(
      policy(`rules:
  - { id: a, repositories: &names [ "a/**" ], allow: &pull [ { principals: [ public ], capabilities: [ pull ] } ] }
  - { id: b, repositories: *names, forbid: *pull }
`),
    );
    expect(
      rules.map(({ repositories, entries }) => [repositories.names, entries.map(({ verb, capabilities }) => [verb, capabilities])]),
    ).toEqual([
      [['a/**'], [['allow', ['pull']]]],
      [['a/**'], [['forbid', ['pull']]]],
    ]);
  });

  test('means by an alias the anchor that came last before it', () => {
    const rules = rulesIn(
      policy(`rules:
  - { id: a, repositories: &names [ a ], allow: &pull [ { principals: [ public ], capabilities: [ pull ] } ] }
  - { id: b, repositories: *names, allow: *pull }
  - { id: c, repositories: &names [ c ], allow: *pull }
  - { id: d, repositories: *names, allow: *pull }
`),
    );
    expect(rules.map(({ repositories }) => repositories.names)).toEqual([['a'], ['a'], ['c'], ['c']]);
  });

  test.each([
    ['`yes` and dates are strings', 'metadata: { owner: yes, contact: 2026-12-31 }\nrules: []\n'],
    [
      'a version 1.1 directive changes nothing',
      '%YAML 1.1\n---\napiVersion: ecr-drift/v1\nkind: AccessPolicy\nmetadata: { owner: no, contact: 1:30 }\n',
    ],
    ['an explicit string is a string', 'metadata: { owner: !!str 7 }\nrules: []\n'],
    ['windows line ends are line ends', 'metadata: { owner: a }\r\nrules: []\r\n'],
  ])('is YAML 1.2: %s', (_, body) => {
    expect(rulesIn(body.startsWith('%') ? body : policy(body))).toEqual([]);
  });

  test('is named as it was given', () => {
    expect(baselineOf({}).path).toBe('baseline');
  });
});

describe('groups', () => {
  const principalsOf = (files: Readonly<Record<string, string>>) =>
    baselineOf(files).rules.map(({ entries }) => entries.map(({ principals }) => principals));
  const using = (word: string) =>
    policy(`rules: [{ id: r, repositories: [a], allow: [{ principals: ["${word}"], capabilities: [pull] }] }]\n`);
  const account = (id: string) => ({ kind: 'account', account: id });

  test('may hold groups, and each principal counts once', () => {
    const groups = `groups:
  all: [ "group:b", "group:a", "account:333333333333" ]
  a: [ "account:111111111111" ]
  b: [ "account:222222222222", "group:a" ]
`;
    expect(principalsOf({ 'a.yaml': using('group:all'), 'b.yaml': policy(groups) })).toEqual([
      [[account('333333333333'), account('222222222222'), account('111111111111')]],
    ]);
  });

  test('are known in every file and document', () => {
    const files = {
      'a.yaml': using('group:ci'),
      'b.json': JSON.stringify({ apiVersion: 'ecr-drift/v1', kind: 'AccessPolicy', groups: { ci: ['account:111111111111'] } }),
    };
    expect(principalsOf(files)).toEqual([[[account('111111111111')]]]);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])('may be called `%s`', (name) => {
    expect(principalsOf({ 'a.yaml': `${using(`group:${name}`)}groups: { ${name}: [ "account:111111111111" ] }\n` })).toEqual([
      [[account('111111111111')]],
    ]);
  });

  test('may be nested thousands of levels deep', () => {
    const chain = Array.from({ length: 2_000 }, (_, at) => `  g${at}: [ "group:g${at + 1}" ]\n`).join('');
    expect(principalsOf({ 'a.yaml': `${using('group:g0')}groups:\n${chain}  g2000: [ public ]\n` })).toEqual([
      [[{ kind: 'class', class: 'public' }]],
    ]);
  });

  test('share their selectors, so that each is compiled once', () => {
    const [first, second] = principalsOf({
      'a.yaml': `${using('group:ci')}`,
      'b.yaml': `${using('group:ci').replace('id: r', 'id: s')}groups: { ci: [ "arn:aws:iam::*:role/a" ] }\n`,
    });
    expect(first?.[0]?.[0]).toBe(second?.[0]?.[0]);
  });
});

describe('the digest', () => {
  const digestOf = (...files: readonly (readonly [string, string])[]): string => {
    const parsed = parseBaseline(
      'x',
      files.map(([path, text]) => ({ path, text })),
    );
    return parsed.kind === 'baseline' ? parsed.baseline.sha256 : 'invalid';
  };
  const [one, two] = [policy(''), policy('rules: []\n')];

  test('is a sha256 in hex', () => {
    expect(digestOf(['a.yaml', one])).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not depend on the order of the files', () => {
    expect(digestOf(['a.yaml', one], ['b.yaml', two])).toBe(digestOf(['b.yaml', two], ['a.yaml', one]));
  });

  test('changes with a text, a name and the place where a file ends', () => {
    const all = [
      digestOf(),
      digestOf(['a.yaml', one]),
      digestOf(['a.yaml', two]),
      digestOf(['b.yaml', one]),
      digestOf(['a.yaml', one], ['b.yaml', one]),
      digestOf(['a.yaml', `${one}# comment\n`]),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

test('rules come in the order of the files and then of the lines', () => {
  const rule = (id: string) => `{ id: ${id}, repositories: [a], allow: [{ principals: [public], capabilities: [pull] }] }`;
  const { rules } = baselineOf({
    'b.yaml': policy(`rules: [ ${rule('z')}, ${rule('a')} ]\n`),
    'B.yaml': policy(`rules: [ ${rule('m')} ]\n`),
  });
  expect(rules.map(({ id }) => id)).toEqual(['m', 'z', 'a']);
});
