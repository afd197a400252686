// How fast one service of one region is asked: quicker while AWS keeps up, slower as soon as it throttles (F6).
import type { Timing } from './timing.ts';

export interface Pace {
  /** Resolves when the next attempt may go out; rejects when `signal` aborts. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  readonly answered: () => void;
  readonly throttled: () => void;
  /** An attempt was under way for so many milliseconds. */
  readonly took: (milliseconds: number) => void;
  /** How many attempts have to be under way for the rate to be reached, as long as they take of late. */
  readonly width: () => number;
  /** Attempts per second, for the operator. */
  readonly rate: () => number;
}

export interface PaceLimits {
  /** Attempts per second. */
  readonly start: number;
  readonly most: number;
  /** The share of itself that the rate grows by in a second of answers, until AWS throttles for the first time. */
  readonly opening: number;
}

const LEAST = 1;
const SLOWER = 0.6;
/** Attempts per second that a second of answers adds. */
const QUICKER = 5;
/** The weight of the last attempt in how long attempts take. */
const LATEST = 0.1;
/** Attempts already under way are throttled together: that is one reason to slow down. */
const ONE_THROTTLING_MS = 500;
/** What may go out at once after a rest, in seconds of the rate. */
const BURST_SECONDS = 1;

/** A pace that begins at `start` attempts per second, and stays between one and `most`. */
export function openPace({ start, most, opening }: PaceLimits, { now, wait }: Pick<Timing, 'now' | 'wait'>): Pace {
  let rate = start;
  let next = Number.NEGATIVE_INFINITY;
  let slowedAt = Number.NEGATIVE_INFINITY;
  let latency = 0;
  return {
    turn: async (signal) => {
      const time = now();
      const at = Math.max(next, time - BURST_SECONDS * 1000);
      next = at + 1000 / rate;
      if (at > time) await wait(at - time, signal);
    },
    answered: () => {
      const growth = slowedAt === Number.NEGATIVE_INFINITY ? opening : 0;
      rate = Math.min(most, rate + Math.max(growth, QUICKER / rate));
    },
    throttled: () => {
      const time = now();
      if (time - slowedAt < ONE_THROTTLING_MS) return;
      slowedAt = time;
      rate = Math.max(LEAST, rate * SLOWER);
    },
    took: (milliseconds) => {
      latency = latency === 0 ? milliseconds : latency + LATEST * (milliseconds - latency);
    },
    width: () => Math.ceil((rate * latency) / 1000),
    rate: () => rate,
  };
}
