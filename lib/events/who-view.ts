// The answer of `who` as one value: every candidate, what was asked for them, and what could not be read.
import type { EventLookup } from './candidates.ts';
import type { WhoView } from './schema.ts';
import { touchedName } from './touched.ts';
import type { WriteCandidate } from './write-candidate.ts';

export interface WhoFound extends Pick<WhoView, 'account' | 'of' | 'id' | 'message' | 'since' | 'unread'> {
  readonly lookups: readonly EventLookup[];
  readonly candidates: readonly WriteCandidate[];
}

/** One candidate is `actor`, several are `actors`; without any neither is there, since nothing is guessed. */
export function whoView({ lookups, candidates, unread, ...asked }: WhoFound): WhoView {
  const [first, ...others] = candidates.map(actorView);
  return {
    schemaVersion: 1,
    ...asked,
    complete: unread.length === 0,
    looked: lookedAt(lookups),
    ...(first && others.length === 0 ? { actor: first } : {}),
    ...(first && others.length > 0 ? { actors: [first, ...others] } : {}),
    unread,
  };
}

function actorView({ actor, region, touched }: WriteCandidate): NonNullable<WhoView['actor']> {
  return { ...actor, region, touched: touched.map(touchedName) };
}

function lookedAt(lookups: readonly EventLookup[]): WhoView['looked'] {
  const regions = [...new Set(lookups.map(({ region }) => region))].sort();
  return regions.map((region) => ({
    region,
    events: [...new Set(lookups.flatMap((each) => (each.region === region ? [each.name] : [])))].sort(),
  }));
}
