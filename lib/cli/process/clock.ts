// The clock of the command line.
import type { Instant } from '../../model/ids.ts';

/** The time, to the second. */
export function now(): Instant {
  // INVARIANT: what Date prints is RFC 3339.
  return `${new Date().toISOString().slice(0, 19)}Z` as Instant;
}

/** Of two instants the one that comes last. */
export function later(a: Instant, b: Instant): Instant {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}
