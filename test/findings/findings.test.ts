// Which drift becomes which finding, and how many.

import { describe, expect, test } from 'vitest';
import { eachPlace } from '../../lib/access/classes/places.ts';
import { gapPartName } from '../../lib/model/gap-part.ts';
import type { AccountWords } from '../support/account-shorthand.ts';
import { briefly, ELSEWHERE, findingsIn, NOBODY, rules } from '../support/audited.ts';

const LIST = ['ecr:DescribeImages', 'ecr:ListImages'];
const allow = (principal: unknown, action: readonly string[] = LIST, more: object = {}) => ({
  Effect: 'Allow',
  Principal: principal,
  Action: action,
  ...more,
});
const repository = (...policy: readonly object[]): AccountWords => ({ repositories: { 'team/app': { policy } } });

describe('the code of unexpected access', () => {
  test.each<readonly [string, AccountWords, string]>([
    ['everybody is public access', repository(allow('*')), 'ECRD-201 critical * list team/app'],
    ['a stranger is external access', repository(allow({ AWS: '222222222222' })), 'ECRD-202 high account:222222222222 list team/app'],
    [
      'an account of the organization is cross-account access',
      { ...repository(allow({ AWS: '222222222222' })), organization: { accounts: { '222222222222': 'o-acme/r-1/ou-dev/' } } },
      'ECRD-203 medium account:222222222222 list team/app',
    ],
    [
      'a service is unexpected access',
      repository(allow({ Service: 'codebuild.amazonaws.com' })),
      'ECRD-101 low service:codebuild.amazonaws.com list team/app',
    ],
    [
      'what the registry policy alone gives is a grant of the registry, a step graver',
      {
        repositories: { 'team/app': {} },
        users: { alice: {} },
        'registry policy': [allow({ AWS: 'arn:aws:iam::111111111111:user/alice' }, LIST, { Resource: '*' })],
      },
      'ECRD-206 medium user/alice list team/app',
    ],
    [
      'what a repository policy gives to a user is unexpected access',
      { ...repository(allow({ AWS: 'arn:aws:iam::111111111111:user/alice' })), users: { alice: {} } },
      'ECRD-101 low user/alice list team/app',
    ],
  ])('%s', (_, words, expected) => {
    expect(briefly(findingsIn(words, NOBODY))).toEqual([expected]);
  });

  test('one grant is one finding: what is forbidden is not unexpected as well, whoever it is', () => {
    const forbidding = rules(
      '  - { id: no, repositories: ["**"], forbid: [{ principals: [public, external, same-account], capabilities: [list] }] }',
    );
    const words = { ...repository(allow('*'), allow({ AWS: '222222222222' })), users: { alice: {} } };
    expect(briefly(findingsIn(words, forbidding))).toEqual([
      'ECRD-103 critical * list team/app',
      'ECRD-103 critical account:222222222222 list team/app',
      'ECRD-103 critical user/alice list team/app',
    ]);
  });

  test('public access is public, whatever else is said of the repository', () => {
    const words: AccountWords = { repositories: { 'team/app': {} }, 'registry policy': [allow('*', LIST, { Resource: '*' })] };
    expect(briefly(findingsIn(words, NOBODY))).toEqual(['ECRD-201 critical * list team/app']);
  });
});

test('what is weaker than it was meant to be says what gets in', () => {
  const when = 'when: { IpAddress: { "aws:SourceIp": "203.1.0.0/16" } }';
  const bounded = rules(
    `  - { id: r, repositories: ["**"], allow: [{ principals: ["account:222222222222"], capabilities: [list], ${when} }] }`,
  );
  const live = (network: string) =>
    findingsIn(repository(allow({ AWS: '222222222222' }, LIST, { Condition: { IpAddress: { 'aws:SourceIp': network } } })), bounded);
  expect(live('203.1.2.0/24')).toEqual([]);
  expect(live('203.0.0.0/8').map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /under conditions that the access does not have; a request from 203\.[\d.]+ gets in, the baseline asks for 203\.1\.0\.0\/16/,
    ),
  ]);
});

describe('expected access is no finding', () => {
  const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

  test('pull and push together cover retag: comparison is by actions', () => {
    const baseline = rules('  - { id: a, repositories: ["**"], allow: [{ principals: [same-account], capabilities: [pull, push] }] }');
    expect(findingsIn({ users: { alice: { policies: [['login', 'pull', 'push']] } }, repositories: { 'team/app': {} } }, baseline)).toEqual(
      [],
    );
  });

  test('raw actions cover the capability that they make up, and not more', () => {
    const baseline = rules(
      '  - { id: a, repositories: ["**"], allow: [{ principals: [external], capabilities: ["ecr:BatchGetImage", "ecr:GetDownloadUrl*"] }] }',
    );
    expect(briefly(findingsIn(repository(allow({ AWS: '222222222222' }, [...PULL, 'ecr:PutImage'])), baseline))).toEqual([
      'ECRD-202 critical account:222222222222 retag team/app',
    ]);
  });

  test('of a capability that one action of several makes up, the actions that are there count', () => {
    const baseline = rules(
      '  - { id: a, repositories: ["**"], allow: [{ principals: [external], capabilities: ["ecr:BatchImportUpstreamImage"] }] }',
    );
    expect(findingsIn(repository(allow({ AWS: '222222222222' }, ['ecr:BatchImportUpstreamImage'])), baseline)).toEqual([]);
    expect(
      briefly(findingsIn(repository(allow({ AWS: '222222222222' }, ['ecr:BatchImportUpstreamImage', 'ecr:ReplicateImage'])), baseline)),
    ).toEqual(['ECRD-202 critical account:222222222222 replicate team/app']);
  });

  test('service-linked roles are AWS’s own affair, unless they are forbidden', () => {
    const words: AccountWords = {
      roles: { linked: { path: '/aws-service-role/ecr.amazonaws.com/', policies: [['list']] } },
      repositories: { 'team/app': {} },
    };
    expect(findingsIn(words, NOBODY)).toEqual([]);
    const forbidding = rules('  - { id: no, repositories: ["**"], forbid: [{ principals: [service-linked], capabilities: [list] }] }');
    expect(findingsIn(words, forbidding)).toMatchObject([{ code: 'ECRD-103' }]);
  });
});

describe('conditional and unknown access', () => {
  test('conditional access counts as access, and a bound on the network makes it less grave', () => {
    const words = repository(
      allow({ Service: 'lambda.amazonaws.com' }, ['ecr:SetRepositoryPolicy'], {
        Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
    );
    const findings = findingsIn(words, NOBODY);
    expect(briefly(findings)).toEqual(['ECRD-101 medium service:lambda.amazonaws.com admin team/app']);
    expect(findings[0]?.message).toContain('under conditions');
  });

  test('unknown access is no finding: the part that was not read is one', () => {
    const words: AccountWords = { users: { alice: { policies: [['list']] } }, repositories: { 'team/app': { policy: 'unknown' } } };
    expect(briefly(findingsIn(words, NOBODY))).toEqual(['ECRD-501 high -  ']);
  });

  test('a repository tagged as production makes access graver', () => {
    const words: AccountWords = {
      repositories: { 'team/app': { policy: [allow({ Service: 'codebuild.amazonaws.com' })], tags: { Tier: 'prod' } } },
    };
    expect(briefly(findingsIn(words, NOBODY))).toEqual(['ECRD-101 medium service:codebuild.amazonaws.com list team/app']);
  });
});

describe('a grant on everything is one finding', () => {
  const everything = (...resources: readonly string[]): AccountWords => ({
    users: { alice: { policies: [[{ Effect: 'Allow', Action: LIST, Resource: resources }]] } },
    repositories: { a: {}, b: {}, c: {} },
    regions: { 'eu-west-1': { repositories: { a: {} } } },
  });

  test.each([
    ['a star', '*', '*', 4],
    ['every repository of every region', 'arn:aws:ecr:*:111111111111:repository/*', '*', 4],
    ['every repository of a region', 'arn:aws:ecr:us-east-1:111111111111:repository/*', 'us-east-1', 3],
  ])('%s', (_, resource, region, count) => {
    const findings = findingsIn(everything(resource), NOBODY);
    expect(findings).toMatchObject([
      { code: 'ECRD-101', region, repository: '*', principal: 'arn:aws:iam::111111111111:user/alice', capability: 'list' },
    ]);
    expect(findings[0]?.drift).toMatchObject({ everywhere: { repositories: { count } } });
  });

  test('a pattern of some repositories is one finding each', () => {
    expect(
      briefly(
        findingsIn(
          everything('arn:aws:ecr:us-east-1:111111111111:repository/a', 'arn:aws:ecr:us-east-1:111111111111:repository/b'),
          NOBODY,
        ),
      ),
    ).toEqual(['ECRD-101 low user/alice list a', 'ECRD-101 low user/alice list b']);
  });

  test('its evidence names the repositories where it is not expected, and its id does not depend on them', () => {
    const partly = rules(
      '  - { id: a, repositories: [a, b], allow: [{ principals: [same-account], capabilities: [list] }] }\n  - { id: c, repositories: [c], allow: [{ principals: [public], capabilities: [list] }] }',
    );
    const [some] = findingsIn(everything('*'), partly);
    const [all] = findingsIn(everything('*'), NOBODY);
    const places = some && 'everywhere' in some.drift ? some.drift.everywhere?.repositories : undefined;
    expect(places && eachPlace(places)).toEqual([{ region: 'us-east-1', repository: 'c' }]);
    expect(some?.id).toBe(all?.id);
  });

  test('each capability is a finding of its own, so that accepting one accepts no other', () => {
    const words: AccountWords = { users: { alice: { policies: [['login', 'pull', 'list']] } }, repositories: { a: {}, b: {} } };
    expect(briefly(findingsIn(words, NOBODY))).toEqual(['ECRD-101 low user/alice list *', 'ECRD-101 low user/alice pull *']);
  });

  test('a guardrail that shuts some repositories does not split it', () => {
    const deny = { Effect: 'Deny', Action: 'ecr:*', Resource: 'arn:aws:ecr:*:*:repository/a' };
    const words: AccountWords = { ...everything('*'), organization: { scps: [[['everything', deny]]] } };
    const findings = findingsIn(words, NOBODY);
    expect(findings).toMatchObject([{ repository: '*', region: '*' }]);
    expect(findings[0]?.drift).toMatchObject({ everywhere: { repositories: { count: 2 } } });
  });
});

describe('a repository that no rule is about', () => {
  const words: AccountWords = {
    users: { alice: { policies: [['login', 'pull']] }, bert: {} },
    repositories: { 'team/app': { policy: [allow({ AWS: ['arn:aws:iam::111111111111:user/bert', '222222222222'] })] } },
  };

  test('sums the account’s own grants up in one finding, and judges the others as usual', () => {
    const findings = findingsIn(words, ELSEWHERE);
    expect(briefly(findings)).toEqual(['ECRD-202 high account:222222222222 list team/app', 'ECRD-401 low -  team/app']);
    expect(findings.find(({ code }) => code === 'ECRD-401')?.message).toContain('2 principals of the account have 2 grants');
  });

  test('is not one where only a forbid is about it: its own grants are still summed up', () => {
    const forbidding = rules('  - { id: no, repositories: ["**"], forbid: [{ principals: [public], capabilities: [any] }] }');
    expect(findingsIn(words, forbidding).map(({ code }) => code)).toEqual(['ECRD-202', 'ECRD-401']);
  });

  test('is none to speak of where nobody of the account has access', () => {
    expect(findingsIn({ users: { alice: {} }, repositories: { 'team/app': {} } }, ELSEWHERE)).toEqual([]);
  });
});

describe('what was not read', () => {
  test('is one finding each', () => {
    const words: AccountWords = {
      users: { alice: { policies: ['missing'] }, bert: { policies: ['missing'] } },
      repositories: { a: { policy: 'unknown' }, b: { tags: 'unknown' } },
      'registry policy': 'unknown',
    };
    const findings = findingsIn(words, NOBODY);
    expect(new Set(findings.map(({ code, severity }) => `${code} ${severity}`))).toEqual(new Set(['ECRD-501 high']));
    expect(findings.map(({ drift }) => drift.kind === 'unverified' && gapPartName(drift.gap.part)).sort()).toEqual([
      'policy arn:aws:iam::aws:policy/missing',
      'registry policy of us-east-1',
      'repository policy of a in us-east-1',
      'tags of b in us-east-1',
    ]);
  });

  test('is milder for the organization: what is shown is an upper bound', () => {
    expect(findingsIn({ organization: 'unknown', repositories: { a: {} } }, NOBODY)).toMatchObject([{ code: 'ECRD-502', severity: 'low' }]);
  });

  test('is told apart from what was read and is malformed', () => {
    const words: AccountWords = { repositories: { a: { policy: [{ Effect: 'allow', Principal: '*', Action: '*' }] } } };
    const findings = findingsIn(words, NOBODY);
    expect(findings).toMatchObject([{ code: 'ECRD-305', severity: 'high' }]);
    expect(findings[0]?.message).toBe(
      'repository policy of a in us-east-1 is malformed: Statement[0].Effect: `allow` is not an effect: use Allow or Deny (B5)',
    );
  });
});

describe('without a baseline, or with one without rules', () => {
  const words: AccountWords = { ...repository(allow('*')), 'registry policy': 'unknown' };

  test.each([
    ['', undefined],
    ['that has no rules', rules('  []')],
  ])('outsiders are told of, and what was not read (%s)', (_, baseline) => {
    expect(briefly(findingsIn({ ...words, 'registry policy': 'absent' }, baseline))).toEqual(['ECRD-201 critical * list team/app']);
    expect(findingsIn(words, baseline).map(({ code }) => code)).toEqual(['ECRD-501']);
  });

  test('the sentence says that nobody has said yet what is meant', () => {
    const [found] = findingsIn({ ...words, 'registry policy': 'absent' }, undefined);
    expect(found?.message).toBe('anyone with an AWS account can list images of team/app in us-east-1: there is no baseline that allows it');
  });

  test('what is told is the same finding once there is a baseline', () => {
    const ids = [undefined, NOBODY].map((baseline) => findingsIn(repository(allow('*')), baseline).map(({ id }) => id));
    expect(ids[1]).toEqual(ids[0]);
  });
});
