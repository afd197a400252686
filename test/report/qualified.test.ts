// What is said before the sentence of a finding.
import { describe, expect, test } from 'vitest';
import { RESOLUTION_REASONS } from '../../lib/model/state.ts';
import { qualified } from '../../lib/report/qualified.ts';

const message = 'account:222222222222 can pull from team/app in us-east-1: no rule allows it';

describe('the sentence of a finding', () => {
  test('is what it says while it is open', () => {
    expect(qualified({ message })).toBe(message);
  });

  test.each([
    ['the access is gone. It was: ', { because: 'access-removed' as const }],
    ['the baseline says otherwise now. It was: ', { because: 'baseline-changed' as const }],
    ['not watched any more, and not found to be better: ', { because: 'not-watched' as const }],
    ['back, after the access had been gone: ', { reopenedAfter: 'access-removed' as const }],
    ['watched again: ', { reopenedAfter: 'not-watched' as const }],
    ['not verified since 2026-11-01: ', { unverifiedSince: '2026-11-01T06:00:00Z' }],
  ])('begins with `%s`', (beginning, fields) => {
    expect(qualified({ message, ...fields })).toBe(beginning + message);
  });

  test.each(['because', 'reopenedAfter'] as const)('says for each reason something of its own (%s)', (field) => {
    const sentences = RESOLUTION_REASONS.map((reason) => qualified({ message, [field]: reason }));
    expect(new Set(sentences).size).toBe(RESOLUTION_REASONS.length);
  });
});
