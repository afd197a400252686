// Days around the ends of months and years: all of them are days in UTC, and a period is a number of them.
import { expect, test } from 'vitest';
import { readExpiry } from '../../../lib/baseline/edit/expiry.ts';
import { reviewDue } from '../../../lib/baseline/read/date.ts';
import type { Instant } from '../../../lib/model/ids.ts';

const instant = (text: string): Instant => text as Instant;

test.each([
  ['the last second of February in a common year', '2027-02-28T23:59:59Z', '1d', '2027-03-01'],
  ['the last of February before a leap day', '2028-02-28T00:00:00Z', '1d', '2028-02-29'],
  ['a leap day', '2028-02-29T12:00:00Z', '1d', '2028-03-01'],
  ['a leap day, for as many days as a year has', '2028-02-29T12:00:00Z', '366d', '2029-03-01'],
  ['a new year, the first second of which is over', '2026-12-31T23:59:59Z', '90d', '2027-03-31'],
  ['a day that has begun in the far east only', '2026-11-26T10:00:00Z', '30d', '2026-12-26'],
])('an acceptance from %s is until a day that many days later', (_, now, period, day) => {
  expect(readExpiry(period, instant(now))).toEqual({ kind: 'expires', text: day });
});

test('an acceptance may end today, and not yesterday', () => {
  const now = instant('2028-02-29T23:59:58Z');
  expect(readExpiry('2028-02-29', now)).toEqual({ kind: 'expires', text: '2028-02-29' });
  expect(readExpiry('2028-02-28', now)).toEqual({ kind: 'problem', reason: '`2028-02-28` is over already' });
});

test.each([
  ['2028-02-28T23:59:59Z', 1, '2028-02-29T23:59:59Z'],
  ['2028-02-29T23:59:59Z', 365, '2029-02-28T23:59:59Z'],
  ['2027-12-31T23:59:59Z', 60, '2028-02-29T23:59:59Z'],
])('a review of %s is due %i days later: %s', (reviewed, days, due) => {
  expect(reviewDue({ reviewed: instant(reviewed), days })).toBe(due);
});
