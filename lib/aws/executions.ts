// Executions of the state machine: scans that take longer than a caller waits.
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { errorCode } from './call-error.ts';

export interface Execution {
  readonly stateMachine: string;
  /** The same name starts nothing twice. */
  readonly name: string;
  readonly input: Readonly<Record<string, string>>;
}

/** Starts an execution, unless one of that name has been started in the last 90 days. */
export async function startExecution({ stateMachine, name, input }: Execution): Promise<void> {
  const client = new SFNClient({});
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn: stateMachine, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (errorCode(error) !== 'ExecutionAlreadyExists') throw error;
  } finally {
    client.destroy();
  }
}
