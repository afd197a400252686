// How the execution that audits one account ended.
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { errorCode, UNREADABLE_ANSWER } from '../api/call-error.ts';

export type ExecutionEnd =
  /** `status` as Step Functions has it: FAILED, TIMED_OUT, ABORTED, ...; error and cause where it gives any. */
  | { readonly kind: 'ended'; readonly status: string; readonly error: string | undefined; readonly cause: string | undefined }
  /** No execution of that name was ever started. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly code: string };

/** How the execution `name` of a state machine ended; never rejects: what Step Functions does not tell is unknown. */
export async function endOfExecution(stateMachine: string, name: string): Promise<ExecutionEnd> {
  const client = new SFNClient({});
  try {
    const executionArn = `${stateMachine.replace(':stateMachine:', ':execution:')}:${name}`;
    const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status === undefined ? { kind: 'unknown', code: UNREADABLE_ANSWER } : { kind: 'ended', status, error, cause };
  } catch (error) {
    const code = errorCode(error);
    return code === 'ExecutionDoesNotExist' ? { kind: 'absent' } : { kind: 'unknown', code };
  } finally {
    client.destroy();
  }
}
