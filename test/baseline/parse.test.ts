import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../lib/baseline/parse.ts';
import { baselineOf, policy, rulesIn } from './support/baseline.ts';

const PAYMENTS = `apiVersion: ecr-drift/v1
kind: AccessPolicy
metadata: { owner: team-payments, contact: "#payments-oncall" }
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
    allow:
      - { principals: [ "group:ci" ], capabilities: [ pull, push ] }
      - principals: [ "account:222222222222" ]
        capabilities: [ "ecr:DescribeImages" ]
        ticket: SEC-1
        owner: team-scan
        reason: image scanning
`;

describe('a baseline', () => {
  test('keeps its rules, selectors, words and lines', () => {
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
          {
            verb: 'allow',
            principals: [{ kind: 'arn', glob: 'arn:aws:iam::111111111111:role/ci/**' }],
            capabilities: ['pull', 'push'],
            at: { file: 'baseline.yaml', line: 15 },
          },
          {
            verb: 'allow',
            principals: [{ kind: 'account', account: '222222222222' }],
            capabilities: ['ecr:DescribeImages'],
            at: { file: 'baseline.yaml', line: 16 },
          },
          {
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
