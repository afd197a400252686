// Alerts in Slack.
import { describe, expect, test } from 'vitest';
import { type SlackPayload, slackPayload } from '../../lib/notify/slack.ts';
import { alert, finding, findings } from '../support/alerts.ts';

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** Every text of a payload. */
function textsOf({ blocks }: SlackPayload): readonly string[] {
  return blocks.flatMap((block) => (block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text]));
}

test('an alert about one finding is a plain sentence, its proof, how to mend and how to keep it, and how much was read', () => {
  const payload = slackPayload(alert({ reportUrl: 'https://console.aws.amazon.com/s3/object/b?prefix=a&x=1' }), 'team-payments');
  expect(payload).toEqual({
    text: 'NEW high in 111111111111: account:464622532012 can pull from payments/api in eu-west-1: no rule allows it',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: '🟠 NEW high in 111111111111', emoji: false } },
      section('account:464622532012 can pull from payments/api in eu-west-1: no rule allows it'),
      section(
        [
          '• through repository policy, statement 2 (ScannerPull)',
          '*Fix*: remove the statement or narrow it to the role that needs it, or allow it in the baseline',
          '*Keep*: `ecr-drift accept ecrd-aaaaaaaaaaaaaaaaaaaa --audit REPORT.json --reason TEXT --owner TEAM --expires 90d`',
          '`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202',
        ].join('\n'),
      ),
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: 'scan complete\nowner team-payments\nreport: <https://console.aws.amazon.com/s3/object/b?prefix=a&amp;x=1|open>',
            verbatim: true,
          },
        ],
      },
    ],
  });
});

test('an alert about several says the cause, then each with its severity', () => {
  const payload = slackPayload(alert({ findings: [finding({ severity: 'critical' }), finding()], severity: 'critical' }));
  const [header, lead, first, second] = textsOf(payload);
  expect([header, lead]).toEqual(['🔴 NEW critical in 111111111111', '2 findings: repository policy of payments/api in eu-west-1']);
  expect(first).toMatch(/^\*critical\* {2}account:464622532012 can pull/);
  expect(second).toMatch(/^\*high\* {2}account:464622532012 can pull/);
});

test('proof and remedy of a cause are told once, and another remedy beside them', () => {
  const other = { evidence: {}, remediation: 'name the roles' };
  const of = [finding(), finding({ capability: 'push' }), finding(other)];
  const told = textsOf(slackPayload(alert({ causeId: `ecrc-${'a'.repeat(20)}`, findings: of }))).slice(2, 5);
  expect(told.map((text) => [text.includes('through repository policy'), /\*Fix\*: (\w+)/.exec(text)?.[1]])).toEqual([
    [true, 'remove'],
    [false, undefined],
    [false, 'name'],
  ]);
});

test('what is over is not to be mended', () => {
  const payload = slackPayload(alert({ event: 'resolved', cause: 'removed', findings: [finding({ state: 'resolved', evidence: {} })] }));
  expect(textsOf(payload)).toEqual([
    '✅ RESOLVED high in 111111111111',
    'account:464622532012 can pull from payments/api in eu-west-1: no rule allows it',
    '`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202',
    'scan complete',
  ]);
});

test('what is accepted already is said to be', () => {
  expect(
    textsOf(
      slackPayload(
        alert({
          findings: [
            finding({
              state: 'accepted',
              acceptance: { exception: 'EXC-1', until: '2027-01-01T00:00:00Z' },
              evidence: {},
              remediation: '',
            }),
          ],
        }),
      ),
    )[2],
  ).toBe('`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202, accepted until 2027-01-01');
});

test('what was not read is said', () => {
  const unread = [{ part: 'repository policy of a in eu-west-1', api: 'ecr:GetRepositoryPolicy', code: 'AccessDenied', message: 'no' }];
  expect(textsOf(slackPayload(alert({ complete: false, unread }))).at(-1)).toBe(
    'INCOMPLETE: 1 part not read, nothing is concluded from them\nrepository policy of a in eu-west-1, ecr:GetRepositoryPolicy, AccessDenied',
  );
});

test('an address that is more than one link is shown and not linked', () => {
  for (const reportUrl of [
    'https://a.example/x|y',
    'https://a.example/<x>',
    'javascript:alert(1)',
    'http://a.example/',
    'https://a.example/ b',
  ])
    expect(textsOf(slackPayload(alert({ reportUrl }))).at(-1)).toMatch(/report: `[^`]*`$/);
});

describe('the limits of Block Kit hold', () => {
  const long = 'x'.repeat(10_000);
  const gaps = Array.from({ length: 500 }, (_, index) => ({ part: `${long}${index}`, api: long, code: long, message: long }));
  test.each([
    ['a thousand findings', alert({ findings: findings(1_000) }), undefined],
    [
      'names of ten thousand characters',
      alert({ cause: long, findings: findings(30, { message: long, repository: long, remediation: long }) }),
      long,
    ],
    [
      'nothing but characters that are escaped',
      alert({ cause: '&'.repeat(10_000), findings: findings(30, { message: '& < > '.repeat(2_000) }) }),
      '<'.repeat(999),
    ],
    ['nothing but wildcards', alert({ findings: findings(30, { message: '* '.repeat(5_000) }) }), '*'],
    ['five hundred gaps', alert({ complete: false, unread: gaps, reportUrl: `https://a.example/${'y'.repeat(900)}` }), long],
    [
      'proofs without end',
      alert({
        findings: findings(10, {
          evidence: {
            via: Array.from({ length: 500 }, (_, index) => ({ policy: '<'.repeat(500), sid: '&'.repeat(500), index })),
            conditions: Array.from({ length: 500 }, () => ({ account: '*'.repeat(500) })),
            repositories: Array.from({ length: 500 }, () => ({ region: '_', repository: '~'.repeat(256) })),
            rule: { id: '`'.repeat(300), file: '>'.repeat(300), line: 1 },
          },
        }),
      }),
      undefined,
    ],
  ])('of %s', (_, given, owner) => {
    const payload = slackPayload(given, owner);
    const texts = textsOf(payload);
    expect(payload.blocks.length).toBeLessThanOrEqual(50);
    expect(texts[0]!.length).toBeLessThanOrEqual(150);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(3_000);
    expect(payload.text.length + texts.join('').length).toBeLessThan(10_000);
    expect(texts.some((text) => text === '')).toBe(false);
  });

  test('and what is left out is counted', () => {
    expect(textsOf(slackPayload(alert({ findings: findings(1_000) })))).toContain('and 990 more');
    expect(textsOf(slackPayload(alert({ findings: findings(3), total: 70 })))).toContain('and 67 more');
  });
});
