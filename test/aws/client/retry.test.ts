import { describe, expect, test } from 'vitest';
import { openPace } from '../../../lib/aws/client/pace.ts';
import { retryStrategy } from '../../../lib/aws/client/retry.ts';

type Strategy = ReturnType<typeof retryStrategy>;
type Failure = Parameters<Strategy['refreshRetryTokenForRetry']>[1];

const THROTTLED: Failure = { errorType: 'THROTTLING' };
const BROKEN: Failure = { errorType: 'TRANSIENT' };
const SILENT = failure('TRANSIENT', Object.assign(new Error('late'), { name: 'TimeoutError' }));

describe('a call is tried again', () => {
  test.each<readonly [string, Failure, number]>([
    ['seven times when AWS throttles', THROTTLED, 7],
    ['three times when AWS, or the network, fails', BROKEN, 3],
    ['three times when the answer is cut short', failure('CLIENT_ERROR', new SyntaxError('Unexpected end of JSON input')), 3],
    ['once when nobody answers', SILENT, 1],
    ['never when AWS refuses', failure('CLIENT_ERROR', Object.assign(new Error('no'), { name: 'AccessDeniedException' })), 0],
    ['never when there is no such host', failure('TRANSIENT', Object.assign(new Error('no'), { code: 'ENOTFOUND' })), 0],
  ])('%s', async (_what, what, times) => {
    const { strategy } = opened();
    expect(await retriesOf(strategy, what)).toBe(times);
  });

  test('after waits that double, up to a limit', async () => {
    const { strategy, waits } = opened();
    await retriesOf(strategy, THROTTLED);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  test('no longer, once many calls have failed and none has been answered', async () => {
    const { strategy } = opened();
    for (let call = 0; call < 40; call += 1) await retriesOf(strategy, BROKEN);
    expect(await retriesOf(strategy, BROKEN)).toBe(0);
    for (let call = 0; call < 3; call += 1) strategy.recordSuccess(await strategy.acquireInitialRetryToken(''));
    expect(await retriesOf(strategy, BROKEN)).toBe(3);
  });
});

test('a refusal is an answer: it makes calls quicker, and throttling makes them slower', async () => {
  const { strategy, pace } = opened();
  await retriesOf(strategy, failure('CLIENT_ERROR', new Error('no')));
  expect(pace.rate()).toBeGreaterThan(10);
  await retriesOf(strategy, THROTTLED);
  expect(pace.rate()).toBeLessThan(10);
});

function failure(errorType: Failure['errorType'], error: Error): Failure {
  return { errorType, error: Object.assign(error, { $metadata: {} }) as unknown as NonNullable<Failure['error']> };
}

function opened() {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
  };
  const pace = openPace({ start: 10, most: 100, opening: 0 }, { now: () => 0, wait });
  const { signal } = new AbortController();
  return { waits, pace, strategy: retryStrategy({ timing: { wait, chance: () => 1 }, pace, signal }) };
}

/** How often a call that fails in this way every time is tried again. */
async function retriesOf(strategy: Strategy, what: Failure): Promise<number> {
  let token = await strategy.acquireInitialRetryToken('');
  for (let count = 0; ; count += 1) {
    try {
      token = await strategy.refreshRetryTokenForRetry(token, what);
    } catch {
      return count;
    }
  }
}
