// Values of the template that follow from parameters; serverless.yml asks for them as ${ecrDrift:name}.
import { createHash } from 'node:crypto';
import { eventPatternOf } from '../lib/events/pattern.ts';
import { homeRegionOf, partitionOf } from '../lib/model/regions.ts';
import type { Parameter } from './parameters.ts';
import { wordsOf } from './parameters.ts';
import { readSchedule } from './schedule.ts';

/** The value of a parameter that was validated before, or `place`: the region of the deployment. */
type Read = (name: Parameter | 'place') => Promise<string>;
type Arn = { readonly 'Fn::Sub': string };

/** By name. */
export const DERIVED: Readonly<Record<string, (read: Read) => Promise<unknown>>> = {
  accounts: async (read) => packedAccounts(await read('accounts')),
  readerRoles: async (read) => readerRoles(await read('accounts'), await read('readerRole')),
  secrets: async (read) => [secretOf(await read('slackWebhook'))],
  baselineObjects: async (read) => [baselineOf(await read('baseline')).object],
  baselineBuckets: async (read) => [baselineOf(await read('baseline')).bucket],
  baselineKeys: async (read) => [baselineOf(await read('baseline')).key],
  baselineKmsKeys: async (read) => [kmsKeyOf(await read('baselineKey'))],
  slackKmsKeys: async (read) => [kmsKeyOf(await read('slackKey'))],
  alarmEmail: async (read) => (await read('alarmEmail')) || read('email'),
  // `invoke local` resolves a reference, and no condition.
  chatTopic: async (read) => ((await read('chat')) === 'on' ? { Ref: 'ChatTopic' } : ''),
  importQueue: async (read) => ((await read('securityHub')) === 'on' ? { Ref: 'ImportDeadLetters' } : ''),
  forwarders: async (read) => forwarders(othersOf(await read('accounts'))),
  forwarding: async (read) => forwarding(othersOf(await read('accounts'))),
  otherAccounts: async (read) => (othersOf(await read('accounts')).length > 0 ? 'yes' : 'no'),
  identityRegion: async (read) => homeRegionOf(partitionOf(await read('place')) ?? '') ?? NOTHING,
  ecrWrites: async () => eventPatternOf(['ecr']),
  identityWrites: async () => eventPatternOf(['iam', 'organizations']),
  allWrites: async () => eventPatternOf(['ecr', 'iam', 'organizations']),
  logRetention: async (read) => Number(await read('logRetention')),
  tracing: async (read) => (await read('tracing')) === 'on',
  scheduleHours: async (read) => scheduleHours(await read('schedule')),
  silentHours: async (read) => silentHours(await read('schedule'), await read('silentHours')),
};

function othersOf(accounts: string): readonly string[] {
  return wordsOf('accounts', accounts).filter((account) => account !== 'this');
}

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
  const others = othersOf(accounts);
  if (others.length === 0) return [sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${role}-${NOTHING}`)];
  const named = others.map((account) => `arn:\${AWS::Partition}:iam::${account}:role/${role}`);
  return named.join().length <= MOST_CHARACTERS ? named.map(sub) : [sub(`arn:\${AWS::Partition}:iam::*:role/${role}`)];
}

/** The policy of a bus has 10,240 characters, and an account takes 41 of them as the ARN that it is kept as. */
const MOST_FORWARDERS = 200;

/** Who may forward events: the other accounts, or this one where there is none, so that the statement stays well-formed. */
function forwarders(others: readonly string[]): readonly (string | Arn)[] {
  if (others.length > MOST_FORWARDERS) return ['*'];
  return others.length > 0 ? others : [sub(`\${AWS::AccountId}`)];
}

/**
 * What they may forward, in the words that AWS documents for it: a source that begins with `aws.` is forwarded by a rule, and cannot be
 * claimed by whoever calls PutEvents. Where the accounts do not fit, any account of the organization may; `react` refuses those that are
 * not audited.
 */
function forwarding(others: readonly string[]): Readonly<Record<string, object>> {
  const { source, 'detail-type': type } = eventPatternOf(['ecr', 'iam', 'organizations']);
  const what = { 'ForAllValues:StringEquals': { 'events:source': source, 'events:detail-type': type } };
  if (others.length <= MOST_FORWARDERS) return what;
  return { ...what, StringEquals: { 'aws:PrincipalOrgID': sub(`\${!aws:ResourceOrgID}`) } };
}

/** The inline policies of a role have 10,240 characters, and those of the report need a good third of them for the rest. */
const MOST_CHARACTERS = 4_000;

/** Of `ssm:/name` or `secretsmanager:name`. */
function secretOf(place: string): Arn {
  const [store = '', path = ''] = place.split(':');
  if (store === 'ssm') return sub(`arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/${path.replace(/^\//, '')}`);
  // Secrets Manager ends each ARN with a hyphen and six characters of its own.
  return sub(`arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${path || NOTHING}-??????`);
}

interface BaselineArns {
  readonly object: Arn;
  readonly bucket: Arn;
  readonly key: string;
}

/** Of `packaged` or `s3://bucket/key`; the packaged one is no object. */
function baselineOf(place: string): BaselineArns {
  const [, bucket = `\${Bucket}`, key = NOTHING] = /^s3:\/\/([^/]+)\/(.+)$/.exec(place) ?? [];
  return { object: sub(`arn:\${AWS::Partition}:s3:::${bucket}/${key}`), bucket: sub(`arn:\${AWS::Partition}:s3:::${bucket}`), key };
}

function kmsKeyOf(arn: string): Arn | string {
  return arn || sub(`arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/${NOTHING}`);
}

/** The longest time between two audits, as an environment has it; empty where no second one comes. */
function scheduleHours(schedule: string): string {
  const read = readSchedule(schedule, new Date());
  return read.kind === 'schedule' && read.hours !== undefined ? String(read.hours) : '';
}

const DAY = 24;

/** `auto`: the longest time between two audits, and as much again, but no more than a day. */
function silentHours(schedule: string, given: string): number {
  if (given !== 'auto') return Number(given);
  const read = readSchedule(schedule, new Date());
  const hours = read.kind === 'schedule' && read.hours !== undefined ? Math.max(1, Math.ceil(read.hours)) : DAY;
  return hours + Math.min(hours, DAY);
}

function sub(text: string): Arn {
  return { 'Fn::Sub': text };
}
