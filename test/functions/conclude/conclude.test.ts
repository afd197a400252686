import { describe, expect, test, vi } from 'vitest';
import { handler } from '../../../functions/conclude/conclude.ts';
import { reasonOf } from '../../../functions/conclude/reason.ts';
import { readEvent } from '../support/events.ts';
import { invoke } from '../support/invoke.ts';
import { sideServer } from '../support/side-server.ts';

const MACHINE = 'arn:aws:states:eu-west-1:111111111111:stateMachine:ecr-drift-account';

async function causeOf(answer: object, event = readEvent('conclude')): Promise<string> {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  await sideServer({ DescribeExecution: answer });
  return (await invoke<{ cause: string }>(handler, event)).cause;
}

const ENVIRONMENT = {
  ACCOUNT_STATE_MACHINE: MACHINE,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAOWN',
  AWS_SECRET_ACCESS_KEY: 'example-secret',
} as const;

const thrown = JSON.stringify({ errorType: 'AuditError', errorMessage: 'state/222222222222.json is damaged', trace: ['at x'] });
const caught = JSON.stringify({ Error: 'AuditError', Cause: thrown });
const many = (count: number) => ({
  executions: 'run',
  results: Array.from({ length: count }, (_, index) => ({
    account: String(100_000_000_000 + index),
    outcome: 'failed',
    error: 'States.TaskFailed',
  })),
});

describe('the cause of an execution', () => {
  test('names the account that was not audited, and what its audit threw', async () => {
    expect(await causeOf({ status: 'FAILED', error: 'NotAudited', cause: caught })).toBe(
      '1 of 2 accounts not audited. 222222222222: AuditError: state/222222222222.json is damaged',
    );
  });

  test('asks about the executions of accounts that failed, and no others', async () => {
    for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
    const calls = await sideServer({ DescribeExecution: { status: 'TIMED_OUT' } });
    await invoke(handler, readEvent('conclude'));
    const executionArn =
      'arn:aws:states:eu-west-1:111111111111:execution:ecr-drift-account:a3c0f6e2-5a0b-4c53-9a9e-1d7c2f1a0b11-222222222222';
    expect(calls.map(({ input }) => input)).toEqual([{ executionArn }]);
  });

  test.each([
    ['was never started', { __type: 'ExecutionDoesNotExist' }, 'its execution could not be started (States.TaskFailed)'],
    ['may not be looked at', { __type: 'AccessDeniedException' }, 'why cannot be read (AccessDeniedException)'],
    ['took too long', { status: 'TIMED_OUT' }, 'its execution did not end in time'],
    ['was stopped by somebody', { status: 'ABORTED' }, 'its execution was stopped'],
    [
      'gave a sentence',
      { status: 'FAILED', error: 'States.Runtime', cause: 'the path leads nowhere' },
      'States.Runtime: the path leads nowhere',
    ],
    ['gave nothing', { status: 'FAILED', error: 'States.Timeout' }, '222222222222: States.Timeout'],
  ])('says so where an execution %s', async (_, answer, words) => {
    expect(await causeOf(answer)).toContain(words);
  });

  test('tells accounts with one reason together, and a thousand of them within 32,768 characters', async () => {
    const cause = await causeOf({ status: 'FAILED', error: 'NotAudited', cause: `${'long '.repeat(2_000)}` }, many(1_000));
    expect(cause.length).toBeLessThan(32_768);
    for (const { account } of many(1_000).results) expect(cause).toContain(account);
    expect(cause.match(/NotAudited/g)).toHaveLength(1);
  });

  test('of fifty accounts with a reason each still names a thousand', () => {
    const reasons = many(50).results.map(({ account }) =>
      reasonOf({ kind: 'ended', status: 'FAILED', error: account, cause: 'x'.repeat(5_000) }, undefined),
    );
    const named = reasons.join('; ').length + 50 * '100000000000: '.length + 950 * '100000000000, '.length;
    expect(named).toBeLessThan(32_000);
  });

  test('shows nothing of strangers that would break the line', () => {
    const cause = JSON.stringify({ errorType: 'Error', errorMessage: 'first\nsecond' });
    expect(reasonOf({ kind: 'ended', status: 'FAILED', error: 'x', cause }, undefined)).toBe('Error: first\\u{a}second');
  });
});
