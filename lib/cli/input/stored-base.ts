// The last snapshot that a deployment has stored, as what a change is laid over: one object to read, and no scan.
import type { Instant } from '../../model/ids.ts';
import { type ObjectPlace, objectPlace, placeProblem } from '../../model/object-place.ts';
import { AuditError } from '../../model/ports.ts';
import { latestSnapshotKey, snapshotAccount } from '../../model/snapshot-key.ts';
import { readSnapshotSource, type SnapshotSource } from '../../snapshot/parse.ts';
import { counted } from '../../text/quote.ts';
import { textOf } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';
import { interruptible } from '../process/interrupt.ts';
import { step } from '../process/steps.ts';
import type { AccountFrom, AccountOptions } from './read-account.ts';

export interface BaseOptions {
  /** `s3://bucket/key`, or `latest` of `deployment`; undefined leaves it to the other options. */
  readonly base?: string | undefined;
  readonly deployment?: string | undefined;
}

/** The account of a stored snapshot; undefined where none was asked for. Throws a Failure: what cannot be read is never an account without anything in it. */
export async function readBase(options: BaseOptions & AccountOptions): Promise<(AccountFrom & SnapshotSource) | undefined> {
  const { base, deployment } = options;
  if (base === undefined) {
    if (deployment !== undefined) throw new Failure('--deployment is for --base latest: add that, or leave it out');
    return undefined;
  }
  const other = OTHERS.find(([, name]) => options[name] !== undefined);
  if (other) throw new Failure(`${other[0]} is not for a stored snapshot: leave it out, or leave out --base`);
  const place = base === LATEST ? await latestOf(deployment) : placeOf(base, deployment);
  const url = `s3://${place.bucket}/${place.key}`;
  step(`reading ${url}`);
  const reading = readSnapshotSource(textOf(url, await bytesAt(place)));
  if (reading.kind === 'problem') throw new Failure(`${url}: ${reading.reason}`);
  const { file, snapshot } = reading;
  const account = snapshotAccount(place.key);
  if (account !== undefined && account !== snapshot.account)
    throw new Failure(`${url} is a snapshot of account ${snapshot.account}, and its name says ${account}: store it where it belongs`);
  return { file, snapshot, source: `from ${url}` };
}

const LATEST = 'latest';
const OTHERS = [
  ['--snapshot', 'snapshot'],
  ['--regions', 'regions'],
  ['--role-arn', 'roleArn'],
  ['--external-id', 'externalId'],
] as const;

/** `.../latest` is the object that an audit replaces. */
function placeOf(base: string, deployment: string | undefined): ObjectPlace {
  if (deployment !== undefined) throw new Failure('--deployment is for --base latest: leave it out where --base names an object');
  const place = objectPlace(base);
  if (!place)
    throw new Failure(
      `--base \`${base}\`: ${base.startsWith('s3://') ? placeProblem(base) : 'use s3://bucket/key, or latest with --deployment'}`,
    );
  return base.endsWith(`/${LATEST}`) ? { ...place, key: `${place.key}.json.gz` } : place;
}

/** Where a deployment of the caller's account and region keeps the snapshot of that account. */
async function latestOf(deployment: string | undefined): Promise<ObjectPlace> {
  if (deployment === undefined)
    throw new Failure('--base latest: say of which deployment with --deployment, or name the object as s3://bucket/key');
  const { withSession } = await import('./live.ts');
  const options = { regions: undefined, roleArn: undefined, externalId: undefined };
  const { account, region } = await interruptible((signal) =>
    withSession(options, signal, async (session) => ({ account: session.account, region: session.region })),
  );
  const url = `s3://${deployment}-${account}-${region}/${latestSnapshotKey(account)}`;
  const place = objectPlace(url);
  if (!place) throw new Failure(`--deployment \`${deployment}\`: ${placeProblem(url)}`);
  return place;
}

async function bytesAt({ bucket, key }: ObjectPlace): Promise<Buffer> {
  // The SDK is loaded only where it is needed.
  const { openBucket } = await import('../../aws/deployment/bucket.ts');
  const opened = openBucket(bucket);
  try {
    const found = await opened.read(key);
    if (found) return Buffer.from(found.bytes);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const denied = error.message.includes('AccessDenied') ? ` (S3 says the same of what is not there to whoever lacks s3:ListBucket)` : '';
    throw new Failure(`${error.message}${denied}`, { cause: error });
  } finally {
    opened.close();
  }
  throw new Failure(`there is no s3://${bucket}/${key}: the next audit of the deployment stores it, if it is of a version that does`);
}

const MINUTE = 60_000;
const UNITS = [
  { noun: 'day', length: 24 * 60 * MINUTE },
  { noun: 'hour', length: 60 * MINUTE },
  { noun: 'minute', length: MINUTE },
] as const;

/** `3 hours old`, in the largest unit of which there are two; a snapshot of the future is new. */
export function ageOf(asOf: Instant, now: Instant): string {
  const age = Math.max(0, Date.parse(now) - Date.parse(asOf));
  const { noun, length } = UNITS.find((unit) => age >= 2 * unit.length) ?? UNITS[2];
  return `${counted(Math.floor(age / length), noun)} old`;
}
