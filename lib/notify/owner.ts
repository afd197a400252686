// Who is responsible for a repository: alerts are routed by it.

import { selectsRepository } from '../baseline/match/selector.ts';
import type { Baseline } from '../model/baseline.ts';
import { placeKey } from '../model/ids.ts';
import type { AccountSnapshot, Repository, Tags } from '../model/snapshot.ts';
import type { Observed } from '../model/state.ts';

type Place = Pick<Observed, 'region' | 'repository'>;

/** The owner of a place: the tag `owner` of the repository, else `metadata.owner` of the first rule about it; null where nobody is named. */
export function ownersIn({ account, registries }: AccountSnapshot, baseline: Baseline | undefined): (place: Place) => string | null {
  const repositories = new Map(
    registries.flatMap(({ repositories: part }) =>
      part.kind === 'present' ? part.value.map((each): [string, Repository] => [placeKey(each.region, each.name), each]) : [],
    ),
  );
  const known = new Map<string, string | null>();
  return ({ region, repository }) => {
    if (region === null || repository === null || repository === '*') return null;
    const key = placeKey(region, repository);
    const before = known.get(key);
    if (before !== undefined) return before;
    const part = repositories.get(key)?.tags;
    const tags = part?.kind === 'present' ? part.value : undefined;
    const owner = taggedOwner(tags) ?? ruleOwner(baseline, { account, region, name: repository, tags }) ?? null;
    known.set(key, owner);
    return owner;
  };
}

function taggedOwner(tags: Tags | undefined): string | undefined {
  return Object.entries(tags ?? {}).find(([key, value]) => key.toLowerCase() === 'owner' && value.trim() !== '')?.[1];
}

function ruleOwner(baseline: Baseline | undefined, repository: Parameters<typeof selectsRepository>[1]): string | undefined {
  const named = (baseline?.rules ?? []).filter(({ owner }) => owner !== undefined);
  return named.find(({ repositories }) => selectsRepository(repositories, repository) === 'yes')?.owner;
}
