// Which events to ask CloudTrail for where not all can be asked for: those of the first findings, as far as so many lookups go.
import type { FindingId } from '../model/ids.ts';
import { type EventLookup, lookupsFor, nameless } from './candidates.ts';
import { patternKey, type TouchedPattern } from './touched.ts';

/** What to look for because of one finding. */
export interface FindingSought {
  readonly id: FindingId;
  readonly sought: readonly TouchedPattern[];
}

export interface LookupPlan {
  /** At most as many as there may be, each once. */
  readonly lookups: readonly EventLookup[];
  /** The lookups of each finding of which all are planned. */
  readonly planned: ReadonlyMap<FindingId, readonly EventLookup[]>;
}

export interface LookupLimits {
  /** Where IAM and Organizations are recorded. */
  readonly home: string;
  readonly most: number;
  /** What has been asked for already, and costs nothing. */
  readonly done?: readonly EventLookup[];
  /** What cannot be asked for here, and is left out. */
  readonly isElsewhere?: (lookup: EventLookup) => boolean;
}

/** Finding by finding: one of which not all can be asked for is not looked up, since who is left out could be the one. */
export function planLookups(findings: readonly FindingSought[], limits: LookupLimits): LookupPlan {
  const { most, done = [], isElsewhere = () => false } = limits;
  const lookupsOf = lookupsByPattern(limits.home);
  const asked = new Set(done.map(lookupKey));
  const lookups: EventLookup[] = [];
  const planned = new Map<FindingId, readonly EventLookup[]>();
  for (const { id, sought } of findings) {
    const wanted = lookupsOf(sought).filter((lookup) => !isElsewhere(lookup));
    const missing = wanted.filter((lookup) => !asked.has(lookupKey(lookup)));
    if (wanted.length === 0 || lookups.length + missing.length > most) continue;
    for (const lookup of missing) asked.add(lookupKey(lookup));
    lookups.push(...missing);
    planned.set(id, wanted);
  }
  return { lookups, planned };
}

/** The key under which a lookup is the same. */
export function lookupKey({ region, name }: Pick<EventLookup, 'region' | 'name'>): string {
  return `${region} ${name}`;
}

/** Thousands of findings ask for the same few kinds of things. */
function lookupsByPattern(home: string): (sought: readonly TouchedPattern[]) => readonly EventLookup[] {
  const known = new Map<string, readonly EventLookup[]>();
  const ofPattern = (pattern: TouchedPattern): readonly EventLookup[] => {
    const key = patternKey(pattern);
    const lookups = known.get(key) ?? lookupsFor([pattern], home);
    known.set(key, lookups);
    return lookups;
  };
  return (sought) => [
    ...new Map(
      sought
        .map(nameless)
        .flatMap(ofPattern)
        .map((each) => [lookupKey(each), each]),
    ).values(),
  ];
}
