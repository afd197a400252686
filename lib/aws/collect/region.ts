// One region of an account. A caller whose time is short gets a cursor in its place, and goes on from there later.
import type { RegionFile } from '../../snapshot/schema.ts';
import type { Session } from '../client/session.ts';
import { type RegistryFile, registryFile } from './registry.ts';
import { type ListedRepository, listRepositories } from './repositories.ts';
import { readPolicies } from './repository-policies.ts';

/** A region half read, as plain JSON: the repositories that have no `policy` are still to be asked about. */
export interface RegionCursor {
  readonly registry: RegistryFile;
  readonly repositories: readonly ListedRepository[];
}

export type RegionReading =
  | { readonly kind: 'region'; readonly file: RegionFile }
  | { readonly kind: 'partial'; readonly cursor: RegionCursor };

export interface Progress {
  readonly region: string;
  readonly done: number;
  readonly total: number;
}

export interface RegionOptions {
  /** Milliseconds since the epoch: afterwards nothing more is asked, and what was read is in the cursor. */
  readonly until?: number;
  readonly resume?: RegionCursor;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Reads a region, or the rest of one. Rejects only when the session's signal aborts: what AWS refuses is unknown in the file. */
export async function collectRegion(session: Session, region: string, options: RegionOptions = {}): Promise<RegionReading> {
  const begun = options.resume ?? (await begin(session, region));
  if ('file' in begun) return { kind: 'region', file: begun.file };
  const total = begun.repositories.length;
  const repositories = await readPolicies(session, {
    region,
    repositories: begun.repositories,
    until: options.until,
    onProgress: (done) => options.onProgress?.({ region, done, total }),
  });
  const complete = repositories.flatMap(({ policy, ...repository }) => (policy === undefined ? [] : [{ ...repository, policy }]));
  if (complete.length < repositories.length) return { kind: 'partial', cursor: { registry: begun.registry, repositories } };
  return { kind: 'region', file: { ...begun.registry, repositories: { status: 'present', value: complete } } };
}

async function begin(session: Session, region: string): Promise<RegionCursor | { readonly file: RegionFile }> {
  const [registry, listed] = await Promise.all([registryFile(session, region), listRepositories(session, region)]);
  if (listed.status === 'unknown') return { file: { ...registry, repositories: listed } };
  return { registry, repositories: listed.value };
}
