// How much may be asked to read one thing again: until a time, and so many calls.
import type { Api } from '../../api/permissions.ts';
import { admitted } from '../../client/admitted.ts';
import type { Unknown } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';

export interface Allowance {
  /** What `send` brings, or why nothing was asked. `calls` is how many it takes. */
  readonly ask: <A extends { readonly status: string }>(api: Api, send: () => Promise<A>, calls?: number) => Promise<A | Unknown>;
  /** The session, each call of which to Organizations is one of these: a refused one is a failed one. */
  readonly within: (session: Session) => Session;
  /** Now, as parts say when they were read. */
  readonly now: () => string;
}

/** At most `most` calls, none after `until`. For `ask`, pages count as one: whatever is listed here fits into one. */
export function allowance({ timing }: Session, until: number, most: number): Allowance {
  let left = most;
  const refusal = (calls: number): Refusal | undefined => {
    if (timing.now() >= until) return OUT_OF_TIME;
    if (left < calls) return { code: 'TooManyCalls', message: `more than ${most} calls to read it whole: the next full scan reads it` };
    left -= calls;
    return undefined;
  };
  return {
    now: () => new Date(timing.now()).toISOString(),
    ask: async (api, send, calls = 1) => {
      const refused = refusal(calls);
      return refused ? { status: 'unknown', error: { ...refused, api } } : send();
    },
    within: (session) => {
      const admit = (): void => {
        const refused = refusal(1);
        if (refused) throw Object.assign(new Error(refused.message), { code: refused.code });
      };
      const { clients, auditor } = session;
      return { ...session, clients: admitted(clients, admit), auditor: auditor && admitted(auditor, admit) };
    },
  };
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

const OUT_OF_TIME: Refusal = { code: 'OutOfTime', message: 'not read in time' };
