// A server with an account for the tests of one file, and sessions that ask it without waiting.

import { afterAll, beforeEach, vi } from 'vitest';
import { openSession, type Session, type SessionOptions } from '../../../../lib/aws/client/session.ts';
import type { Timing } from '../../../../lib/aws/client/timing.ts';
import { type CollectOptions, collectAccount } from '../../../../lib/aws/collect/collect.ts';
import { gapPartName } from '../../../../lib/model/gap-part.ts';
import { gapsOf } from '../../../../lib/snapshot/gaps.ts';
import type { SnapshotFile } from '../../../../lib/snapshot/schema.ts';
import { type AwsServer, startAwsServer } from '../../../support/aws-server/server.ts';
import type { World } from '../../../support/aws-server/world.ts';
import { REGION } from '../../server/world.ts';
import { accountWorld } from './account-world.ts';

const NOW = Date.parse('2026-11-22T04:00:00Z');

/** Nobody waits, and the clock stands still. */
export const NO_WAITING: Timing = { now: () => NOW, wait: async (_ms, signal) => signal.throwIfAborted(), chance: () => 0.5 };

export interface Collecting {
  readonly server: AwsServer;
  /** Fresh for each test. */
  readonly world: World;
  readonly open: (options?: Partial<SessionOptions>) => Promise<Session>;
  /** One whole scan, with a session of its own. */
  readonly scan: (options?: Partial<SessionOptions & CollectOptions>) => Promise<SnapshotFile>;
}

/** Points the SDK's own environment at a server, as a user would. */
export async function collecting(make: () => World = accountWorld): Promise<Collecting> {
  const world = make();
  const server = await startAwsServer(world);
  beforeEach(() => {
    for (const [name, value] of Object.entries(environmentOf(server))) vi.stubEnv(name, value);
    server.reset();
    Object.assign(world, make());
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  const open = (options: Partial<SessionOptions> = {}) =>
    openSession({ signal: new AbortController().signal, timing: NO_WAITING, ...options });
  const scan = async (options: Partial<SessionOptions & CollectOptions> = {}) => {
    const session = await open(options);
    try {
      return await collectAccount(session, { regions: options.regions });
    } finally {
      session.clients.close();
    }
  };
  return { server, world, open, scan };
}

/** What a user sets to ask another endpoint; nothing else of the machine is looked at. */
export function environmentOf({ url }: AwsServer): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAAUDITOR',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: REGION,
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The part and the call of each gap, in one word. */
export function gapNames(file: SnapshotFile): readonly string[] {
  return gapsOf(file).map(({ part, api }) => `${gapPartName(part)}, ${api}`);
}
