// Alerts in Slack.
import { describe, expect, test } from 'vitest';
import { type SlackPayload, slackPayload } from '../../lib/notify/slack.ts';
import { alert, blockTexts, distinct, finding, findings } from '../support/alerts.ts';

function section(text: string) {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function context(text: string) {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** Every text of a payload. */
function textsOf({ blocks }: SlackPayload): readonly string[] {
  return blocks.flatMap(blockTexts);
}

test('an alert about one finding is a plain sentence, its proof, how to mend and how to keep it, and how much was read', () => {
  const reportUrl = 'https://console.aws.amazon.com/s3/object/b?prefix=a&x=1';
  const words = {
    owner: 'team-payments',
    headline: 'account acme-scan can pull',
    read: 'account acme (111111111111), read 2026-11-21 20:00 UTC',
  };
  expect(slackPayload(alert({ reportUrl }), words)).toEqual({
    text: 'account acme-scan can pull (NEW high in 111111111111)',
    blocks: [
      section('🟠 account acme-scan can pull'),
      context('NEW high, account acme (111111111111), read 2026-11-21 20:00 UTC, scan complete'),
      section(
        [
          'account:464622532012 can pull from payments/api in eu-west-1: no rule allows it',
          '• through repository policy, statement 2 (ScannerPull)',
          '*Fix*: remove the statement or narrow it to the role that needs it, or allow it in the baseline',
          '*Undo*: the change and its command are in the report',
          "*Keep*: `npx ecr-drift accept ecrd-aaaaaaaaaaaaaaaaaaaa --audit AUDIT.json --reason 'why it may stay' --owner 'who answers for it' --expires 90d`",
          '`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202',
        ].join('\n'),
      ),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            text: { type: 'plain_text', text: 'Open the report', emoji: false },
            url: `${reportUrl}#ecrd-aaaaaaaaaaaaaaaaaaaa`,
            action_id: 'open-report',
          },
        ],
      },
      context('owner team-payments'),
    ],
  });
});

test('an alert without the words of the topic says its own: where they were lost, who can do what is not', () => {
  const [first, second] = textsOf(slackPayload(alert(), { owner: 'none' }));
  expect([first, second]).toEqual([
    '🟠 account 464622532012 can pull from payments/api in eu-west-1',
    'NEW high, account 111111111111, scan complete',
  ]);
});

test('an alert about several says who can do what, the cause, then each with its severity and a button of its own', () => {
  const of = [
    finding({ severity: 'critical', repository: 'payments/api' }),
    finding({ id: `ecrd-${'b'.repeat(20)}`, repository: 'payments/web' }),
  ];
  const { blocks } = slackPayload(alert({ findings: of, severity: 'critical', reportUrl: 'https://a.example/r' }));
  const [lead, head, cause, first, second] = blocks.flatMap(blockTexts);
  expect([lead, head, cause]).toEqual([
    '🔴 account 464622532012 can pull from 2 repositories in eu-west-1',
    'NEW critical, account 111111111111, scan complete',
    '2 findings: repository policy of payments/api in eu-west-1',
  ]);
  expect(first).toMatch(/^\*critical\* {2}account 464622532012 can pull from payments\/api/);
  expect(second).toMatch(/^\*high\* {2}account 464622532012 can pull from payments\/web/);
  const buttons = blocks.flatMap((block) => (block.type === 'section' && block.accessory ? [block.accessory] : []));
  expect(buttons.map(({ url }) => url)).toEqual(of.map(({ id }) => `https://a.example/r#${id}`));
  expect(new Set(buttons.map((button) => button.action_id)).size).toBe(2);
});

test('proof and remedy of a cause are told once, and another remedy beside them', () => {
  const of = [
    finding(),
    finding({ id: `ecrd-${'b'.repeat(20)}`, repository: 'payments/b' }),
    finding({ id: `ecrd-${'c'.repeat(20)}`, repository: 'payments/c', evidence: {}, remediation: 'name the roles' }),
  ];
  const told = textsOf(slackPayload(alert({ causeId: `ecrc-${'a'.repeat(20)}`, findings: of }))).slice(3, 6);
  expect(
    told.map((text) => [text.includes('through repository policy'), /\*Fix\*: (\w+)/.exec(text)?.[1], text.includes('*Keep*')]),
  ).toEqual([
    [true, 'remove', true],
    [false, undefined, false],
    [false, 'name', false],
  ]);
});

test('what is over is not to be mended', () => {
  const payload = slackPayload(alert({ event: 'resolved', cause: 'removed', findings: [finding({ state: 'resolved', evidence: {} })] }));
  expect(textsOf(payload)).toEqual([
    '✅ account 464622532012 can no longer pull from payments/api in eu-west-1',
    'RESOLVED high, account 111111111111, scan complete',
    'account:464622532012 can pull from payments/api in eu-west-1: no rule allows it\n`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202',
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
    )[2]?.split('\n'),
  ).toContain('`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202, accepted until 2027-01-01');
});

test('what was not read is said in the first lines', () => {
  const unread = [{ part: 'repository policy of a in eu-west-1', api: 'ecr:GetRepositoryPolicy', code: 'AccessDenied', message: 'no' }];
  expect(textsOf(slackPayload(alert({ complete: false, unread })))[1]).toBe(
    'NEW high, account 111111111111, INCOMPLETE: 1 part not read, nothing is concluded from them\nrepository policy of a in eu-west-1, ecr:GetRepositoryPolicy, AccessDenied',
  );
});

test('an address that is more than one link is shown, and neither linked nor on a button', () => {
  for (const reportUrl of [
    'https://a.example/x|y',
    'https://a.example/<x>',
    'javascript:alert(1)',
    'http://a.example/',
    'https://a.example/ b',
  ])
    for (const of of [findings(1), distinct(2)]) {
      const { blocks } = slackPayload(alert({ reportUrl, findings: of }));
      expect(blocks.flatMap(blockTexts).at(-1)).toMatch(/report: `[^`]*`$/);
      expect(JSON.stringify(blocks)).not.toContain('"button"');
    }
});

describe('the limits of Block Kit hold', () => {
  const long = 'x'.repeat(10_000);
  const gaps = Array.from({ length: 500 }, (_, index) => ({ part: `${long}${index}`, api: long, code: long, message: long }));
  test.each([
    ['a thousand findings', alert({ findings: distinct(1_000) }), undefined],
    [
      'names of ten thousand characters',
      alert({ cause: long, findings: distinct(30, { message: long, repository: long, remediation: long }) }),
      long,
    ],
    [
      'nothing but characters that are escaped',
      alert({ cause: '&'.repeat(10_000), findings: distinct(30, { message: '& < > '.repeat(2_000) }) }),
      '<'.repeat(999),
    ],
    ['nothing but wildcards', alert({ findings: distinct(30, { message: '* '.repeat(5_000) }) }), '*'],
    ['five hundred gaps', alert({ complete: false, unread: gaps, reportUrl: `https://a.example/${'y'.repeat(900)}` }), long],
    [
      'proofs without end',
      alert({
        findings: distinct(10, {
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
    const payload = slackPayload(given, { owner, headline: owner, read: owner });
    const texts = textsOf(payload);
    expect(payload.blocks.length).toBeLessThanOrEqual(50);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(3_000);
    expect(payload.text.length + texts.join('').length).toBeLessThan(10_000);
    expect(texts.some((text) => text === '')).toBe(false);
  });

  test('and what is left out is counted', () => {
    expect(textsOf(slackPayload(alert({ findings: distinct(1_000) })))).toContain('and 990 more findings');
    expect(textsOf(slackPayload(alert({ findings: distinct(3), total: 70 })))).toContain('and 67 more findings');
  });
});
