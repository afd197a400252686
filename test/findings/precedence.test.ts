// One grant is one finding: the first code that fits of 103, 201, 202, 203, 206, 101 (docs/architecture.md#findings).
import { describe, expect, test } from 'vitest';
import type { AccountWords } from '../support/account-shorthand.ts';
import { briefly, findingsIn, NOBODY, rules } from '../support/audited.ts';

const ACTIONS = ['ecr:DescribeImages', 'ecr:ListImages'];
const ALICE = 'arn:aws:iam::111111111111:user/alice';
const STRANGER = '222222222222';
const MEMBER = '333333333333';

function to(principal: unknown, action: unknown = ACTIONS) {
  return { Effect: 'Allow', Principal: principal, Action: action, Resource: '*' };
}

/** The same statement by the repository's policy and by the registry's. */
function granted(statement: ReturnType<typeof to>, by: 'repository' | 'registry' | 'both'): AccountWords {
  const { Resource: _, ...own } = statement;
  return {
    users: statement === WHO.alice ? { alice: {} } : {},
    organization: { accounts: { [MEMBER]: 'o-acme/r-1/ou-dev/' } },
    repositories: { app: by === 'registry' ? {} : { policy: [own] } },
    ...(by === 'repository' ? {} : { 'registry policy': [statement] }),
  };
}

const WHO = {
  everyone: to('*'),
  stranger: to({ AWS: STRANGER }),
  member: to({ AWS: MEMBER }),
  alice: to({ AWS: ALICE }),
  service: to({ Service: 'codebuild.amazonaws.com' }),
};

function codes(words: AccountWords, baseline = NOBODY): readonly string[] {
  return briefly(findingsIn(words, baseline)).map((line) => line.split(' ').slice(0, 3).join(' '));
}

describe('unexpected access', () => {
  test.each<readonly [string, keyof typeof WHO, readonly [string, string, string]]>([
    [
      'of everyone is public before it is a grant of the registry',
      'everyone',
      ['ECRD-201 critical *', 'ECRD-201 critical *', 'ECRD-201 critical *'],
    ],
    [
      'of a stranger is external before it is a grant of the registry',
      'stranger',
      ['ECRD-202 high account:222222222222', 'ECRD-202 high account:222222222222', 'ECRD-202 high account:222222222222'],
    ],
    [
      'of an account of the organization is cross-account before it is a grant of the registry',
      'member',
      ['ECRD-203 medium account:333333333333', 'ECRD-203 medium account:333333333333', 'ECRD-203 medium account:333333333333'],
    ],
    [
      'of a user is a grant of the registry where nothing else gives it',
      'alice',
      ['ECRD-101 low user/alice', 'ECRD-206 medium user/alice', 'ECRD-101 low user/alice'],
    ],
    [
      'of a service is a grant of the registry where nothing else gives it',
      'service',
      [
        'ECRD-101 low service:codebuild.amazonaws.com',
        'ECRD-206 medium service:codebuild.amazonaws.com',
        'ECRD-101 low service:codebuild.amazonaws.com',
      ],
    ],
  ])('%s', (_, who, [repository, registry, both]) => {
    expect(codes(granted(WHO[who], 'repository'))).toEqual([repository]);
    expect(codes(granted(WHO[who], 'registry'))).toEqual([registry]);
    expect(codes(granted(WHO[who], 'both'))).toEqual([both]);
  });
});

describe('forbidden access is told as forbidden and as nothing else', () => {
  const forbidding = rules(
    '  - { id: no, repositories: ["**"], forbid: [{ principals: [public, external, organization, same-account, service], capabilities: [any] }] }',
  );

  test.each(Object.entries(WHO))('whoever it is: %s', (_, statement) => {
    for (const by of ['repository', 'registry', 'both'] as const) {
      const found = codes(granted(statement, by), forbidding);
      expect(found).toEqual([expect.stringMatching(/^ECRD-103 critical /)]);
    }
  });

  test('even where another rule allows it', () => {
    const both = rules(
      [
        '  - { id: yes, repositories: ["**"], allow: [{ principals: [external], capabilities: [any] }] }',
        '  - { id: no, repositories: ["**"], forbid: [{ principals: [external], capabilities: [list] }] }',
      ].join('\n'),
    );
    expect(codes(granted(WHO.stranger, 'repository'), both)).toEqual(['ECRD-103 critical account:222222222222']);
  });
});

describe('a rule about tags that were not read', () => {
  const words = (tags: 'unknown' | Readonly<Record<string, string>>): AccountWords => {
    const { Resource: _, ...own } = WHO.stranger;
    return { repositories: { app: { policy: [own], tags } } };
  };
  const about = (verb: 'allow' | 'forbid') =>
    rules(`  - { id: t, repositories: ["**"], tags: { tier: dev }, ${verb}: [{ principals: [external], capabilities: [list] }] }`);
  const drift = (tags: Parameters<typeof words>[0], verb: 'allow' | 'forbid') =>
    briefly(findingsIn(words(tags), about(verb))).filter((line) => !line.startsWith('ECRD-501'));

  test('excuses: what it may allow is not unexpected', () => {
    expect(drift({ tier: 'dev' }, 'allow')).toEqual([]);
    expect(drift({ tier: 'prod' }, 'allow')).toHaveLength(1);
    expect(drift('unknown', 'allow')).toEqual([]);
  });

  test('does not accuse: what it may forbid is not forbidden', () => {
    expect(drift({ tier: 'dev' }, 'forbid')).toEqual([expect.stringMatching(/^ECRD-103/)]);
    expect(drift({ tier: 'prod' }, 'forbid')).toEqual([expect.stringMatching(/^ECRD-202/)]);
    expect(drift('unknown', 'forbid')).toEqual([expect.stringMatching(/^ECRD-202/)]);
  });

  test('is one finding: the tags were not read', () => {
    expect(briefly(findingsIn(words('unknown'), about('allow')))).toEqual([expect.stringMatching(/^ECRD-501 high/)]);
  });
});

test('a pull that the registry policy alone gives is a grant of the registry, wherever the login comes from', () => {
  const pull = to({ AWS: ALICE }, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']);
  expect(codes({ ...granted(pull, 'registry'), users: { alice: { policies: [['login']] } } })).toEqual(['ECRD-206 medium user/alice']);
});

test('a grant on everything is as grave as on the gravest of its repositories', () => {
  const severities = [
    ['a', 'b'],
    ['b', 'a'],
  ].map(([production = '', other = '']) =>
    findingsIn(
      { users: { alice: { policies: [['list']] } }, repositories: { [production]: { tags: { tier: 'prod' } }, [other]: {} } },
      NOBODY,
    ).map(({ severity }) => severity),
  );
  expect(severities).toEqual([['medium'], ['medium']]);
});
