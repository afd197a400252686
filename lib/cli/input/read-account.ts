// The account that a command works on: a saved snapshot, or the live account.
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { readSnapshotValue, readSourceValue, type SnapshotSource } from '../../snapshot/parse.ts';
import { nameOf } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';
import { watchMemory } from '../process/memory.ts';
import { step } from '../process/steps.ts';
import { loadSnapshot, loadSnapshotSource } from './inputs.ts';
import type { LiveOptions } from './live-options.ts';

export interface AccountOptions extends LiveOptions {
  /** Undefined reads the live account. */
  readonly snapshot: string | undefined;
  /** The only region that the command looks at. */
  readonly region?: string | undefined;
}

/** The account as the model. Throws a Failure where it cannot be had. */
export async function readAccount(options: AccountOptions): Promise<AccountSnapshot> {
  return (await readAccountFrom(options)).snapshot;
}

export interface AccountFrom {
  readonly snapshot: AccountSnapshot;
  /** `from account.json`, or `by arn:aws:...`: whose credentials asked AWS. */
  readonly source: string;
}

/** The same, with where it comes from. */
export async function readAccountFrom(options: AccountOptions): Promise<AccountFrom> {
  if (options.snapshot === undefined) return liveAccount({ ...options, regions: options.regions ?? onlyRegion(options) });
  const snapshot = loadSnapshot(savedPath(options, options.snapshot));
  watchMemory();
  return { snapshot, source: `from ${nameOf(options.snapshot)}` };
}

/** The same with AWS's answers, for those who lay something over them. */
export async function readSourceFrom(options: AccountOptions): Promise<AccountFrom & SnapshotSource> {
  if (options.snapshot === undefined) return liveSource(options);
  const read = loadSnapshotSource(savedPath(options, options.snapshot));
  watchMemory();
  return { ...read, source: `from ${nameOf(options.snapshot)}` };
}

/** The file of a saved account. Throws a Failure where options are given that a saved account has no use for. */
function savedPath(options: AccountOptions, path: string): string {
  const live = [options.regions, options.roleArn, options.externalId].findIndex((option) => option !== undefined);
  if (live >= 0) throw new Failure(`${LIVE_ONLY[live]} is for a live account: leave it out, or leave out --snapshot`);
  step(`reading ${nameOf(path)}`);
  return path;
}

/** Other regions need not be read for an answer about one. */
function onlyRegion({ region }: AccountOptions): readonly string[] | undefined {
  return region === undefined ? undefined : [region];
}

const LIVE_ONLY = ['--regions', '--role-arn', '--external-id'];

async function liveAccount(options: LiveOptions): Promise<AccountFrom> {
  // The SDK is loaded only where it is needed.
  const { withLiveAccount } = await import('./live.ts');
  const { reading, caller } = await withLiveAccount(options, async (file, _, by) => ({ reading: readSnapshotValue(file), caller: by }));
  if (reading.kind === 'problem') throw new Failure(`AWS's answers contradict each other: ${reading.reason}`);
  return { snapshot: reading.snapshot, source: `by ${caller}` };
}

async function liveSource(options: LiveOptions): Promise<AccountFrom & SnapshotSource> {
  const { withLiveAccount } = await import('./live.ts');
  const { reading, caller } = await withLiveAccount(options, async (file, _, by) => ({ reading: readSourceValue(file), caller: by }));
  if (reading.kind === 'problem') throw new Failure(`AWS's answers contradict each other: ${reading.reason}`);
  return { file: reading.file, snapshot: reading.snapshot, source: `by ${caller}` };
}
