// What a scan has cost so far: attempts and retries per API.

export interface ApiCount {
  readonly api: string;
  /** Every attempt, retries included. */
  readonly calls: number;
  readonly retries: number;
}

export interface Tally {
  readonly attempt: (api: string) => void;
  readonly retry: (api: string) => void;
  /** Sorted by API. */
  readonly counts: () => readonly ApiCount[];
}

/** An empty tally. */
export function openTally(): Tally {
  const calls = new Map<string, number>();
  const retries = new Map<string, number>();
  return {
    attempt: (api) => add(calls, api),
    retry: (api) => add(retries, api),
    counts: () => [...calls].map(([api, count]) => ({ api, calls: count, retries: retries.get(api) ?? 0 })).sort(byApi),
  };
}

function add(counts: Map<string, number>, api: string): void {
  counts.set(api, (counts.get(api) ?? 0) + 1);
}

function byApi(a: ApiCount, b: ApiCount): number {
  return a.api < b.api ? -1 : 1;
}
