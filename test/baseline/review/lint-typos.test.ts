import { describe, expect, test } from 'vitest';
import { lintBaseline } from '../../../lib/baseline/review/lint.ts';
import type { Instant } from '../../../lib/model/ids.ts';
import { baselineOf, policy } from '../../support/baseline.ts';

const NOW = '2026-09-19T10:00:00Z' as Instant;

function reasons(files: Readonly<Record<string, string>>): readonly string[] {
  return lintBaseline(baselineOf(files), NOW).map(({ reason, at, severity }) => `${severity} ${at.file}:${at.line}: ${reason}`);
}

function rule(more: string, principal = 'public', verb = 'allow'): Readonly<Record<string, string>> {
  const body = `metadata: { owner: us }\nrules:\n  - id: r\n    repositories: ["**"]\n    ${more}\n    ${verb}: [{ principals: ["${principal}"], capabilities: [pull] }]\n`;
  return { 'a.yaml': policy(body) };
}

describe('a mistyped region', () => {
  test('of a rule is told with what it may have been', () => {
    expect(reasons(rule('regions: [us-esat-1, eu-west-1]'))).toEqual([
      'warning a.yaml:5: unknown region `us-esat-1`: did you mean `us-east-1`?',
    ]);
  });

  test('of the known repositories is told where the first of them is listed', () => {
    const known = 'metadata: { owner: us }\nrules: []\nknown:\n  us-esat-1:\n    - team/app\n';
    expect(reasons({ 'a.yaml': policy(known) })).toEqual(['warning a.yaml:7: unknown region `us-esat-1`: did you mean `us-east-1`?']);
  });

  test('of the lock is told on its line', () => {
    const line = {
      region: 'eu-wets-1',
      repository: 'a',
      principal: '*',
      principalClass: 'public',
      capability: 'pull',
      decision: 'allowed',
    };
    expect(reasons({ 'access.lock.jsonl': `{"lockVersion":1}\n${JSON.stringify({ ...line, conditions: [] })}\n` })).toEqual([
      'warning access.lock.jsonl:2: unknown region `eu-wets-1`: did you mean `eu-west-1`?',
    ]);
  });

  test.each(['us-gov-west-1', 'cn-north-1', 'us-isob-east-1', 'ap-southeast-7'])('is none of AWS: %s', (region) => {
    expect(reasons(rule(`regions: [${region}]`))).toEqual([]);
  });
});

describe('a mistyped principal', () => {
  test.each([
    ['service:codebiuld.amazonaws.com', 'unknown service `codebiuld.amazonaws.com`: did you mean `service:codebuild.amazonaws.com`?'],
    [
      'service:codebuild.amazonaw.com',
      '`service:codebuild.amazonaw.com` is not the name of a service, which ends in `.amazonaws.com`: did you mean `service:codebuild.amazonaws.com`?',
    ],
    [
      'arn:aws:iam::111111111111:rol/ci',
      '`arn:aws:iam::111111111111:rol/ci` can match no principal: unknown kind of principal `rol`: did you mean `role`?',
    ],
    [
      'arn:aws:aim::111111111111:role/ci',
      '`arn:aws:aim::111111111111:role/ci` can match no principal: unknown service `aim`: expected `iam`, `sts`',
    ],
    [
      'arn:asw:iam::111111111111:role/ci',
      '`arn:asw:iam::111111111111:role/ci` can match no principal: unknown partition `asw`: expected `aws`, `aws-cn`, `aws-eusc`, `aws-iso`, `aws-iso-b`, `aws-iso-e`, `aws-iso-f`, `aws-us-gov`',
    ],
    [
      'arn:aws:iam:us-east-1:111111111111:role/ci',
      '`arn:aws:iam:us-east-1:111111111111:role/ci` can match no principal: its region must be empty',
    ],
  ])('is told: %s', (principal, reason) => {
    expect(reasons(rule('', principal))).toEqual([`warning a.yaml:8: ${reason}`]);
  });

  test.each([
    'service:codebuild.amazonaws.com',
    'service:logs.eu-west-1.amazonaws.com',
    'service:codedeploy.cn-north-1.amazonaws.com.cn',
    'service:something.nobody.knows.amazonaws.com',
    'service:of.somebody.else',
    'arn:*:iam::111111111111:role/ci/**',
    'arn:aws:**',
    'arn:aws:sts::111111111111:assumed-role/ci/session',
    'arn:aws-us-gov:iam::111111111111:user/ci',
  ])('is none: %s', (principal) => {
    expect(reasons(rule('', principal))).toEqual([]);
  });

  test('of an exemption, and of an exception, is told where it stands', () => {
    const files = {
      'a.yaml': policy(
        'metadata: { owner: us }\nrules:\n  - id: r\n    repositories: ["**"]\n    forbid:\n      - { principals: [public], capabilities: [any],\n          except: [{ principals: ["service:eks.amazonaw.com"], reason: until the move, owner: us, expires: 2026-12-31 }] }\n',
      ),
      'b.yaml':
        'apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n  - { id: e, match: { code: ECRD-101, principals: ["arn:aws:iam::111111111111:uesr/x"] }, reason: until the move, owner: us, expires: 2026-12-31 }\n',
    };
    expect(reasons(files).map((each) => each.slice(0, 60))).toEqual([
      'warning a.yaml:9: `service:eks.amazonaw.com` is not the name',
      'warning b.yaml:4: `arn:aws:iam::111111111111:uesr/x` can mat',
    ]);
  });
});

describe('what does nothing', () => {
  test('an exception of what a rule forbids', () => {
    const text =
      'apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n  - { id: e, match: { code: ECRD-103, repositories: ["**"] }, reason: until the move, owner: us, expires: 2026-12-31 }\n';
    expect(reasons({ 'a.yaml': text })).toEqual([
      'warning a.yaml:4: exception `e` accepts nothing: what a rule forbids is exempted there, by `except` of the forbid',
    ]);
  });
});
