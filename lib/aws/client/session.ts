// Who is asking, and in whose account: the first calls of every scan.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { arnFields } from '../../model/ids.ts';
import type { ManagedPolicyFile } from '../../snapshot/schema.ts';
import { type RoleOptions, roleCredentials } from './assume-role.ts';
import { call, type Read } from './call.ts';
import { type Clients, openClients, type Patience } from './clients.ts';
import type { OrganizationMemory } from './organization-memory.ts';
import { noRegion, startErrorOf } from './start-error.ts';
import { openTally, type Tally } from './tally.ts';
import { CLOCK, type Timing } from './timing.ts';

export interface SessionOptions {
  readonly signal: AbortSignal;
  /** A role in the account to read; undefined reads the caller's own account. */
  readonly role?: RoleOptions | undefined;
  /** Where to ask when the SDK finds no region. */
  readonly region?: string | undefined;
  readonly timing?: Timing;
  readonly patience?: Patience | undefined;
  /** Documents of AWS-managed policies that earlier sessions fetched. */
  readonly managedPolicies?: Map<string, ManagedPolicyFile>;
  /** What earlier sessions read of organizations. */
  readonly organizations?: OrganizationMemory | undefined;
}

/** An account that answers. */
export interface Session {
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, ...: from the caller's ARN (F18). */
  readonly partition: string;
  readonly caller: string;
  /** Where services without regions are asked. */
  readonly region: string;
  readonly clients: Clients;
  /** The clients of whoever assumed the role; undefined where none was assumed. */
  readonly auditor: Clients | undefined;
  readonly signal: AbortSignal;
  readonly timing: Timing;
  readonly tally: Tally;
  readonly managedPolicies: Map<string, ManagedPolicyFile>;
  /** Undefined reads everything anew. */
  readonly organizations: OrganizationMemory | undefined;
}

/** Finds credentials and region as the SDK does, assumes the role, and asks AWS who that is. Throws a StartError when any of it fails. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { signal, role, timing = CLOCK, patience, managedPolicies = new Map(), organizations } = options;
  const tally = openTally();
  const region = await homeRegion(options);
  const place = { timing, tally, signal, patience, region };
  const own = openClients({ ...place, credentials: undefined });
  const auditor = role === undefined ? undefined : own;
  const clients =
    role === undefined ? own : besides(openClients({ ...place, credentials: roleCredentials(own.sts, { role, signal }) }), own);
  const answer = await whoIs(clients.sts, signal);
  if (answer.status === 'present')
    return { ...answer.value, region, clients, auditor, signal, timing, tally, managedPolicies, organizations };
  clients.close();
  throw startErrorOf(answer.error, { region, role: role?.arn });
}

type Caller = Pick<Session, 'account' | 'partition' | 'caller'>;

/** The clients of the role, which close those that assumed it as well. */
function besides(clients: Clients, own: Clients): Clients {
  return {
    ...clients,
    close: () => {
      clients.close();
      own.close();
    },
  };
}

async function homeRegion({ region }: SessionOptions): Promise<string> {
  const client = new STSClient({});
  const provided: () => Promise<string> = client.config.region;
  try {
    return await provided();
  } catch {
    // The SDK has found none; the caller may have named one.
    if (region !== undefined) return region;
    throw noRegion();
  } finally {
    client.destroy();
  }
}

function whoIs(sts: STSClient, signal: AbortSignal): Promise<Read<Caller>> {
  return call(signal, {
    api: 'sts:GetCallerIdentity',
    send: (options) => sts.send(new GetCallerIdentityCommand({}), options),
    read: ({ Account: account, Arn: caller }) => {
      const fields = arnFields(caller);
      return fields?.account === account ? { account, partition: fields.partition, caller } : undefined;
    },
  });
}
