// Step Functions, as far as the definitions use it, with what it counts: events of the history, bytes of payloads.
import type { Choices, Graph, Machine, MapState, Parallel, State, Task } from './definition.ts';
import { at, evaluated, filled, type Scope, Uncatchable } from './paths.ts';

/** What a task ends with, and what an execution fails with. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly error: string;
  /** Undefined where Step Functions gives none, as for a time-out. */
  override readonly cause: string | undefined;

  constructor(error: string, cause?: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** What a task does: `resource` and `parameters` as the state has them; throws a Failure. */
export type Perform = (resource: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What was counted in one execution. */
export interface History {
  /** Events, as Step Functions writes them. */
  events: number;
  /** The most bytes of JSON that went into a state, out of it, or to a task. */
  bytes: number;
  readonly visited: Set<string>;
}

export interface Execution {
  readonly name: string;
  readonly input: unknown;
  readonly perform: Perform;
  readonly history: History;
}

export function emptyHistory(): History {
  return { events: 0, bytes: 0, visited: new Set() };
}

const MOST_BYTES = 262_144;
const LONGEST_CAUSE = 32_768;

/** Runs an execution to its end: what it puts out, or a Failure. Throws Uncatchable where Step Functions would end it whatever is caught. */
export async function execute(machine: Machine, execution: Execution): Promise<unknown> {
  const { name, input, history } = execution;
  history.events += 2;
  const context = { Execution: { Name: name, Id: `arn:aws:states:eu-west-1:111111111111:execution:machine:${name}`, Input: input } };
  return run(machine, input, { ...execution, context });
}

interface Run extends Execution {
  readonly context: object;
}

async function run({ StartAt: start, States: states }: Graph, input: unknown, execution: Run): Promise<unknown> {
  let name: string | undefined = start;
  let value = input;
  while (name !== undefined) {
    const state: State | undefined = states[name];
    if (state === undefined) throw new Uncatchable(`there is no state ${name}`);
    execution.history.visited.add(name);
    const step: Step = await enter(state, { input: weighed(value, execution), context: execution.context }, execution).catch((error) => {
      throw error instanceof Uncatchable ? new Uncatchable(`${name}: ${error.message}`) : error;
    });
    value = weighed(step.output, execution);
    name = step.next;
  }
  return value;
}

interface Step {
  readonly output: unknown;
  readonly next: string | undefined;
}

async function enter(state: State, scope: Scope, execution: Run): Promise<Step> {
  execution.history.events += state.Type === 'Fail' ? 1 : 2;
  switch (state.Type) {
    case 'Task':
      return performed(state, scope, execution);
    case 'Pass':
      return after(state, { ...scope, input: state.Parameters ? filled(state.Parameters, scope) : scope.input });
    case 'Choice':
      return { output: scope.input, next: chosen(state, scope) };
    case 'Wait':
      return { output: scope.input, next: state.Next };
    case 'Succeed':
      return { output: scope.input, next: undefined };
    case 'Fail':
      throw new Failure(state.Error, state.CausePath === undefined ? state.Cause : causeIn(state.CausePath, scope));
    case 'Map':
      execution.history.events += 2;
      return after(state, { ...scope, input: placed(state, scope, await mapped(state, scope, execution)) });
    case 'Parallel':
      execution.history.events += 2;
      return after(state, { ...scope, input: placed(state, scope, await branched(state, scope, execution)) });
  }
}

interface Ending {
  readonly OutputPath?: string | undefined;
  readonly Next?: string | undefined;
  readonly End?: true | undefined;
}

function after({ OutputPath: path = '$', Next: next, End: end }: Ending, scope: Scope): Step {
  if ((next === undefined) === (end === undefined)) throw new Uncatchable('a state has either Next or End');
  return { output: at(path, scope), next };
}

interface Placing {
  readonly ResultSelector?: Readonly<Record<string, unknown>> | undefined;
  readonly ResultPath?: string | undefined;
}

function placed({ ResultSelector: selector, ResultPath: path = '$' }: Placing, { input, context }: Scope, result: unknown): unknown {
  return put(path, input, selector === undefined ? result : filled(selector, { input: result, context }));
}

function put(path: string, input: unknown, value: unknown): unknown {
  if (path === '$') return value;
  const [, key] = /^\$\.(\w+)$/.exec(path) ?? [];
  if (key === undefined || typeof input !== 'object' || input === null) throw new Uncatchable(`nothing can be put at ${path}`);
  return { ...input, [key]: value };
}

/** The events of one attempt: scheduled, started, and how it ended. */
const ATTEMPT = 3;

async function performed(state: Task, scope: Scope, execution: Run): Promise<Step> {
  const tries = state.Retry.map(() => 0);
  for (;;) {
    execution.history.events += ATTEMPT + (state.Resource === 'start' ? 1 : 0);
    // INVARIANT: a payload template that is an object is filled to an object.
    const parameters = filled(state.Parameters, scope) as Readonly<Record<string, unknown>>;
    try {
      const result = weighed(await execution.perform(state.Resource, weighed(parameters, execution)), execution);
      return after(state, { ...scope, input: placed(state, scope, result) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const index = state.Retry.findIndex(({ ErrorEquals: names }) => matches(names, error));
      const retrier = state.Retry[index];
      if (retrier !== undefined && (tries[index] ?? 0) < retrier.MaxAttempts) {
        tries[index] = (tries[index] ?? 0) + 1;
        continue;
      }
      return caught(state, scope, error);
    }
  }
}

function caught({ Catch: catchers }: Task, { input }: Scope, failure: Failure): Step {
  const catcher = catchers.find(({ ErrorEquals: names }) => matches(names, failure));
  if (catcher === undefined) throw failure;
  const output = { Error: failure.error, ...(failure.cause === undefined ? {} : { Cause: failure.cause }) };
  return { output: put(catcher.ResultPath ?? '$', input, output), next: catcher.Next };
}

function matches(names: readonly string[], { error }: Failure): boolean {
  return names.includes('States.ALL') || names.includes(error);
}

async function mapped({ ItemsPath: path, ItemSelector: selector, ItemProcessor: graph }: MapState, scope: Scope, execution: Run) {
  const items = at(path, scope);
  if (!Array.isArray(items)) throw new Uncatchable(`${path} is no list`);
  execution.history.events += 2 * items.length;
  return Promise.all(
    items.map((item: unknown, index) => {
      const context = { ...execution.context, Map: { Item: { Index: index, Value: item } } };
      const input = selector === undefined ? item : filled(selector, { input: scope.input, context });
      return run(graph, input, { ...execution, context });
    }),
  );
}

async function branched({ Branches: branches }: Parallel, { input }: Scope, execution: Run): Promise<readonly unknown[]> {
  return Promise.all(branches.map((branch) => run(branch, input, execution)));
}

function chosen({ Choices: choices, Default: otherwise }: Choices, scope: Scope): string {
  const found = choices.find(({ Variable: path, StringEquals: text, BooleanEquals: truth, IsPresent: present }) => {
    if (present === true) return isAt(path, scope);
    const value = at(path, scope);
    const wanted = text ?? truth;
    if (typeof value !== typeof wanted)
      throw new Uncatchable(`${path} is ${JSON.stringify(value)}, and compared to ${JSON.stringify(wanted)}`);
    return value === wanted;
  });
  return found?.Next ?? otherwise;
}

function isAt(path: string, scope: Scope): boolean {
  try {
    return at(path, scope) !== undefined;
  } catch (error) {
    if (error instanceof Uncatchable) return false;
    throw error;
  }
}

function causeIn(path: string, scope: Scope): string {
  const cause = evaluated(path, scope);
  if (typeof cause !== 'string') throw new Uncatchable(`the cause ${path} is no text`);
  if (cause.length > LONGEST_CAUSE) throw new Uncatchable(`a cause of ${cause.length} characters`);
  return cause;
}

function weighed<T>(value: T, { history }: Execution): T {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > MOST_BYTES) throw new Uncatchable(`States.DataLimitExceeded: ${bytes} bytes`);
  history.bytes = Math.max(history.bytes, bytes);
  return value;
}
