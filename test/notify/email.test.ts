// The digest of a run.
import { describe, expect, test } from 'vitest';
import type { Notice } from '../../lib/notify/alerts.ts';
import { digestMail } from '../../lib/notify/email.ts';
import { testNotice, testOccasion } from '../../lib/notify/test-alert.ts';
import { finding, findings, notice } from '../support/alerts.ts';
import { ACCOUNT, at } from '../support/following.ts';

const OCCASION = { account: ACCOUNT, at: at('2026-11-21T20:00:00Z'), coverage: { complete: true, unread: [] }, reportUrl: null };
const STANDING = { previous: at('2026-11-20T20:00:00Z'), open: { critical: 0, high: 2, medium: 0, low: 1, info: 0 } };

function subjectOf(...notices: readonly Notice[]): string {
  return digestMail(OCCASION, notices, STANDING).subject;
}

test('the digest of one finding says what it is, how it is proved, and what to do', () => {
  const occasion = { ...OCCASION, reportUrl: 'https://console.aws.amazon.com/s3/object/b?prefix=a' };
  expect(digestMail(occasion, [notice({}, { owner: 'team-payments' })], STANDING)).toEqual({
    subject: '[ECR drift][NEW high] payments/api: +pull account:464622532012',
    body: `ECR access of account 111111111111, audited at 2026-11-21T20:00:00Z

NEW high: account:464622532012 can pull from payments/api in eu-west-1: no rule allows it
  through repository policy, statement 2 (ScannerPull)
  fix: remove the statement or narrow it to the role that needs it, or allow it in the baseline
  keep: ecr-drift accept ecrd-aaaaaaaaaaaaaaaaaaaa --audit REPORT.json --reason TEXT --owner TEAM --expires 90d
  ECRD-202, ecrd-aaaaaaaaaaaaaaaaaaaa, first seen 2026-11-21T14:02:00Z
  owner: team-payments

in this run: 1 new
open now: 2 high, 1 low
scan complete
still watching: the audit before this one was at 2026-11-20T20:00:00Z
report: https://console.aws.amazon.com/s3/object/b?prefix=a
`,
  });
});

describe('the subject', () => {
  test.each<readonly [string, readonly Notice[], string]>([
    [
      'missing access is a minus',
      [notice({ findings: [finding({ code: 'ECRD-102' })] })],
      '[ECR drift][NEW high] payments/api: -pull account:464622532012',
    ],
    [
      'what is no access goes by its name',
      [notice({ findings: [finding({ capability: null, principal: null })] })],
      '[ECR drift][NEW high] payments/api: ExternalAccountAccess',
    ],
    [
      'several findings go by their cause',
      [notice({ findings: findings(3) })],
      '[ECR drift][NEW high] 111111111111: 3 findings: repository policy of payments/api in eu-west-1',
    ],
    [
      'several alerts are counted, the worst first',
      [notice({ event: 'resolved', severity: 'critical' }), notice({ findings: findings(3) })],
      '[ECR drift][worst high] 111111111111: 3 new, 1 resolved',
    ],
    [
      'a reminder says that it is one',
      [notice({ event: 'updated' }, { kind: 'reminder' })],
      '[ECR drift][STILL OPEN high] payments/api: +pull account:464622532012',
    ],
    [
      'the first audit says what it found',
      [notice({ event: 'onboarding', cause: '142 grants captured and 9 rules, 7 findings need a decision' })],
      '[ECR drift][WATCHING] 111111111111: 142 grants captured and 9 rules, 7 findings need a decision',
    ],
    [
      'a gap goes by the part that was not read',
      [
        notice({
          event: 'scan-incomplete',
          findings: [
            finding({
              code: 'ECRD-501',
              name: 'ScanIncomplete',
              repository: null,
              principal: null,
              capability: null,
              evidence: { unread: { part: 'identity', api: 'a', code: 'b', message: '' } },
            }),
          ],
        }),
      ],
      '[ECR drift][SCAN INCOMPLETE high] identity: ScanIncomplete',
    ],
  ])('%s', (_, notices, expected) => {
    expect(subjectOf(...notices)).toBe(expected);
  });

  test('is shorter than 100 characters whatever it names', () => {
    expect(subjectOf(notice({ findings: [finding({ repository: 'r'.repeat(256) })] }))).toHaveLength(99);
  });
});

describe('the body', () => {
  const gaps = Array.from({ length: 40 }, (_, index) => ({ part: `part ${index}`, api: 'ecr:X', code: 'Denied', message: '' }));
  const many = Array.from({ length: 50 }, (_, index) => notice({ id: `alert-${index}`, findings: findings(9) }));

  test('has at most 60 lines, and counts what is left out', () => {
    const { body } = digestMail(
      { ...OCCASION, coverage: { complete: false, unread: gaps }, reportUrl: 'https://a.example/' },
      many,
      STANDING,
    );
    const lines = body.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    const shown = lines.filter((line) => line.startsWith('NEW high')).length;
    expect(shown).toBeGreaterThan(2);
    expect(lines).toContain(`and ${50 - shown} more: see the report`);
    expect(lines).toContain('  and 4 more');
    expect(lines).toContain('in this run: 450 new');
    expect(lines).toContain('INCOMPLETE: 40 parts not read, nothing is concluded from them');
    expect(lines).toContain('  and 33 more');
  });

  test('tells what is new before what is over', () => {
    const { body } = digestMail(OCCASION, [notice({ event: 'resolved', severity: 'critical' }), notice({ severity: 'low' })], STANDING);
    expect(body.indexOf('NEW low')).toBeLessThan(body.indexOf('RESOLVED critical'));
  });

  test('of the first audit says since when there is watching', () => {
    const { body } = digestMail(OCCASION, [notice({ event: 'onboarding' })], { ...STANDING, previous: null });
    expect(body).toContain('in this run: first audit\n');
    expect(body).toContain('watching since 2026-11-21T20:00:00Z\n');
  });

  test('where nothing is open says so', () => {
    const open = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
    expect(digestMail(OCCASION, [notice({ event: 'resolved' })], { ...STANDING, open }).body).toContain('open now: nothing\n');
  });

  test('of a test claims no scan', () => {
    const occasion = testOccasion({ account: ACCOUNT, now: OCCASION.at });
    expect(digestMail(occasion, [testNotice({ account: ACCOUNT, now: OCCASION.at })], undefined)).toEqual({
      subject: '[ECR drift][TEST] 111111111111: this is a test, sent at 2026-11-21T20:00:00Z: nothing was audite...',
      body: `ECR access of account 111111111111, as of 2026-11-21T20:00:00Z

TEST: this is a test, sent at 2026-11-21T20:00:00Z: nothing was audited and nothing has changed

in this run: 1 test
nothing was scanned
`,
    });
  });
});
