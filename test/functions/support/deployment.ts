// A deployment against the loopback server: its environment, its bucket, its topics, and accounts to audit.
import { gunzipSync } from 'node:zlib';
import { onTestFinished, vi } from 'vitest';
import { type AwsServer, startAwsServer } from '../../support/aws-server/server.ts';
import { emptyAccount, emptyWorld, type Message, regionWith, type World } from '../../support/aws-server/world.ts';

export const OWN = '111111111111';
export const OTHER = '222222222222';
export const READER = 'ecr-drift-reader';
const EXTERNAL_ID = 'audit-4711';
const BUCKET = 'deployed';

const topic = (name: string) => `arn:aws:sns:eu-west-1:${OWN}:ecr-drift-${name}`;
export const TOPICS = { findings: topic('findings'), email: topic('email'), chat: topic('chat') } as const;

export const IMPORT_QUEUE = `${OWN}/ecr-drift-undelivered-imports`;

export interface Deployment {
  readonly server: AwsServer;
  readonly world: World;
  readonly objects: {
    readonly keys: () => readonly string[];
    readonly text: (key: string) => string;
    /** A part as the collector wrote it. */
    readonly part: (key: string) => unknown;
    readonly plant: (key: string, content: string | Uint8Array) => void;
    /** Puts a marker over every version, as a deletion does. */
    readonly remove: (key: string) => void;
    /** The ids of all versions, markers among them, oldest first. */
    readonly versions: (key: string) => readonly string[];
  };
  /** What was put into the queue of findings that Security Hub did not take, oldest first. */
  readonly undelivered: () => readonly unknown[];
  /** The bodies that were published to a topic, oldest first. */
  readonly published: (topic: keyof typeof TOPICS) => readonly Message[];
}

/** Starts a server for one test and points the SDK and the functions at it. */
export async function deployment(environment: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const world = deployedWorld();
  const server = await startAwsServer(world);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  const places = { AWS_ENDPOINT_URL: server.url, IMPORT_QUEUE: `${server.url}/${IMPORT_QUEUE}` };
  for (const [name, value] of Object.entries({ ...ENVIRONMENT, ...places, ...environment })) vi.stubEnv(name, value);
  const { objects: stored } = world.buckets[BUCKET]!;
  const body = (key: string) => {
    const newest = stored[key]?.at(-1);
    if (!newest) throw new Error(`no object ${key}: there are ${Object.keys(stored).join(', ')}`);
    return newest.body;
  };
  return {
    server,
    world,
    objects: {
      keys: () => Object.keys(stored).sort(),
      text: (key) => body(key).toString(),
      part: (key) => JSON.parse(gunzipSync(body(key)).toString()),
      plant: (key, content) => addVersion(stored, key, { isDeleteMarker: false, body: Buffer.from(content) }),
      remove: (key) => addVersion(stored, key, { isDeleteMarker: true, body: Buffer.alloc(0) }),
      versions: (key) => (stored[key] ?? []).map(({ versionId }) => versionId),
    },
    undelivered: () => (world.queues[IMPORT_QUEUE] ?? []).map((text) => JSON.parse(text)),
    published: (name) => world.topics[TOPICS[name]] ?? [],
  };
}

type Stored = World['buckets'][string]['objects'];

function addVersion(stored: Stored, key: string, version: Pick<Stored[string][number], 'isDeleteMarker' | 'body'>): void {
  const before = stored[key] ?? [];
  const [versionId, etag] = [`planted-${before.length}`, `"${Buffer.from(`${key} ${before.length}`).toString('hex')}"`];
  stored[key] = [...before, { versionId, etag, contentType: 'application/json', lastModified: '2026-11-21T00:00:00Z', ...version }];
}

const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAOWN',
  AWS_SECRET_ACCESS_KEY: 'example-secret',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  BUCKET,
  ACCOUNTS: 'this',
  REGIONS: 'all',
  READER_ROLE: READER,
  EXTERNAL_ID,
  BASELINE: `s3://${BUCKET}/baseline.json`,
  MINIMUM_SEVERITY: 'info',
  FINDINGS_TOPIC: TOPICS.findings,
  EMAIL_TOPIC: TOPICS.email,
  CHAT_TOPIC: '',
  SECURITY_HUB: 'off',
  ATTRIBUTION: 'events',
  EVENTS: 'on',
  SCHEDULE_HOURS: '24',
  STATE_MACHINE: `arn:aws:states:eu-west-1:${OWN}:stateMachine:ecr-drift`,
  WEBHOOK: 'secretsmanager:slack',
} as const;

function deployedWorld(): World {
  const world = emptyWorld();
  const own = emptyAccount();
  own.regions = {
    'eu-west-1': regionWith([{ name: 'team/app' }, { name: 'team/tool', tags: { owner: 'team-a' } }]),
    'us-east-1': regionWith(),
  };
  const other = emptyAccount();
  other.regions = { 'eu-west-1': regionWith([{ name: 'other/app' }]) };
  other.assumable = { [`arn:aws:iam::${OTHER}:role/${READER}`]: { externalId: EXTERNAL_ID } };
  world.accounts = { [OWN]: own, [OTHER]: other };
  world.accessKeys = { AKIAOWN: { account: OWN, arn: `arn:aws:sts::${OWN}:assumed-role/function/session`, userId: 'AROAFUNCTION' } };
  world.buckets[BUCKET] = { objects: {} };
  world.queues[IMPORT_QUEUE] = [];
  for (const arn of Object.values(TOPICS)) world.topics[arn] = [];
  return world;
}
