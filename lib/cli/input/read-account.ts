// The account that a command works on: a saved snapshot, or the live account.
import type { AccountSnapshot } from '../../model/snapshot.ts';
import { readSnapshotValue } from '../../snapshot/parse.ts';
import { Failure } from '../process/failure.ts';
import { loadSnapshot } from './inputs.ts';
import type { LiveOptions } from './live-options.ts';

export interface AccountOptions extends LiveOptions {
  /** Undefined reads the live account. */
  readonly snapshot: string | undefined;
  /** The only region that the command looks at. */
  readonly region?: string | undefined;
}

/** The account as the model. Throws a Failure where it cannot be had. */
export async function readAccount(options: AccountOptions): Promise<AccountSnapshot> {
  if (options.snapshot === undefined) return liveAccount({ ...options, regions: options.regions ?? onlyRegion(options) });
  const live = [options.regions, options.roleArn, options.externalId].findIndex((option) => option !== undefined);
  if (live >= 0) throw new Failure(`${LIVE_ONLY[live]} is for a live account: leave it out, or leave out --snapshot`);
  return loadSnapshot(options.snapshot);
}

/** Other regions need not be read for an answer about one. */
function onlyRegion({ region }: AccountOptions): readonly string[] | undefined {
  return region === undefined ? undefined : [region];
}

const LIVE_ONLY = ['--regions', '--role-arn', '--external-id'];

async function liveAccount(options: LiveOptions): Promise<AccountSnapshot> {
  // The SDK is loaded only where it is needed.
  const { withLiveAccount } = await import('./live.ts');
  const reading = await withLiveAccount(options, async (file) => readSnapshotValue(file));
  if (reading.kind === 'problem') throw new Failure(`AWS's answers contradict each other: ${reading.reason}`);
  return reading.snapshot;
}
