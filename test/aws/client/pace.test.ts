import { describe, expect, test } from 'vitest';
import { openPace, type Pace } from '../../../lib/aws/client/pace.ts';
import { CLOCK } from '../../../lib/aws/client/timing.ts';

const LIMITS = { start: 50, most: 200, opening: 0.5 };

describe('the pace of calls', () => {
  test('is the rate that it starts with, but for the calls of one second at once', async () => {
    const { pace, clock } = paced();
    for (let turn = 0; turn < 550; turn += 1) await pace.turn(never());
    expect(clock.time).toBeGreaterThanOrEqual(9_900);
    expect(clock.time).toBeLessThanOrEqual(10_200);
  });

  test('slows down when AWS throttles, once for calls that were under way together', () => {
    const { pace, clock } = paced();
    for (let call = 0; call < 16; call += 1) pace.throttled();
    expect(pace.rate()).toBeCloseTo(30);
    clock.time += 600;
    pace.throttled();
    expect(pace.rate()).toBeCloseTo(18);
  });

  test('never rests, however long AWS throttles', () => {
    const { pace, clock } = paced();
    for (let call = 0; call < 100; call += 1) {
      clock.time += 1_000;
      pace.throttled();
    }
    expect(pace.rate()).toBe(1);
  });

  test('recovers with the answers, up to its limit', () => {
    const { pace } = paced();
    pace.throttled();
    for (let call = 0; call < 1_000; call += 1) pace.answered();
    expect(pace.rate()).toBeGreaterThan(50);
    for (let call = 0; call < 100_000; call += 1) pace.answered();
    expect(pace.rate()).toBe(200);
  });
});

describe('the pace that nobody knows yet', () => {
  test('grows by its share of itself until AWS throttles, and slowly from then on', () => {
    const { pace } = paced();
    for (let call = 0; call < 50; call += 1) pace.answered();
    expect(pace.rate()).toBeCloseTo(75);
    pace.throttled();
    expect(pace.rate()).toBeCloseTo(45);
    for (let call = 0; call < 45; call += 1) pace.answered();
    expect(pace.rate()).toBeGreaterThan(49);
    expect(pace.rate()).toBeLessThan(51);
  });

  test('needs as many calls under way as it has in the time that a call takes', () => {
    const { pace } = paced();
    expect(pace.width()).toBe(0);
    pace.took(200);
    expect(pace.width()).toBe(10);
    for (let call = 0; call < 100; call += 1) pace.took(1_000);
    expect(pace.width()).toBe(50);
    pace.throttled();
    expect(pace.width()).toBe(30);
  });
});

test('a wait ends at once when the scan is interrupted', async () => {
  const controller = new AbortController();
  const waiting = CLOCK.wait(60_000, controller.signal);
  controller.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  await expect(CLOCK.wait(60_000, controller.signal)).rejects.toThrow('stop');
});

function paced(): { readonly pace: Pace; readonly clock: { time: number } } {
  const clock = { time: 0 };
  const wait = async (milliseconds: number) => {
    clock.time += milliseconds;
  };
  return { pace: openPace(LIMITS, { now: () => clock.time, wait }), clock };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
