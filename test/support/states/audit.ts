// An audit as both state machines run it, with whatever stands for the functions.
import { definition } from './definition.ts';
import { emptyHistory, execute, Failure, type History, type Perform } from './machine.ts';
import { Uncatchable } from './paths.ts';

const WHOLE = definition('definition.yml');
const ACCOUNT = definition('account-definition.yml');

export type FunctionName = 'plan' | 'collect' | 'audit' | 'conclude';
/** What a function answers to a payload; a Failure where it fails. */
export type Invoke = (name: FunctionName, payload: unknown) => Promise<unknown>;

export type End =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string | undefined };

export interface Ran {
  readonly name: string;
  readonly end: End;
  readonly history: History;
}

export interface Audit extends Ran {
  /** The executions that it started. */
  readonly accounts: readonly Ran[];
}

/** One execution of the state machine that the schedule starts, and those of its accounts. */
export async function auditBy(invoke: Invoke, { name, input }: { readonly name: string; readonly input: unknown }): Promise<Audit> {
  const accounts: Ran[] = [];
  const functions = (parameters: Readonly<Record<string, unknown>>) =>
    // INVARIANT: the definitions name a function by what the template puts in for it.
    invoke(parameters['FunctionName'] as FunctionName, parameters['Payload']).then((answer) => ({ StatusCode: 200, Payload: answer }));
  const perform: Perform = async (resource, parameters) => {
    if (resource === 'invoke') return functions(parameters);
    const account = await ended(ACCOUNT, String(parameters['Name']), parameters['Input'], (_, given) => functions(given));
    accounts.push(account);
    if (account.end.status === 'SUCCEEDED') return { Name: account.name, Status: 'SUCCEEDED', Output: account.end.output };
    throw new Failure('States.TaskFailed', JSON.stringify({ Name: account.name, Status: 'FAILED', Cause: account.end.cause }));
  };
  const whole = await ended(WHOLE, name, input, perform);
  return { ...whole, accounts };
}

/** One execution of the state machine of an account, as an event starts it. */
export async function auditAccountBy(invoke: Invoke, { name, input }: { readonly name: string; readonly input: unknown }): Promise<Ran> {
  return await ended(ACCOUNT, name, input, (_, { FunctionName: of, Payload: payload }) =>
    // INVARIANT: as above.
    invoke(of as FunctionName, payload).then((answer) => ({ StatusCode: 200, Payload: answer })),
  );
}

async function ended(machine: typeof WHOLE, name: string, input: unknown, perform: Perform): Promise<Ran> {
  const history = emptyHistory();
  const end = await execute(machine, { name, input, perform, history }).then(
    (output): End => ({ status: 'SUCCEEDED', output }),
    (error: unknown): End => {
      // What cannot be caught ends this execution, and is a failed task for the one that waits for it.
      if (error instanceof Failure) return { status: 'FAILED', error: error.error, cause: error.cause };
      if (error instanceof Uncatchable) return { status: 'FAILED', error: 'States.Runtime', cause: error.message };
      throw error;
    },
  );
  return { name, end, history };
}
