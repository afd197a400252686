// When a call is tried again: the SDK says what kind of failure it was, this says how often and after how long.
import type { ECRClientConfig } from '@aws-sdk/client-ecr';
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';
import type { Pace } from './pace.ts';
import type { Timing } from './timing.ts';

type RetryStrategy = Extract<NonNullable<ECRClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>;
type RetryError = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1];
type Kind = 'throttled' | 'transient' | 'silent' | 'final';

const RULES = {
  throttled: { attempts: 8, firstMs: 500, mostMs: 20_000 },
  transient: { attempts: 4, firstMs: 100, mostMs: 5_000 },
  // Half a minute has passed already.
  silent: { attempts: 2, firstMs: 100, mostMs: 5_000 },
} as const;

/** Retries that calls without success may use up before a client stops retrying: an outage ends, and says so. */
const ALLOWANCE = 100;

export interface RetryOptions {
  readonly timing: Pick<Timing, 'wait' | 'chance'>;
  readonly pace: Pick<Pace, 'answered' | 'throttled'>;
  readonly signal: AbortSignal;
}

/** The retry strategy of one client, which also tells its pace how AWS took each attempt. Waits end when `signal` aborts. */
export function retryStrategy({ timing: { wait, chance }, pace, signal }: RetryOptions): RetryStrategy {
  let allowance = ALLOWANCE;
  const answered = (retries: number) => {
    pace.answered();
    allowance = Math.min(ALLOWANCE, allowance + 1 + retries);
  };
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (last, info) => {
      const kind = kindOf(info);
      const count = last.getRetryCount() + 1;
      if (kind === 'throttled') pace.throttled();
      if (kind === 'final') answered(0);
      if (kind === 'final' || count >= RULES[kind].attempts || allowance < 1) throw new Error('no further attempt');
      allowance -= 1;
      const { firstMs, mostMs } = RULES[kind];
      await wait(chance() * Math.min(mostMs, firstMs * 2 ** count), signal);
      return token(count);
    },
    recordSuccess: (last) => answered(last.getRetryCount()),
  };
}

function token(count: number): Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>> {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}

/** A name that does not resolve will not resolve a second later either; an answer cut short may come whole. */
function kindOf({ error, errorType }: RetryError): Kind {
  const code = errorCode(error);
  if (code === 'ENOTFOUND') return 'final';
  if (errorType === 'THROTTLING') return 'throttled';
  if (error?.name === 'TimeoutError') return 'silent';
  return errorType === 'CLIENT_ERROR' && code !== UNREADABLE_ANSWER ? 'final' : 'transient';
}
