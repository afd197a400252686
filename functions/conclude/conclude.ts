// Says which accounts were not audited, and why: the cause that an execution fails with.
import { mapOf } from '../../lib/aws/client/concurrency.ts';
import { endOfExecution } from '../../lib/aws/deployment/execution-end.ts';
import { readConfig } from '../../lib/config.ts';
import { concludeEvent } from '../runtime/events.ts';
import { lambda, logger } from '../runtime/handler.ts';
import { causeOf, reasonOf } from './reason.ts';

/** No more executions are asked how they ended: reasons take room, and many accounts that fail at once have few of them. */
const MOST_ASKED = 50;
const AT_ONCE = 5;

export const handler = lambda(concludeEvent, async ({ executions, results }): Promise<{ readonly cause: string }> => {
  const { ACCOUNT_STATE_MACHINE: stateMachine } = readConfig(['ACCOUNT_STATE_MACHINE'], process.env);
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const unaudited = await mapOf(failed.slice(0, MOST_ASKED), AT_ONCE, async ({ account, error }) => {
    const end = await endOfExecution(stateMachine, `${executions}-${account}`);
    return { account, reason: reasonOf(end, error) };
  });
  const others = failed.slice(MOST_ASKED).map(({ account }) => account);
  logger.warn('not every account was audited', { failed: failed.length, of: results.length });
  return { cause: causeOf(unaudited, others, results.length) };
});
