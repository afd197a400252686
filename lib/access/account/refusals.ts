// Which unread parts of a snapshot come from one refusal, and are told as one gap.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { gapPartKey } from '../../model/gap-part.ts';
import { type Refusal, type RegionGaps, refusalsOf } from '../../model/refusals.ts';
import type { AccountSnapshot, Collected, Gap, Registry } from '../../model/snapshot.ts';

const REFUSALS = new WeakMap<AccountSnapshot, ReadonlyMap<string, Refusal>>();

/** The refusal of each part that is told with others, by the key of the part. */
export function refusalsIn(snapshot: AccountSnapshot): ReadonlyMap<string, Refusal> {
  return getOrCreate(REFUSALS, snapshot, () => refusalsOf(snapshot.registries.map(regionGaps)));
}

/** The gap as it is told: its own, or that of the refusal that it comes from. */
export function reportedGap(snapshot: AccountSnapshot, gap: Gap): Gap {
  return refusalsIn(snapshot).get(gapPartKey(gap.part))?.gap ?? gap;
}

function regionGaps({ region, repositories, policy }: Registry): RegionGaps {
  const list = repositories.kind === 'present' ? repositories.value : [];
  return {
    region,
    repositories: gapIn(repositories),
    registryPolicy: gapIn(policy),
    tags: list.map(({ tags }) => gapIn(tags)),
    policies: list.map((repository) => gapIn(repository.policy)),
  };
}

function gapIn(part: Collected<unknown>): Gap | undefined {
  return part.kind === 'unknown' ? part.gap : undefined;
}
