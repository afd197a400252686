// A region that there was no time for: what was read of it stands, and the rest is unknown.
import type { RegionCursor } from '../../lib/aws/collect/region.ts';
import type { RegionFile } from '../../lib/snapshot/schema.ts';

/** How many repositories have not been asked about. */
export function leftOf({ repositories }: RegionCursor): number {
  return repositories.filter(({ policy }) => policy === undefined).length;
}

/** The region, with the policies that were not read as gaps that say so. */
export function cutShort({ registry, repositories }: RegionCursor, calls: number): RegionFile {
  const message = `not read within ${calls} ${calls === 1 ? 'call' : 'calls'} of the collector`;
  const unread = { status: 'unknown', error: { code: 'OutOfTime', message, api: 'ecr:GetRepositoryPolicy' } } as const;
  const value = repositories.map(({ policy = unread, ...repository }) => ({ ...repository, policy }));
  return { ...registry, repositories: { status: 'present', value } };
}
