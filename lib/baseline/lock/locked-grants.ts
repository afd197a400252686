// The lock as a look-up: grants that were accepted as they are.

import type { Baseline, LockedGrant } from '../../model/baseline.ts';
import { placeKey } from '../../model/ids.ts';

export interface LockIndex {
  readonly isEmpty: boolean;
  /** A lock without lines is about every repository: none of their grants is taken as it is. */
  readonly managesAll: boolean;
  readonly find: (
    place: { readonly region: string; readonly repository: string },
    principal: string,
    capability: string,
  ) => LockedGrant | undefined;
  /** Whether the lock has any line about a repository. */
  readonly manages: (place: { readonly region: string; readonly repository: string }) => boolean;
}

/** The lines of a lock by place, principal and capability. */
export function indexLock({ lock, hasLock }: Pick<Baseline, 'lock' | 'hasLock'>): LockIndex {
  const lines = new Map(lock.map((line) => [keyOf(line, line.principal, line.capability), line]));
  const repositories = new Set(lock.map(placeOf));
  return {
    isEmpty: lock.length === 0,
    managesAll: hasLock && lock.length === 0,
    find: (place, principal, capability) => lines.get(keyOf(place, principal, capability)),
    manages: (place) => repositories.has(placeOf(place)),
  };
}

function keyOf(place: { readonly region: string; readonly repository: string }, principal: string, capability: string): string {
  return [placeOf(place), principal, capability].join('\n');
}

function placeOf({ region, repository }: { readonly region: string; readonly repository: string }): string {
  return placeKey(region, repository);
}
