/** The command cannot do its work: one line for each reason on standard error, exit status 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly reasons: readonly string[];

  constructor(reasons: string | readonly string[], options?: ErrorOptions) {
    const list = typeof reasons === 'string' ? [reasons] : reasons;
    super(list.join('; '), options);
    this.reasons = list;
  }
}

/** Exit statuses (docs/formats.md#exit-status). */
export const EXIT = { done: 0, failed: 1, drift: 2, incomplete: 3 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Where the command that ran leaves its exit status. */
export interface CommandOutcome {
  exit: Exit;
}
