// One refusal, one gap: a call about a whole region or account that failed leaves many parts unread, and is told once.
import { type GapPart, gapPartKey } from './gap-part.ts';
import type { Gap } from './snapshot.ts';

/** What was not read of a region; undefined where it was. */
export interface RegionGaps {
  readonly region: string;
  readonly repositories: Gap | undefined;
  readonly registryPolicy: Gap | undefined;
  /** One per repository that is known. */
  readonly tags: readonly (Gap | undefined)[];
  readonly policies: readonly (Gap | undefined)[];
}

export interface Refusal {
  /** The gap that is told instead of those that it stands for. */
  readonly gap: Gap;
  /** Where all that it stands for is; null where it is about several regions. */
  readonly region: string | null;
}

/** The calls that say which regions there are. */
export const REGION_LISTS: ReadonlySet<string> = new Set(['account:ListRegions', 'ec2:DescribeRegions']);
const ABOUT_ONE_REPOSITORY: ReadonlySet<string> = new Set(['ecr:GetRepositoryPolicy', 'ecr:ListTagsForResource']);
/** How AWS says that it is the caller who may not, whatever the repository says. */
const ABOUT_CALLER = ['identity-based policy', 'service control policy', 'permissions boundary', 'session policy'];

/** By the key of each part that a refusal stands for (`gapPartKey`): what every repository of a region lacks alike, and regions that nobody listed. */
export function refusalsOf(regions: readonly RegionGaps[]): ReadonlyMap<string, Refusal> {
  const ofRegions = regions.flatMap(({ region, tags, policies }) => [
    ...standingFor(tags, { kind: 'repositories', of: 'tags', region }),
    ...standingFor(policies, { kind: 'repositories', of: 'policies', region }),
  ]);
  return new Map([...unlisted(regions), ...ofRegions]);
}

type Entry = readonly [string, Refusal];

/** What all of several repositories lack for one reason. A single one is told by its own name. */
function standingFor(gaps: readonly (Gap | undefined)[], part: Extract<GapPart, { readonly kind: 'repositories' }>): readonly Entry[] {
  const [first, second] = gaps;
  if (first === undefined || second === undefined || !gaps.every((gap) => gap !== undefined && isSameRefusal(gap, first))) return [];
  const refusal = { gap: { ...first, part }, region: part.region };
  return gaps.flatMap((gap) => (gap === undefined ? [] : [[gapPartKey(gap.part), refusal] as const]));
}

/** F7: each repository may deny the scanner by itself, and then each is a gap of its own. */
function isSameRefusal(gap: Gap, first: Gap): boolean {
  if (gap.api !== first.api || gap.code !== first.code) return false;
  if (!ABOUT_ONE_REPOSITORY.has(gap.api) || !gap.code.startsWith('AccessDenied')) return true;
  return ABOUT_CALLER.some((words) => gap.message.includes(words));
}

/** Where nobody says which regions are enabled, each other one that is known is unread; the message names them. */
function unlisted(regions: readonly RegionGaps[]): readonly Entry[] {
  const unread = regions.filter(isUnlisted);
  const [first] = unread.flatMap(({ repositories }) => repositories ?? []);
  if (first === undefined || unread.length < 2) return [];
  const part: GapPart = { kind: 'regions', except: namesOf(regions.filter((each) => !isUnlisted(each))) };
  const message = [first.message, `(${namesOf(unread).join(', ')})`].filter((text) => text !== '').join(' ');
  const refusal = { gap: { ...first, part, message }, region: null };
  const gaps = unread.flatMap(({ repositories, registryPolicy }) => [repositories, registryPolicy]);
  return gaps.flatMap((gap) => (gap === undefined ? [] : [[gapPartKey(gap.part), refusal] as const]));
}

function isUnlisted({ repositories, registryPolicy }: RegionGaps): boolean {
  return repositories !== undefined && REGION_LISTS.has(repositories.api) && repositories.api === registryPolicy?.api;
}

function namesOf(regions: readonly RegionGaps[]): readonly string[] {
  return regions.map(({ region }) => region).toSorted();
}
