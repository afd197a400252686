// What one thing gets of the work that is left.
import { expect, test } from 'vitest';
import { workOf } from '../../../lib/remediation/effect/work.ts';

// Seen failing: all of it given to the first; nothing left for others once one went beyond what it got.
test('each thing gets three quarters of what is left, until nothing is', () => {
  const work = workOf(100);
  expect([work.begin(), work.isSpent()]).toEqual([true, false]);
  work.spend(74);
  expect(work.isSpent()).toBe(false);
  work.spend(1);
  expect(work.isSpent()).toBe(true);
  expect([work.begin(), work.isSpent()]).toEqual([true, false]);
  // What was begun is finished.
  work.spend(25);
  expect([work.isSpent(), work.begin(), work.isSpent()]).toEqual([true, false, true]);
});

test('without bounds everything is worked out', () => {
  const work = workOf(Number.POSITIVE_INFINITY);
  work.spend(1e12);
  expect([work.begin(), work.isSpent()]).toEqual([true, false]);
});
