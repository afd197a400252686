// The SDK clients of a scan, made when they are first needed. Credentials, endpoints and profiles are what the SDK's own chains find.
import { AccountClient } from '@aws-sdk/client-account';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { watched } from './attempts.ts';
import { openPace, type PaceLimits } from './pace.ts';
import { retryStrategy } from './retry.ts';
import type { Tally } from './tally.ts';
import type { Timing } from './timing.ts';

export type CredentialSource = NonNullable<STSClientConfig['credentials']>;

export interface ClientOptions {
  readonly timing: Timing;
  readonly tally: Tally;
  /** Ends every wait and every call. */
  readonly signal: AbortSignal;
  /** Where the service of identities is asked; undefined takes what the SDK's default chain finds. */
  readonly region: string | undefined;
  /** Undefined takes what the SDK's default chain finds. */
  readonly credentials: CredentialSource | undefined;
}

/** One client per service and region. Credentials are resolved once, by the first client, and shared. */
export interface Clients {
  readonly sts: STSClient;
  readonly iam: (region: string) => IAMClient;
  readonly ecr: (region: string) => ECRClient;
  readonly tagging: (region: string) => ResourceGroupsTaggingAPIClient;
  readonly account: (region: string) => AccountClient;
  readonly ec2: (region: string) => EC2Client;
  readonly organizations: (region: string) => OrganizationsClient;
  /** Closes every connection. */
  readonly close: () => void;
}

/** AWS publishes no rates for what a scan asks (F6), and low ones for organizations (F21). */
const ECR_PACE: PaceLimits = { start: 50, most: 200 };
const OTHER_PACE: PaceLimits = { start: 5, most: 20 };

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true } as const;

/** Clients that share the count of calls; each has its own pace. */
export function openClients(options: ClientOptions): Clients {
  const { region: first, credentials } = options;
  const sts = open((config) => new STSClient(config), settingsOf(options, { service: 'sts', region: first, credentials }));
  const made: { destroy(): void }[] = [sts];
  const perRegion = <C extends Closable>(service: string, make: (config: Settings['config']) => C) => {
    const known = new Map<string, C>();
    return (region: string): C => {
      const client = known.get(region) ?? open(make, settingsOf(options, { service, region, credentials: sts.config.credentials }));
      if (!known.has(region)) made.push(client);
      known.set(region, client);
      return client;
    };
  };
  return {
    sts,
    iam: perRegion('iam', (config) => new IAMClient(config)),
    ecr: perRegion('ecr', (config) => new ECRClient(config)),
    tagging: perRegion('tag', (config) => new ResourceGroupsTaggingAPIClient(config)),
    account: perRegion('account', (config) => new AccountClient(config)),
    ec2: perRegion('ec2', (config) => new EC2Client(config)),
    organizations: perRegion('organizations', (config) => new OrganizationsClient(config)),
    close: () => {
      for (const client of made.splice(0)) client.destroy();
    },
  };
}

type Closable = Parameters<typeof watched>[0] & { destroy(): void };
type Settings = ReturnType<typeof settingsOf>;

interface Place {
  /** `ecr` of `ecr:DescribeRepositories`. */
  readonly service: string;
  readonly region: string | undefined;
  readonly credentials: CredentialSource | undefined;
}

function settingsOf({ timing, tally, signal }: ClientOptions, { service, region, credentials }: Place) {
  const pace = openPace(service === 'ecr' ? ECR_PACE : OTHER_PACE, timing);
  return {
    config: {
      retryStrategy: retryStrategy({ timing, pace, signal }),
      requestHandler: TIMEOUTS,
      ...(region === undefined ? {} : { region }),
      ...(credentials === undefined ? {} : { credentials }),
    },
    attempts: { service, pace, tally, signal },
  };
}

function open<C extends Closable>(make: (config: Settings['config']) => C, { config, attempts }: Settings): C {
  return watched(make(config), attempts);
}
