// How much may be asked to read one thing again: until a time, and so many calls.
import type { Api } from '../../api/permissions.ts';
import type { Unknown } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';

export interface Allowance {
  /** What `send` brings, or why nothing was asked. `calls` is how many it takes. */
  readonly ask: <A extends { readonly status: string }>(api: Api, send: () => Promise<A>, calls?: number) => Promise<A | Unknown>;
  /** Now, as parts say when they were read. */
  readonly now: () => string;
}

/** At most `most` calls, none after `until`. Pages count as one: whatever is listed here fits into one. */
export function allowance({ timing }: Session, until: number, most: number): Allowance {
  let left = most;
  return {
    now: () => new Date(timing.now()).toISOString(),
    ask: async (api, send, calls = 1) => {
      if (timing.now() >= until) return refused(api, 'OutOfTime', 'not read in time');
      if (left < calls) return refused(api, 'TooManyCalls', `more than ${most} calls to read it whole: the next full scan reads it`);
      left -= calls;
      return send();
    },
  };
}

function refused(api: Api, code: string, message: string): Unknown {
  return { status: 'unknown', error: { code, message, api } };
}
