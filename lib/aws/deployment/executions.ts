// Executions of the state machine: scans that take longer than a caller waits.
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { errorCode } from '../api/call-error.ts';
import { impossibleAnswer } from './s3-error.ts';

export interface Execution {
  readonly stateMachine: string;
  /** The same name starts nothing twice. */
  readonly name: string;
  readonly input: Readonly<Record<string, string>>;
}

/** Starts an execution, unless one of that name has been started in the last 90 days. Throws one line where it was not. */
export async function startExecution({ stateMachine, name, input }: Execution): Promise<void> {
  const client = new SFNClient({});
  try {
    const command = new StartExecutionCommand({ stateMachineArn: stateMachine, name, input: JSON.stringify(input) });
    const { executionArn: arn } = await client.send(command);
    if (arn === undefined) throw impossibleAnswer();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ExecutionAlreadyExists') return;
    throw new Error(`cannot start ${stateMachine}: ${code}: ${REMEDIES.get(code) ?? 'ask again'}`, { cause: error });
  } finally {
    client.destroy();
  }
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'allow states:StartExecution on it'],
  ['StateMachineDoesNotExist', 'set STATE_MACHINE to the one that the stack names'],
  ['InvalidArn', 'set STATE_MACHINE to the one that the stack names'],
]);
