// The SDK clients of a scan, made when they are first needed. Credentials, endpoints and profiles are what the SDK's own chains find.
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { type Reading, strict } from '../api/bodies.ts';
import { watched } from './attempts.ts';
import { openPace, type Pace, type PaceLimits } from './pace.ts';
import { retryStrategy } from './retry.ts';
import type { Tally } from './tally.ts';
import type { Timing } from './timing.ts';

export type CredentialSource = NonNullable<STSClientConfig['credentials']>;

export interface ClientOptions {
  readonly timing: Timing;
  readonly tally: Tally;
  /** Ends every wait and every call. */
  readonly signal: AbortSignal;
  readonly patience?: Patience | undefined;
  /** Where the service of identities is asked; undefined takes what the SDK's default chain finds. */
  readonly region: string | undefined;
  /** Undefined takes what the SDK's default chain finds. */
  readonly credentials: CredentialSource | undefined;
}

type Closable = Parameters<typeof watched>[0] & Reading & { destroy(): void };

/** A service and how its client is made: whoever asks it brings it along, so that a bundle has no clients that it does not use. */
export interface Service<C extends Closable> {
  /** `ecr` of `ecr:DescribeRepositories`. */
  readonly name: string;
  readonly open: (config: ClientConfig) => C;
}

/** What the clients of all services are given alike. */
export type ClientConfig = Settings['config'];

export interface Clients {
  readonly sts: STSClient;
  /** The client of a service in a region, the same one for every caller; all share the credentials of `sts`. */
  readonly of: <C extends Closable>(service: Service<C>, region: string) => C;
  /** How many calls of a service in a region have to be under way for its pace to be kept. */
  readonly width: (service: Pick<Service<Closable>, 'name'>, region: string) => number;
  /** Closes every connection. */
  readonly close: () => void;
}

/** AWS publishes no rates for what a scan asks (F6), so that one is looked for quickly, and low ones for organizations (F21). */
const ECR_PACE: PaceLimits = { start: 50, most: 200, opening: 0.5 };
const OTHER_PACE: PaceLimits = { start: 8, most: 20, opening: 0 };
/** What AWS grants of the lookups of a region (F28). */
const TRAIL_PACE: PaceLimits = { start: 2, most: 2, opening: 0 };
const PACES: ReadonlyMap<string, PaceLimits> = new Map([
  ['ecr', ECR_PACE],
  ['cloudtrail', TRAIL_PACE],
]);

/** How long one attempt may take, in milliseconds. */
export interface Patience {
  readonly connect: number;
  readonly answer: number;
}

const PATIENCE: Patience = { connect: 5_000, answer: 30_000 };

/** Clients that share the count of calls; each has its own pace. */
export function openClients(options: ClientOptions): Clients {
  const { region: first, credentials } = options;
  const sts = open(STS, configOf(options, { service: STS.name, region: first, credentials }));
  const made = new Map<string, { readonly client: Closable; readonly pace: Pace }>();
  return {
    sts,
    of: <C extends Closable>(service: Service<C>, region: string): C => {
      const key = `${service.name} ${region}`;
      // INVARIANT: under the name of a service is what its `open` made.
      const known = made.get(key)?.client as C | undefined;
      if (known) return known;
      const settings = configOf(options, { service: service.name, region, credentials: sts.config.credentials });
      const client = open(service, settings);
      made.set(key, { client, pace: settings.attempts.pace });
      return client;
    },
    width: ({ name }, region) => made.get(`${name} ${region}`)?.pace.width() ?? 0,
    close: () => {
      sts.destroy();
      for (const { client } of made.values()) client.destroy();
      made.clear();
    },
  };
}

const STS: Service<STSClient> = { name: 'sts', open: (config) => new STSClient(config) };

type Settings = ReturnType<typeof configOf>;

interface Place {
  readonly service: string;
  readonly region: string | undefined;
  readonly credentials: CredentialSource | undefined;
}

function configOf({ timing, tally, signal, patience = PATIENCE }: ClientOptions, { service, region, credentials }: Place) {
  const pace = openPace(PACES.get(service) ?? OTHER_PACE, timing);
  const config = {
    retryStrategy: retryStrategy({ timing, pace, signal }),
    requestHandler: { connectionTimeout: patience.connect, requestTimeout: patience.answer, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return { config, attempts: { service, pace, tally, signal, now: timing.now } };
}

function open<C extends Closable>(service: Service<C>, { config, attempts }: Settings): C {
  return strict(watched(service.open(config), attempts));
}
