import { expect, test } from 'vitest';
import { sinceOf } from '../../../lib/cli/input/since.ts';
import type { Instant } from '../../../lib/model/ids.ts';

const NOW = '2026-11-26T12:00:00Z' as Instant;

test.each([
  [undefined, '2026-08-28T12:00:00Z', false],
  ['7d', '2026-11-19T12:00:00Z', false],
  ['2026-11-01', '2026-11-01T00:00:00Z', false],
  ['2026-11-01T08:00:00+02:00', '2026-11-01T06:00:00Z', false],
  ['2026-01-01', '2026-08-28T12:00:00Z', true],
  ['400d', '2026-08-28T12:00:00Z', true],
])('--since %s is from %s on', (text, since, isCut) => {
  expect(sinceOf(text, NOW)).toEqual({ since, isCut });
});

test.each(['yesterday', '2026-02-30', '7', '-1d', '2027-01-01'])('--since %s is refused', (text) => {
  expect(() => sinceOf(text, NOW)).toThrow(/^--since `/);
});
