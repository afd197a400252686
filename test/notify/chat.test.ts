// Alerts as custom notifications of Amazon Q Developer (G13).
import { expect, test } from 'vitest';
import { chatNotification } from '../../lib/notify/chat.ts';
import { distinct, finding, notice } from '../support/alerts.ts';

test('a notification has the form that Amazon Q takes', () => {
  expect(chatNotification(notice({}, { thread: 'ecrd-aaaaaaaaaaaaaaaaaaaa', owner: 'team-payments' }))).toEqual({
    version: '1.0',
    source: 'custom',
    id: `alert-${'0'.repeat(32)}`,
    content: {
      textType: 'client-markdown',
      title: 'NEW high: account 464622532012 can pull from payments/api in eu-west-1',
      description: [
        'account 464622532012 can pull from payments/api in eu-west-1',
        'account 111111111111, read 2026-11-21 20:00 UTC, scan complete',
        'account:464622532012 can pull from payments/api in eu-west-1: no rule allows it',
        'through repository policy, statement 2 (ScannerPull)',
        '`ecrd-aaaaaaaaaaaaaaaaaaaa`  ECRD-202',
      ].join('\n'),
      nextSteps: [
        'Fix: remove the statement or narrow it to the role that needs it, or allow it in the baseline',
        'Undo: `npx ecr-drift fix ecrd-aaaaaaaaaaaaaaaaaaaa`',
        "Keep: `npx ecr-drift accept ecrd-aaaaaaaaaaaaaaaaaaaa --audit AUDIT.json --reason 'why it may stay' --owner 'who answers for it' --expires 90d`",
      ],
      keywords: ['high', 'opened', 'ECRD-202'],
    },
    metadata: {
      threadId: 'ecrd-aaaaaaaaaaaaaaaaaaaa',
      summary: 'account 464622532012 can pull from payments/api in eu-west-1',
      additionalContext: { account: '111111111111', region: 'eu-west-1', owner: 'team-payments' },
    },
  });
});

test('a thousand findings stay within 8,000 characters, and those left out are counted', () => {
  const { content } = chatNotification(notice({ findings: distinct(1_000) }));
  expect(content.description.length).toBeLessThanOrEqual(8_000);
  const shown = content.description.split('\n').filter((line) => line.startsWith('*high*')).length;
  expect(content.description).toContain(`and ${1_000 - shown} more findings`);
  expect(shown).toBeGreaterThan(10);
});

test('what is over needs no next step', () => {
  const { content } = chatNotification(notice({ event: 'resolved', findings: [finding({ state: 'resolved' })] }));
  expect(content.nextSteps).toEqual([]);
});

test('an incomplete scan is said in the first lines', () => {
  const unread = [{ part: 'identity', api: 'iam:GetAccountAuthorizationDetails', code: 'AccessDenied', message: '' }];
  const { content } = chatNotification(notice({ complete: false, unread, reportUrl: 'https://a.example/r' }));
  const lines = content.description.split('\n');
  expect(lines.slice(1, 3)).toEqual([
    'account 111111111111, read 2026-11-21 20:00 UTC, INCOMPLETE: 1 part not read, nothing is concluded from them',
    'identity, iam:GetAccountAuthorizationDetails, AccessDenied',
  ]);
  expect(lines.at(-1)).toBe('report: <https://a.example/r#ecrd-aaaaaaaaaaaaaaaaaaaa|open>');
});
