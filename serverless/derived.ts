// Values of the template that follow from parameters; serverless.yml asks for them as ${ecrDrift:name}.

import { createHash } from 'node:crypto';

/** The parameters that something follows from. */
export type Parameter =
  | 'accounts'
  | 'alarmEmail'
  | 'baseline'
  | 'chat'
  | 'email'
  | 'logRetention'
  | 'readerRole'
  | 'schedule'
  | 'silentHours'
  | 'slackWebhook'
  | 'tracing';

type Read = (name: Parameter) => Promise<string>;
type Arn = { readonly 'Fn::Sub': string };

/** By name; an `Error` refuses the deployment with one line. */
export const DERIVED: Readonly<Record<string, (read: Read) => Promise<unknown>>> = {
  accounts: async (read) => packedAccounts(await read('accounts')),
  readerRoles: async (read) => readerRoles(await read('accounts'), await read('readerRole')),
  secrets: async (read) => [secretOf(await read('slackWebhook'))],
  baselineObjects: async (read) => [baselineObject(await read('baseline'))],
  alarmEmail: async (read) => (await read('alarmEmail')) || read('email'),
  // `invoke local` resolves a reference, and no condition.
  chatTopic: async (read) => ((await read('chat')) === 'on' ? { Ref: 'ChatTopic' } : ''),
  logRetention: async (read) => Number(await read('logRetention')),
  tracing: async (read) => (await read('tracing')) === 'on',
  silentHours: async (read) => silentHours(await read('schedule'), await read('silentHours')),
};

/** What tells a function which list of accounts was packed for it, so that no other one is ever taken for it. */
function packedAccounts(accounts: string): string {
  return `packaged:${createHash('sha256').update(accounts.trim()).digest('hex').slice(0, 16)}`;
}

/** Where nothing follows: a name that nobody has, so that statements stay well-formed. */
const NOTHING = 'none';

/**
 * The role that reads each other account; one that no account has where this account alone is read. Where their names would not fit
 * into the policy of a role, it names the role in any account: which accounts are read is the list that `plan` has, and each of them
 * lets the auditor in by its trust policy and the external id, or does not.
 */
function readerRoles(accounts: string, role: string): readonly Arn[] {
  const others = accounts.split(',').flatMap((account) => (account.trim() === 'this' ? [] : [account.trim()]));
  const wrong = others.find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined) throw new Error(`accounts: \`${wrong}\` is neither \`this\` nor an account id of 12 digits`);
  if (others.length === 0) return [sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${role}-${NOTHING}`)];
  const named = others.map((account) => `arn:\${AWS::Partition}:iam::${account}:role/${role}`);
  return named.join().length <= MOST_CHARACTERS ? named.map(sub) : [sub(`arn:\${AWS::Partition}:iam::*:role/${role}`)];
}

/** The inline policies of a role have 10,240 characters, and those of the report need a good third of them for the rest. */
const MOST_CHARACTERS = 5_000;

/** `ssm:/name` or `secretsmanager:name`; the webhook itself is refused, because it is a secret (G21). */
function secretOf(name: string): Arn {
  const [, store, path = ''] = /^(ssm|secretsmanager):([\w/+=.@-]+)$/.exec(name) ?? [];
  if (name !== '' && store === undefined) throw new Error('slackWebhook: use ssm:/name or secretsmanager:name, never the webhook itself');
  if (store === 'ssm') return sub(`arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/${path.replace(/^\//, '')}`);
  // Secrets Manager ends each ARN with a hyphen and six characters of its own.
  return sub(`arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${path || NOTHING}-??????`);
}

function baselineObject(place: string): Arn {
  if (place === 'packaged') return sub(`arn:\${AWS::Partition}:s3:::\${Bucket}/${NOTHING}`);
  const [, path] = /^s3:\/\/([a-z0-9.-]{3,63}\/\S+)$/.exec(place) ?? [];
  if (path === undefined) throw new Error(`baseline: \`${place}\` is neither \`packaged\` nor s3://bucket/key`);
  return sub(`arn:\${AWS::Partition}:s3:::${path}`);
}

const HOURS = { minute: 1 / 60, hour: 1, day: 24 } as const;
const MOST_HOURS = 168;

/** Twice the schedule where it is a rate; for a cron expression, what `silentHours` says. CloudWatch looks back a week at most. */
function silentHours(schedule: string, given: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const hours = given === 'auto' ? 2 * rateHours(count, unit) : Number(given);
  if (!Number.isInteger(hours) || hours < 1) throw new Error(`silentHours: \`${given}\` is neither \`auto\` nor a whole number of hours`);
  return Math.min(MOST_HOURS, hours);
}

/** A day where the schedule is a cron expression. */
function rateHours(count: string | undefined, unit: string | undefined): number {
  if (count === undefined || unit === undefined) return HOURS.day;
  const hours = Number(count) * HOURS[unit as keyof typeof HOURS]; // INVARIANT: the expression above names the same units.
  return Math.max(1, Math.ceil(hours));
}

function sub(text: string): Arn {
  return { 'Fn::Sub': text };
}
