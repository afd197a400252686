// Why an account was not audited, in one line for the cause of an execution.
import type { ExecutionEnd } from '../../lib/aws/deployment/execution-end.ts';
import { counted, cut, visible } from '../../lib/text/quote.ts';

export interface Unaudited {
  readonly account: string;
  readonly reason: string;
}

const LONGEST_REASON = 250;
/** A cause may have 32,768 characters. */
const LONGEST_CAUSE = 32_000;

/** What the end of an account's execution says; `error` is what the execution that waited for it was told. */
export function reasonOf(end: ExecutionEnd, error: string | undefined): string {
  return visible(cut(words(end, error ?? 'States.TaskFailed'), LONGEST_REASON));
}

function words(end: ExecutionEnd, error: string): string {
  switch (end.kind) {
    case 'absent':
      return `its execution could not be started (${error})`;
    case 'unknown':
      return `its execution failed (${error}), and why cannot be read (${end.code})`;
    case 'ended':
      return ENDS[end.status] ?? failure({ Error: end.error ?? error, Cause: end.cause ?? '' });
  }
}

const ENDS: Readonly<Record<string, string>> = {
  TIMED_OUT: 'its execution did not end in time (TIMED_OUT)',
  ABORTED: 'its execution was stopped (ABORTED)',
};

/** A cause is a sentence; or the failure that a state caught, as JSON; or, inside of that, what a function threw, as JSON. */
function failure({ Error: error, Cause: cause }: { readonly Error: string; readonly Cause: string }): string {
  const inner = objectIn(cause);
  const { Error: caught, Cause: why, errorType, errorMessage } = inner;
  if (typeof caught === 'string') return failure({ Error: caught, Cause: typeof why === 'string' ? why : '' });
  if (typeof errorMessage === 'string') return `${typeof errorType === 'string' ? errorType : error}: ${errorMessage}`;
  return cause === '' ? error : `${error}: ${cause}`;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // A sentence.
    return {};
  }
}

/** The cause of an execution: who was not audited and why, those of one reason together; `others` are named without a reason. */
export function causeOf(unaudited: readonly Unaudited[], others: readonly string[], total: number): string {
  const count = unaudited.length + others.length;
  const reasons = new Map<string, readonly string[]>();
  for (const { account, reason } of unaudited) reasons.set(reason, [...(reasons.get(reason) ?? []), account]);
  const parts = [...reasons].map(([reason, accounts]) => `${accounts.join(', ')}: ${reason}`);
  const rest = others.length === 0 ? [] : [`${others.join(', ')}: see their executions`];
  return cut(`${count} of ${counted(total, 'account')} not audited. ${[...parts, ...rest].join('; ')}`, LONGEST_CAUSE);
}
