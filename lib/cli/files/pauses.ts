// Waiting for the other end of a pipe: a moment at first, and longer the longer nothing happens.

const FIRST_MILLISECONDS = 0.1;
const LONGEST_MILLISECONDS = 20;

/** How long to wait each time, one after the other: doubling, and no longer than anybody notices. Milliseconds. */
export function* growingPauses(): Generator<number, never> {
  for (let length = FIRST_MILLISECONDS; ; length = Math.min(length * 2, LONGEST_MILLISECONDS)) yield length;
}

/** Waits without giving up the turn. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
