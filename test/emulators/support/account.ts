// An account on some endpoint: made from a plan by the real SDK, read by the product's own collector.
import { ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { vi } from 'vitest';
import { openSession, type Session } from '../../../lib/aws/client/session.ts';
import type { RereadOutcome } from '../../../lib/aws/collect/again/outcome.ts';
import { readAgain } from '../../../lib/aws/collect/again/read-again.ts';
import { collectAccount } from '../../../lib/aws/collect/collect.ts';
import type { Touched } from '../../../lib/events/touched.ts';
import type { SnapshotFile } from '../../../lib/snapshot/schema.ts';
import type { Account } from '../../support/aws-server/world.ts';
import { REGIONS } from './plan.ts';
import { seedIdentity } from './seed-identity.ts';
import { seedRegistry } from './seed-registry.ts';

/** What a user sets to ask another endpoint; nothing else of the machine is looked at. */
export function environmentFor(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAEMULATOR',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_REGION: REGIONS[0],
    AWS_CONFIG_FILE: '/nonexistent/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Who the emulator takes the caller for. */
export async function accountAt(url: string): Promise<string> {
  const { Account: account } = await new STSClient(settingsFor(url)).send(new GetCallerIdentityCommand({}));
  if (account === undefined) throw new Error('the emulator names no account');
  return account;
}

/** Makes the plan's account; gives what the emulator refused to make. */
export async function makeAccount(url: string, { identity, regions }: Account): Promise<readonly string[]> {
  await seedIdentity(new IAMClient(settingsFor(url)), identity);
  const refused: string[] = [];
  for (const [region, plan] of Object.entries(regions)) {
    refused.push(...(await seedRegistry(new ECRClient({ ...settingsFor(url), region }), plan)));
  }
  return refused;
}

/** One whole scan by the product's collector. */
export function readAccount(url: string): Promise<SnapshotFile> {
  return withSession(url, (session) => collectAccount(session, { regions: REGIONS }));
}

/** What was touched of the account that `base` is of, read again. */
export function rereadAccount(url: string, base: SnapshotFile, touched: readonly Touched[]): Promise<RereadOutcome> {
  return withSession(url, (session) => readAgain(session, touched, { base, until: Number.POSITIVE_INFINITY }));
}

async function withSession<T>(url: string, use: (session: Session) => Promise<T>): Promise<T> {
  for (const [name, value] of Object.entries(environmentFor(url))) vi.stubEnv(name, value);
  const session = await openSession({ signal: new AbortController().signal });
  try {
    return await use(session);
  } finally {
    session.clients.close();
    vi.unstubAllEnvs();
  }
}

function settingsFor(url: string) {
  return { endpoint: url, region: REGIONS[0], credentials: { accessKeyId: 'AKIAEMULATOR', secretAccessKey: 'example' } };
}
