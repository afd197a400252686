// What is wrong with a baseline itself, told beside the drift.
import { describe, expect, test } from 'vitest';
import { judgeSnapshot } from '../../../lib/audit.ts';
import type { Baseline } from '../../../lib/model/baseline.ts';
import type { Instant } from '../../../lib/model/ids.ts';
import { type AccountWords, snapshotOf } from '../../support/account-shorthand.ts';
import { baselineOf, policy } from '../../support/baseline.ts';

const LIST = { Effect: 'Allow', Action: ['ecr:DescribeImages', 'ecr:ListImages'], Resource: '*' };
const SHOP: AccountWords = { users: { alice: { policies: [[LIST]] } }, repositories: { 'team/app': {} } };
const ALICE = '{ principals: ["arn:aws:iam::111111111111:user/alice"], capabilities: [list] }';
const RULE = policy(`rules: [{ id: r, repositories: ["team/*"], allow: [${ALICE}] }]\n`);

function exception(match: string, expires: string): string {
  return `apiVersion: ecr-drift/v1\nkind: Exception\nitems: [{ id: e, match: { ${match} }, reason: "for the length of a test", owner: us, expires: ${expires} }]\n`;
}

/** `code severity message` of every finding about the baseline. */
function healthOf(words: AccountWords, baseline: Baseline, now?: string): readonly string[] {
  const snapshot = snapshotOf(words);
  const { findings } = judgeSnapshot({ ...snapshot, collectedAt: (now ?? snapshot.collectedAt) as Instant }, baseline);
  return findings
    .filter(({ code }) => code.startsWith('ECRD-4') && code !== 'ECRD-401')
    .map((each) => `${each.code} ${each.severity} ${each.message}`);
}

describe('a rule', () => {
  test.each([
    ['that everybody and everything matches is well', RULE, []],
    [
      'that names a repository that is gone',
      policy(`rules: [{ id: r, repositories: [team/app, team/gone], allow: [${ALICE}] }]\n`),
      ['ECRD-402 medium rule `r` names team/gone, and there is no such repository'],
    ],
    [
      'whose glob matches no repository',
      policy(`rules: [{ id: r, repositories: ["teem/*"], allow: [${ALICE}] }]\n`),
      ['ECRD-405 low rule `r` matches no repository'],
    ],
    [
      'with an entry that matches no principal',
      policy(
        'rules: [{ id: r, repositories: ["**"], allow: [{ principals: ["arn:aws:iam::111111111111:user/alicia"], capabilities: [list] }] }]\n',
      ),
      ['ECRD-405 low an entry of rule `r` matches no principal: did you mean `arn:aws:iam::111111111111:user/alice`?'],
    ],
    [
      'with an entry for whom another one requires access: that it is missing says enough',
      policy(
        `rules: [{ id: r, repositories: ["**"], allow: [${ALICE}, { principals: ["account:222222222222"], capabilities: [replicate] }], require: [{ principals: ["account:222222222222"], capabilities: ["ecr:ReplicateImage"] }] }]\n`,
      ),
      [],
    ],
    [
      'with a forbid that matches nobody is doing its work',
      policy(`rules: [{ id: r, repositories: ["**"], allow: [${ALICE}], forbid: [{ principals: [public], capabilities: [any] }] }]\n`),
      [],
    ],
    [
      'with an entry that expires within two weeks',
      policy(`rules: [{ id: r, repositories: ["**"], allow: [${ALICE.replace('}', ', expires: 2026-12-04 }')}] }]\n`),
      ['ECRD-403 info an entry of rule `r` expires on 2026-12-04'],
    ],
    [
      'with an exemption that expires within two weeks',
      policy(
        `rules: [{ id: r, repositories: ["**"], allow: [${ALICE}], forbid: [{ principals: [public], capabilities: [any], except: [{ principals: ["account:222222222222"], reason: until the move, owner: us, expires: 2026-12-04 }] }] }]\n`,
      ),
      ['ECRD-403 info an `except` of rule `r` for account:222222222222 expires on 2026-12-04'],
    ],
    [
      'with an exemption that has expired',
      policy(
        `rules: [{ id: r, repositories: ["**"], allow: [${ALICE}], forbid: [{ principals: [public], capabilities: [any], except: [{ principals: ["account:222222222222"], reason: until the move, owner: us, expires: 2026-11-01 }] }] }]\n`,
      ),
      ['ECRD-404 info an `except` of rule `r` for account:222222222222 expired on 2026-11-01 and says nothing any more'],
    ],
    [
      'with an entry that has expired',
      policy(`rules: [{ id: r, repositories: ["**"], allow: [${ALICE.replace('}', ', expires: 2026-11-01 }')}] }]\n`),
      ['ECRD-404 info an entry of rule `r` expired on 2026-11-01 and says nothing any more'],
    ],
  ])('%s', (_, text, expected) => {
    expect(healthOf(SHOP, baselineOf({ 'baseline.yaml': text }))).toEqual(expected);
  });

  test('nothing is said to match nobody where a policy was not read, which may name anybody', () => {
    const text = policy(
      'rules: [{ id: r, repositories: ["**"], allow: [{ principals: ["account:222222222222"], capabilities: [list] }] }]\n',
    );
    expect(healthOf({ ...SHOP, repositories: { 'team/app': { policy: 'unknown' } } }, baselineOf({ 'baseline.yaml': text }))).toEqual([]);
  });
});

describe('a review', () => {
  const reviewed = policy(
    `metadata: { owner: us, review: 30d, reviewed: 2026-11-01 }\nrules: [{ id: r, repositories: ["**"], allow: [${ALICE}] }]\n`,
  );

  test.each([
    ['is not due before its period is over', '2026-11-30T00:00:00Z', []],
    [
      'is due from then on',
      '2026-12-02T00:00:00Z',
      ['ECRD-406 info the rules of baseline.yaml have been due for review by us since 2026-12-01: they are reviewed every 30 days'],
    ],
  ])('%s', (_, now, expected) => {
    expect(healthOf(SHOP, baselineOf({ 'baseline.yaml': reviewed }), now)).toEqual(expected);
  });

  test('that nobody has dated is never due', () => {
    const undated = baselineOf({ 'baseline.yaml': reviewed.replace(', reviewed: 2026-11-01', '') });
    expect(healthOf(SHOP, undated, '2036-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('an exception', () => {
  const bob: AccountWords = { ...SHOP, users: { ...SHOP.users, bob: { policies: [[LIST]] } } };
  const forBob = 'code: ECRD-101, principals: ["arn:aws:iam::111111111111:user/bob"]';

  test.each([
    ['that a finding needs is well', bob, exception(forBob, '2027-06-30'), []],
    [
      'that no finding needs is idle',
      SHOP,
      exception(forBob, '2027-06-30'),
      ['ECRD-405 low exception `e` is for no finding that there is'],
    ],
    ['that ends within two weeks', bob, exception(forBob, '2026-12-01'), ['ECRD-403 info exception `e` expires on 2026-12-01']],
    [
      'that has ended',
      bob,
      exception(forBob, '2026-11-01'),
      ['ECRD-404 info exception `e` expired on 2026-11-01 and says nothing any more'],
    ],
    [
      'is not said to be idle where something was not read',
      { ...SHOP, 'registry policy': 'unknown' } as const,
      exception(forBob, '2027-06-30'),
      [],
    ],
  ])('%s', (_, words, text, expected) => {
    expect(healthOf(words, baselineOf({ 'baseline.yaml': RULE, 'exceptions.yaml': text }))).toEqual(expected);
  });
});
