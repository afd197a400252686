// Where things are in the bucket. The prefixes are those of the lifecycle rules in serverless/storage.yml.

interface RunOf {
  readonly run: string;
  readonly account: string;
}

/** `part`: a region, or `identity`. */
export function partKey({ run, account }: RunOf, part: string): string {
  return `runs/${run}/${account}/${part}.json.gz`;
}

/** Where a region is gone on with that was not read in one call. */
export function cursorKey({ run, account }: RunOf, region: string): string {
  return `runs/${run}/${account}/${region}.cursor.json.gz`;
}

/** A full scan as it was judged: what is read again later is laid over it. */
export function scanKey({ run, account }: RunOf): string {
  return `snapshots/${account}/scans/${run}.json.gz`;
}

/** All parts that were read again since a full scan. */
export function rereadKey({ run, account }: RunOf): string {
  return `snapshots/${account}/reread/${run}.json.gz`;
}

/** What of the baseline matches nothing in an account. */
export function stalenessKey(account: string): string {
  return `watch/stale/${account}.json`;
}

/** The page of an account that was begun last. */
export function attemptKey(account: string): string {
  return `watch/pages/${account}.json`;
}

/** Which findings of an account Security Hub has. */
export function hubKey(account: string): string {
  return `watch/security-hub/${account}.json`;
}

/** Which of the reports is the newest. */
export function latestKey(account: string): string {
  return `reports/${account}/latest.json`;
}
