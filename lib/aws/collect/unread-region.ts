// Regions of which nothing was read, as gaps. Apart from the reading itself, so that whoever only assembles does not carry the SDK along.
import type { RegionFile, UnreadFile } from '../../snapshot/schema.ts';

/** A region that was not asked, and why: the same for both of its parts where nothing else is said. */
export function unreadRegion(region: string, registryPolicy: UnreadFile, repositories = registryPolicy): RegionFile {
  return { region, registryPolicy, repositories };
}

/** Of regions of which nobody says whether they are enabled, each that was not read as a gap. A region that is left out would be one that nobody watches. */
export function otherRegions(known: Iterable<string>, read: readonly string[], reason: UnreadFile): readonly RegionFile[] {
  return [...new Set(known)].filter((region) => !read.includes(region)).map((region) => unreadRegion(region, reason));
}
