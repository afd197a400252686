// The definitions of the state machines as the template has them; a field that the interpreter does not know is refused.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';

const template = z.record(z.string(), z.unknown());
const path = z.string().startsWith('$');
const ending = { Next: z.string().optional(), End: z.literal(true).optional() };
const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()),
  MaxAttempts: z.int(),
  IntervalSeconds: z.int(),
  BackoffRate: z.number().optional(),
  MaxDelaySeconds: z.int().optional(),
  JitterStrategy: z.literal('FULL').optional(),
});
const catcher = z.strictObject({ ErrorEquals: z.array(z.string()), ResultPath: path.optional(), Next: z.string() });
const choice = z.strictObject({
  Variable: path,
  StringEquals: z.string().optional(),
  BooleanEquals: z.boolean().optional(),
  IsPresent: z.literal(true).optional(),
  Next: z.string(),
});

const shaped = { ResultSelector: template.optional(), ResultPath: path.optional(), ...ending };

const task = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  TimeoutSeconds: z.int().optional(),
  Parameters: template,
  OutputPath: path.optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
  ...shaped,
});
const pass = z.strictObject({ Type: z.literal('Pass'), Parameters: template.optional(), OutputPath: path.optional(), ...ending });
const choices = z.strictObject({ Type: z.literal('Choice'), Choices: z.array(choice), Default: z.string() });
const fail = z.strictObject({ Type: z.literal('Fail'), Error: z.string(), Cause: z.string().optional(), CausePath: z.string().optional() });
const wait = z.strictObject({ Type: z.literal('Wait'), Seconds: z.int(), Next: z.string() });
const succeed = z.strictObject({ Type: z.literal('Succeed') });
const map = z.strictObject({
  Type: z.literal('Map'),
  ItemsPath: path,
  MaxConcurrency: z.int(),
  ItemSelector: template.optional(),
  ItemProcessor: z.lazy(() => inlineGraph),
  ...shaped,
});
const parallel = z.strictObject({ Type: z.literal('Parallel'), Branches: z.array(z.lazy(() => graph)), ...shaped });

type Shaped = z.output<z.ZodObject<typeof shaped>>;
export type Task = z.output<typeof task>;
export type Choices = z.output<typeof choices>;
export type Fail = z.output<typeof fail>;
export interface MapState extends Shaped {
  readonly Type: 'Map';
  readonly ItemsPath: string;
  readonly ItemSelector?: Readonly<Record<string, unknown>> | undefined;
  readonly ItemProcessor: Graph;
}
export interface Parallel extends Shaped {
  readonly Type: 'Parallel';
  readonly Branches: readonly Graph[];
}
export type State = Task | z.output<typeof pass> | Choices | Fail | z.output<typeof wait> | z.output<typeof succeed> | MapState | Parallel;

export interface Graph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const state: z.ZodType<State> = z.lazy(() => z.discriminatedUnion('Type', [task, pass, choices, wait, fail, succeed, map, parallel]));
const fields = { StartAt: z.string(), States: z.record(z.string(), state) };
const graph: z.ZodType<Graph> = z.strictObject(fields);
const inlineGraph: z.ZodType<Graph> = z.strictObject({ ...fields, ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }) });
const machine = z.strictObject({ ...fields, Comment: z.string(), TimeoutSeconds: z.int() });

export type Machine = z.output<typeof machine>;

/** A definition of `serverless/`; what the template puts in for `${name}` is the name. */
export function definition(file: string): Machine {
  const text = readFileSync(fileURLToPath(new URL(`../../../serverless/${file}`, import.meta.url)), 'utf8');
  return machine.parse(parse(text.replace(/\$\{(\w+)\}/g, '$1')));
}

/** Every state by name, those inside of others among them. */
export function statesOf({ States: states }: Graph): readonly (readonly [string, State])[] {
  return Object.entries(states).flatMap(([name, each]) => [[name, each] as const, ...innerOf(each).flatMap(statesOf)]);
}

function innerOf(each: State): readonly Graph[] {
  if (each.Type === 'Map') return [each.ItemProcessor];
  return each.Type === 'Parallel' ? each.Branches : [];
}
