// How long exceptions may hold, and whom a forbid may exempt.
import { describe, expect, test } from 'vitest';
import { boundedBaseline, parseBaseline } from '../../../lib/baseline/parse/parse.ts';
import type { Instant } from '../../../lib/model/ids.ts';
import { issuesOf, policy } from '../../support/baseline.ts';

const NOW = '2026-11-21T20:00:00Z' as Instant;

function exception(expires: string): string {
  return `apiVersion: ecr-drift/v1\nkind: Exception\nitems:\n  - { id: e, match: { code: ECRD-101, repositories: [a] }, reason: ten letters, owner: us, expires: ${expires} }\n`;
}

function forbidding(except: string): string {
  return policy(
    `rules:\n  - id: r\n    repositories: [a]\n    forbid:\n      - principals: [public]\n        capabilities: [any]\n        ${except}\n`,
  );
}

function issuesNow(files: Readonly<Record<string, string>>, now = NOW): readonly string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const bounded = boundedBaseline(parseBaseline('baseline', sources), now);
  return bounded.kind === 'baseline' ? [] : bounded.issues.map(({ reason, at }) => `${at.file}:${at.line}: ${reason}`);
}

describe('an exception', () => {
  test.each([
    ['2027-12-26', NOW, []],
    ['2027-12-27', NOW, ['a.yaml:4: exception `e` holds until 2027-12-27: at most 400 days are allowed, which is until 2027-12-26']],
    ['2027-12-27', '2026-11-22T00:00:00Z' as Instant, []],
    [
      '2028-01-01T01:00:00+02:00',
      NOW,
      ['a.yaml:4: exception `e` holds until 2027-12-31: at most 400 days are allowed, which is until 2027-12-26'],
    ],
  ])('until %s, as of %s', (expires, now, issues) => {
    expect(issuesNow({ 'a.yaml': exception(expires) }, now)).toEqual(issues);
  });

  test('may hold for as long as the baseline says', () => {
    const days = (most: string) => policy(`metadata: { maxExceptionDays: ${most} }\n`);
    expect(issuesNow({ 'a.yaml': exception('2026-12-01'), 'b.yaml': days('30d') })).toEqual([]);
    expect(issuesNow({ 'a.yaml': exception('2027-01-01'), 'b.yaml': days('30d') })).toEqual([
      'a.yaml:4: exception `e` holds until 2027-01-01: at most 30 days are allowed, which is until 2026-12-21',
    ]);
    expect(issuesNow({ 'a.yaml': exception('2028-06-01'), 'b.yaml': days('800') })).toEqual([]);
  });

  test('has one bound for the whole baseline', () => {
    const files = { 'a.yaml': policy('metadata: { maxExceptionDays: 30d }\n'), 'b.yaml': policy('metadata:\n  maxExceptionDays: 60d\n') };
    expect(issuesOf(files)).toEqual(['b.yaml:4: `maxExceptionDays` is for the whole baseline, and is already in a.yaml:3']);
  });
});

describe('an exemption of a forbid', () => {
  const whole = 'except: [{ principals: ["account:222222222222"], reason: ten letters, owner: us, expires: 2026-12-31 }]';

  test('is bounded as an exception is', () => {
    expect(issuesNow({ 'a.yaml': forbidding(whole) })).toEqual([]);
    expect(issuesNow({ 'a.yaml': forbidding(whole.replace('2026-12-31', '2029-12-31')) })).toEqual([
      'a.yaml:9: this `except` of rule `r` holds until 2029-12-31: at most 400 days are allowed, which is until 2027-12-26',
    ]);
  });

  test.each([
    [
      'without principals',
      whole.replace('principals: ["account:222222222222"], ', ''),
      '`rules[0].forbid[0].except[0].principals` is missing',
    ],
    ['without a reason', whole.replace('reason: ten letters, ', ''), '`rules[0].forbid[0].except[0].reason` is missing'],
    ['without an owner', whole.replace('owner: us, ', ''), '`rules[0].forbid[0].except[0].owner` is missing'],
    ['without an end', whole.replace(', expires: 2026-12-31', ''), '`rules[0].forbid[0].except[0].expires` is missing'],
    ['of a group that nobody defines', whole.replace('account:222222222222', 'group:x'), 'unknown group `x`'],
    ['that is mistyped', whole.replace('reason', 'reson'), 'unknown key `reson`: did you mean `reason`?'],
    ['that is empty', 'except: []', '`rules[0].forbid[0].except` is empty'],
  ])('%s is an issue on its line', (_, except, reason) => {
    expect(issuesOf({ 'a.yaml': forbidding(except) })).toEqual([`a.yaml:9: ${reason}`]);
  });

  test('is for forbids only', () => {
    const text = forbidding(whole).replace('forbid:', 'allow:');
    expect(issuesOf({ 'a.yaml': text })).toEqual(['a.yaml:9: unknown key `except`']);
  });
});
