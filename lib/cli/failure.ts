/** The command cannot do its work: one line on standard error, exit status 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Exit statuses (CONTRACT section 6). */
export const EXIT = { done: 0, failed: 1, drift: 2, incomplete: 3 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];
