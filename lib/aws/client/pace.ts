// How fast one service of one region is asked: quicker while AWS keeps up, slower as soon as it throttles (F6).
import type { Timing } from './timing.ts';

export interface Pace {
  /** Resolves when the next attempt may go out; rejects when `signal` aborts. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly answered: () => void;
  readonly throttled: () => void;
  /** Attempts per second, for the operator. */
  readonly rate: () => number;
}

export interface PaceLimits {
  /** Attempts per second. */
  readonly start: number;
  readonly most: number;
}

const LEAST = 1;
const SLOWER = 0.6;
/** Attempts per second that a second of answers adds. */
const QUICKER = 5;
/** Attempts already under way are throttled together: that is one reason to slow down. */
const ONE_THROTTLING_MS = 500;
/** What may go out at once after a rest, in seconds of the rate. */
const BURST_SECONDS = 1;

/** A pace that begins at `start` attempts per second, and stays between one and `most`. */
export function openPace({ start, most }: PaceLimits, { now, wait }: Pick<Timing, 'now' | 'wait'>): Pace {
  let rate = start;
  let next = Number.NEGATIVE_INFINITY;
  let slowedAt = Number.NEGATIVE_INFINITY;
  return {
    turn: async (signal) => {
      const time = now();
      const at = Math.max(next, time - BURST_SECONDS * 1000);
      next = at + 1000 / rate;
      if (at > time) await wait(at - time, signal);
    },
    answered: () => {
      rate = Math.min(most, rate + QUICKER / rate);
    },
    throttled: () => {
      const time = now();
      if (time - slowedAt < ONE_THROTTLING_MS) return;
      slowedAt = time;
      rate = Math.max(LEAST, rate * SLOWER);
    },
    rate: () => rate,
  };
}
