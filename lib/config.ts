// The environment of a function, read into one value; all that is wrong with it is told at once.
import * as z from 'zod';
import { ATTRIBUTION_SOURCES } from './model/actor.ts';
import { placeProblem } from './model/object-place.ts';
import { SEVERITIES } from './model/severity.ts';
import { quoted } from './text/quote.ts';

const THIS_ACCOUNT = 'this';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
);
const optional = z.string().transform((text) => (text === '' ? undefined : text));

/** What may stand in the environment of a function, by name. */
const VARIABLES = {
  BUCKET: z.string().regex(/^[a-z0-9.-]{3,63}$/, { error: 'expected the name of a bucket' }),
  ACCOUNTS: list
    .pipe(
      z
        .array(z.string().regex(/^(this|\d{12})$/, { error: 'expected `this` and account ids of 12 digits, with commas between them' }))
        .min(1, { error: 'expected at least `this`' }),
    )
    .or(z.string().regex(/^packaged:[0-9a-f]{16}$/)),
  REGIONS: list
    .pipe(z.array(z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, { error: 'expected `all`, or regions with commas between them' })))
    .or(z.literal('all').transform(() => undefined)),
  READER_ROLE: z.string().regex(/^[\w+=,.@/-]{1,512}$/, { error: 'expected the name of a role' }),
  EXTERNAL_ID: optional.pipe(
    z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, { error: 'expected 2 to 1224 letters, digits or +=,.@:/-' })
      .optional(),
  ),
  BASELINE: z
    .string()
    .refine((place) => place === 'packaged' || placeProblem(place) === undefined, { error: 'expected `packaged` or s3://bucket/key' }),
  MINIMUM_SEVERITY: z.enum(SEVERITIES, { error: `expected one of ${SEVERITIES.join(', ')}` }),
  FINDINGS_TOPIC: z.string().startsWith('arn:', { error: 'expected the ARN of a topic' }),
  EMAIL_TOPIC: z.string().startsWith('arn:', { error: 'expected the ARN of a topic' }),
  CHAT_TOPIC: optional.pipe(z.string().startsWith('arn:', { error: 'expected the ARN of a topic' }).optional()),
  ATTRIBUTION: z.enum(ATTRIBUTION_SOURCES, { error: `expected one of ${ATTRIBUTION_SOURCES.join(', ')}` }),
  EVENTS: z.enum(['on', 'off'], { error: 'expected on or off' }),
  STATE_MACHINE: z.string().startsWith('arn:', { error: 'expected the ARN of a state machine' }),
  ACCOUNT_STATE_MACHINE: z.string().startsWith('arn:', { error: 'expected the ARN of a state machine' }),
  SECURITY_HUB: z.enum(['on', 'off'], { error: 'expected on or off' }),
  IMPORT_QUEUE: optional.pipe(
    z
      .string()
      .regex(/^https?:\/\//, { error: 'expected the URL of a queue' })
      .optional(),
  ),
  /** Between two audits at most; empty where only one is planned. */
  SCHEDULE_HOURS: z
    .string()
    .regex(/^(?:\d+(?:\.\d+)?)?$/, { error: 'expected a number of hours' })
    .transform((text) => (text === '' ? undefined : Number(text))),
  WEBHOOK: z.string().regex(/^(ssm|secretsmanager):[\w/+=.@-]+$/, { error: 'expected ssm:/name or secretsmanager:name' }),
} as const;

type Name = keyof typeof VARIABLES;

export type Config<N extends Name> = { readonly [K in N]: z.output<(typeof VARIABLES)[K]> };

/** The environment is not one that a function can work in. */
class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The variables of those names; throws a ConfigError that names each one that is missing or wrong. */
export function readConfig<N extends Name>(names: readonly N[], environment: Readonly<Record<string, string | undefined>>): Config<N> {
  const readings = names.map((name) => ({ name, reading: VARIABLES[name].safeParse(environment[name]) }));
  const wrong = readings.flatMap(({ name, reading }) => (reading.success ? [] : { name, error: reading.error }));
  if (wrong.length > 0) {
    const problems = wrong.map(({ name, error }) => problemOf(name, environment[name], error)).join('; ');
    throw new ConfigError(`environment: ${problems}${environment['IS_LOCAL'] === 'true' ? remedyFor(wrong.map(({ name }) => name)) : ''}`);
  }
  // INVARIANT: every name has been read without a problem.
  return Object.fromEntries(readings.map(({ name, reading }) => [name, reading.data])) as Config<N>;
}

function problemOf(name: Name, given: string | undefined, { issues: [first] }: z.ZodError): string {
  return given === undefined ? `${name} is missing` : `${name} is ${quoted(given)}: ${first?.message ?? 'not understood'}`;
}

/** What `serverless invoke local` takes; a deployed function has its variables from the template. */
function remedyFor(names: readonly Name[]): string {
  return `: set ${names.join(', ')}: ${names.map((name) => `-e ${name}=...`).join(' ')}`;
}

/** The accounts to read by id, where `own` is the account that the function runs in. */
export function accountIds(accounts: readonly string[], own: string): readonly string[] {
  return [...new Set(accounts.map((account) => (account === THIS_ACCOUNT ? own : account)))];
}
