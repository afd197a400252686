// Starts the server for the tests of one file, and gives them what real SDK clients need.
import { afterAll, beforeEach } from 'vitest';
import { type AwsServer, startAwsServer } from '../../support/aws-server/server.ts';
import type { World } from '../../support/aws-server/world.ts';
import { REGION, sampleWorld } from './world.ts';

export interface Started {
  readonly server: AwsServer;
  /** Fresh for each test. */
  readonly world: World;
  /** For a client of this region that tries once. */
  readonly settings: ReturnType<typeof settingsFor>;
}

/** Gives each test its own world and a server without calls and faults. */
export async function started(): Promise<Started> {
  const world = sampleWorld();
  const server = await startAwsServer(world);
  beforeEach(() => {
    server.reset();
    delete world.organization;
    Object.assign(world, sampleWorld());
  });
  afterAll(() => server.close());
  return { server, world, settings: settingsFor(server) };
}

/** Settings of an SDK client that asks this server, signed by a key of the world. */
export function settingsFor({ url }: AwsServer, accessKeyId = 'AKIAAUDITOR') {
  return { endpoint: url, region: REGION, credentials: { accessKeyId, secretAccessKey: 'example' }, maxAttempts: 1 };
}

/** Waits for a failure and gives the words that the SDK found in it. */
export async function failureOf(
  answer: Promise<unknown>,
): Promise<{ readonly name: string; readonly message: string; readonly status: number | undefined }> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined;
    return { name: error.name, message: error.message, status };
  }
  throw new Error('the call succeeded');
}
