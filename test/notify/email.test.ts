// The digest of a run.
import { describe, expect, test } from 'vitest';
import type { Notice } from '../../lib/notify/alerts.ts';
import { digestMail } from '../../lib/notify/email.ts';
import { testNotice, testOccasion } from '../../lib/notify/test-alert.ts';
import { distinct, finding, findings, notice } from '../support/alerts.ts';
import { ACCOUNT, at } from '../support/following.ts';

const OCCASION = { account: ACCOUNT, at: at('2026-11-21T20:00:00Z'), coverage: { complete: true, unread: [] }, reportUrl: null };
const STANDING = { previous: at('2026-11-20T20:00:00Z'), open: { critical: 0, high: 2, medium: 0, low: 1, info: 0 } };

function subjectOf(...notices: readonly Notice[]): string {
  return digestMail(OCCASION, notices, STANDING).subject;
}

const REPORT =
  'https://us-east-1.console.aws.amazon.com/s3/object/ecr-drift-prod-111111111111-us-east-1?region=us-east-1&prefix=reports%2F111111111111%2Fx.html';

test('the digest of one finding says what it is, how it is proved, and what to do', () => {
  const occasion = { ...OCCASION, reportUrl: REPORT };
  expect(digestMail(occasion, [notice({}, { owner: 'team-payments' })], STANDING)).toEqual({
    subject: '[ECR drift][NEW high] 111111111111: account 464622532012 can pull from payments/api in eu-west-1',
    body: `NEW high: account 464622532012 can pull from payments/api in eu-west-1
account 111111111111, read 2026-11-21 20:00 UTC, scan complete

  in full: account:464622532012 can pull from payments/api in eu-west-1: no rule allows it
  through repository policy, statement 2 (ScannerPull)
  risk: whoever has this access, or steals its credentials, can copy the images, with the code and whatever secrets are in them
  fix: remove the statement or narrow it to the role that needs it, or allow it in the baseline
  undo: the change and its command are in the report: ${REPORT}#ecrd-aaaaaaaaaaaaaaaaaaaa
  keep: aws s3 cp s3://ecr-drift-prod-111111111111-us-east-1/reports/111111111111/x.json audit.json && npx ecr-drift accept ecrd-aaaaaaaaaaaaaaaaaaaa --audit audit.json --reason 'why it may stay' --owner 'who answers for it' --expires 90d
  ECRD-202, ecrd-aaaaaaaaaaaaaaaaaaaa, first seen 2026-11-21T14:02:00Z
  owner: team-payments

in this run: 1 new
open now: 2 high, 1 low
still watching: the audit before this one was at 2026-11-20T20:00:00Z
report: ${REPORT}
(the link needs a login to the AWS console of account 111111111111: there choose Open, then search the page for the id)
`,
  });
});

describe('the subject', () => {
  test.each<readonly [string, readonly Notice[], string]>([
    [
      'missing access is what somebody cannot do',
      [notice({ findings: [finding({ code: 'ECRD-102' })] })],
      '[ECR drift][NEW high] 111111111111: account 464622532012 cannot pull from payments/api in eu-west-1',
    ],
    [
      'what is no access goes by its sentence',
      [notice({ findings: [finding({ capability: null, principal: null, message: 'the policy is written so' })] })],
      '[ECR drift][NEW high] 111111111111: the policy is written so',
    ],
    [
      'several findings are told together',
      [notice({ findings: distinct(3) })],
      '[ECR drift][NEW high] 111111111111: account 464622532012 can pull from 3 repositories in eu-west-1',
    ],
    [
      'of several alerts the worst comes first, and the others are counted',
      [notice({ event: 'resolved', severity: 'critical' }), notice({ findings: findings(3) })],
      '[ECR drift][NEW high, 1 more] 111111111111: account 464622532012 can pull from payments/api in e...',
    ],
    [
      'a reminder says that it is one',
      [notice({ event: 'updated' }, { kind: 'reminder' })],
      '[ECR drift][STILL OPEN high] 111111111111: account 464622532012 can pull from payments/api in eu...',
    ],
    [
      'the first audit says what it found',
      [notice({ event: 'onboarding', cause: '142 grants captured and 9 rules, 7 findings need a decision' })],
      '[ECR drift][WATCHING] 111111111111: account 464622532012 can pull from payments/api in eu-west-1',
    ],
    [
      'a gap goes by the part that was not read',
      [
        notice({
          event: 'scan-incomplete',
          findings: [
            finding({
              message: 'identity was not read: b',
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
      '[ECR drift][SCAN INCOMPLETE high] 111111111111: identity was not read: b',
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
  const many = Array.from({ length: 50 }, (_, index) => notice({ id: `alert-${index}`, findings: distinct(9) }));

  test('has at most 60 lines, and counts what is left out', () => {
    const { body } = digestMail(
      { ...OCCASION, coverage: { complete: false, unread: gaps }, reportUrl: 'https://a.example/' },
      many,
      STANDING,
    );
    const lines = body.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
    // The first is the first line as well.
    const shown = lines.filter((line) => line.startsWith('NEW high')).length - 1;
    expect(shown).toBeGreaterThan(1);
    expect(lines).toContain(`and ${50 - shown} more: see the report`);
    expect(lines).toContain('  and 4 more findings');
    expect(lines).toContain('in this run: 450 new');
    expect(lines[2]).toBe('INCOMPLETE: 40 parts not read, nothing is concluded from them');
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
      body: `TEST: this is a test, sent at 2026-11-21T20:00:00Z: nothing was audited and nothing has changed
account 111111111111, nothing was read

in this run: 1 test
nothing was scanned
`,
    });
  });
});
