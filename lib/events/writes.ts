// All writes by the service and the name under which CloudTrail records them.
import { ECR_WRITES } from './ecr-writes.ts';
import { IAM_WRITES, IAM_WRITES_OF_NOTHING } from './iam-writes.ts';
import { ORGANIZATION_WRITES, ORGANIZATION_WRITES_OF_NOTHING } from './organization-writes.ts';
import { agree, type TouchedPattern } from './touched.ts';
import type { Write } from './write.ts';

export const EVENT_SOURCES = {
  ecr: 'ecr.amazonaws.com',
  iam: 'iam.amazonaws.com',
  organizations: 'organizations.amazonaws.com',
} as const;
export type WriteService = keyof typeof EVENT_SOURCES;

/** A write with where its events are. */
export interface KnownWrite extends Write {
  readonly service: WriteService;
  /** `SetRepositoryPolicy`. */
  readonly name: string;
}

/** Every write that a verdict can hang on, by service and name. */
export const WRITES: readonly KnownWrite[] = [
  ...rowsOf('ecr', ECR_WRITES),
  ...rowsOf('iam', IAM_WRITES),
  ...rowsOf('organizations', ORGANIZATION_WRITES),
];

const BY_NAME: ReadonlyMap<string, KnownWrite> = new Map(WRITES.map((each) => [`${EVENT_SOURCES[each.service]} ${each.name}`, each]));

const OF_NOTHING: ReadonlySet<string> = new Set([
  ...Object.entries(ECR_WRITES).flatMap(([name, row]) => (row === 'nothing' ? [`${EVENT_SOURCES.ecr} ${name}`] : [])),
  ...[...IAM_WRITES_OF_NOTHING].map((name) => `${EVENT_SOURCES.iam} ${name}`),
  ...[...ORGANIZATION_WRITES_OF_NOTHING].map((name) => `${EVENT_SOURCES.organizations} ${name}`),
]);

/** The write that CloudTrail records so; `nothing` for one that touches nothing; undefined for what is in no table. */
export function writeNamed(source: string, name: string): KnownWrite | 'nothing' | undefined {
  const key = `${source} ${name}`;
  return OF_NOTHING.has(key) ? 'nothing' : BY_NAME.get(key);
}

/** The writes that can touch something of this pattern. */
export function writesTouching(pattern: TouchedPattern): readonly KnownWrite[] {
  return WRITES.filter(({ touches }) => agree(touches, pattern));
}

function rowsOf(service: WriteService, table: Readonly<Record<string, Write | 'nothing'>>): readonly KnownWrite[] {
  return Object.entries(table).flatMap(([name, row]) => (row === 'nothing' ? [] : [{ service, name, ...row }]));
}
