// What came of reading parts again: those that were read, and what could not be. A reading that failed is no part.
import type { RereadPart } from '../../../model/reread.ts';
import type { Reread } from '../../../scoped/schema.ts';
import type { CallError } from '../../api/call-error.ts';
import type { Unknown } from '../../client/call.ts';

/** A part that keeps what it said before, and why. */
export interface FailedReread extends Pick<CallError, 'code' | 'message'> {
  readonly part: RereadPart;
  readonly api: string;
}

export interface RereadOutcome {
  readonly parts: readonly Reread[];
  readonly failed: readonly FailedReread[];
}

export const NOTHING: RereadOutcome = { parts: [], failed: [] };

/** All of them as one. */
export function together(outcomes: readonly RereadOutcome[]): RereadOutcome {
  return { parts: outcomes.flatMap(({ parts }) => parts), failed: outcomes.flatMap(({ failed }) => failed) };
}

/** The outcome of one reading. */
export function readOnce(part: RereadPart, reread: Reread | Unknown): RereadOutcome {
  return 'kind' in reread ? { parts: [reread], failed: [] } : failure(part, reread);
}

/** One part that could not be read. */
export function failure(part: RereadPart, { error }: Unknown): RereadOutcome {
  const { api, code, message } = error;
  return { parts: [], failed: [{ part, api, code, message }] };
}
