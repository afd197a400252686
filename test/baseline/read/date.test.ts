import { describe, expect, test } from 'vitest';
import { expiryOf, reviewDays } from '../../../lib/baseline/read/date.ts';

describe('until when something holds', () => {
  test.each([
    ['a date is the end of that day', '2026-12-31', '2026-12-31T23:59:59Z'],
    ['a leap day is a day', '2028-02-29', '2028-02-29T23:59:59Z'],
    ['an instant is itself', '2026-12-31T18:00:00Z', '2026-12-31T18:00:00Z'],
    ['an instant may lack seconds', '2026-12-31T18:00Z', '2026-12-31T18:00:00Z'],
    ['an instant of another zone is told in UTC', '2026-12-31T18:00:00+05:30', '2026-12-31T12:30:00Z'],
    ['fractions of seconds are cut', '2026-12-31T18:00:00.999Z', '2026-12-31T18:00:00Z'],
  ])('%s: %s', (_, text, instant) => {
    expect(expiryOf(text)).toBe(instant);
  });

  test.each([
    ['a duration', '90d'],
    ['nothing', ''],
    ['a year', '2026'],
    ['a day of another month', '2026-02-30'],
    ['a day of no leap year', '2026-02-29'],
    ['month 13', '2026-13-01'],
    ['a date without zeros', '2026-1-5'],
    ['a time without zone', '2026-12-31T18:00:00'],
    ['a time that does not exist', '2026-12-31T25:00:00Z'],
    ['a time on a day that does not exist', '2026-02-30T18:00:00Z'],
    ['a blank instead of the T', '2026-12-31 18:00:00Z'],
    ['a date with something after it', '2026-12-31x'],
    ['a date of another order', '31.12.2026'],
  ])('%s is no date: `%s`', (_, text) => {
    expect(expiryOf(text)).toBeUndefined();
  });
});

describe('a period of review', () => {
  test.each([
    ['180d', 180],
    ['1d', 1],
    ['90', 90],
    [90, 90],
  ])('%s is in days', (period, days) => {
    expect(reviewDays(period)).toBe(days);
  });

  test.each(['6m', '180 d', 'd', '', '0d', '-1d', '1.5d', '1000000d', 0, -1, 1.5, Number.NaN, 1e21])('%s is none', (period) => {
    expect(reviewDays(period)).toBeUndefined();
  });
});
