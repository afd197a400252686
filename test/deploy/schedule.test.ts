// How far apart the audits of a schedule are: from it follows when silence is an alarm.
import { expect, test } from 'vitest';
import { readSchedule } from '../../serverless/schedule.ts';

const NOW = new Date('2026-11-21T20:00:00Z');

test.each<readonly [string, number]>([
  ['rate(1 day)', 24],
  ['rate(1 days)', 24],
  ['rate(6 hours)', 6],
  ['rate(30 minutes)', 0.5],
  ['cron(0 6 * * ? *)', 24],
  ['cron(0 6,18 * * ? *)', 12],
  ['cron(0/15 * * * ? *)', 0.25],
  ['cron(0 8-18/2 ? * MON-FRI *)', 62],
  ['cron(0 6 ? * mon *)', 168],
  ['cron(0 6 ? * 2#1 *)', 840],
  ['cron(0 6 ? * 6L *)', 840],
  ['cron(0 6 1 * ? *)', 744],
  ['cron(0 6 L * ? *)', 744],
  ['cron(0 6 LW * ? *)', 792],
  ['cron(0 6 15W * ? *)', 768],
  ['cron(0 6 1 JAN,JUL ? *)', 4416],
  ['cron(0 6 29 2 ? *)', 35064],
])('%s leaves at most %d hours between two audits', (expression, hours) => {
  expect(readSchedule(expression, NOW)).toEqual({ kind: 'schedule', hours });
});

test('what comes once has no second audit', () => {
  expect(readSchedule('cron(0 6 1 1 ? 2027)', NOW)).toEqual({ kind: 'schedule', hours: undefined });
  expect(readSchedule('at(2027-01-01T06:00:00)', NOW)).toEqual({ kind: 'schedule', hours: undefined });
});
