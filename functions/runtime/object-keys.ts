// Where things are in the bucket. The prefixes are those of the lifecycle rules in serverless/storage.yml.

interface RunOf {
  readonly run: string;
  readonly account: string;
}

/** `part`: a region, or `identity`. */
export function partKey({ run, account }: RunOf, part: string): string {
  return `runs/${run}/${account}/${part}.json.gz`;
}

export function cursorKey({ run, account }: RunOf, region: string): string {
  return `runs/${run}/${account}/${region}.cursor.json.gz`;
}

export interface ReportKeys {
  readonly json: string;
  readonly markdown: string;
}

/** The report of an audit, by account and time. */
export function reportKeys(account: string, at: string): ReportKeys {
  const name = `reports/${account}/${at.replaceAll(':', '-')}`;
  return { json: `${name}.json`, markdown: `${name}.md` };
}

/** What of the baseline matches nothing in an account. */
export function stalenessKey(account: string): string {
  return `watch/stale/${account}.json`;
}

/** Which of the reports is the newest. */
export function latestKey(account: string): string {
  return `reports/${account}/latest.json`;
}

/** A report that changed no state; `name` is an execution or an invocation. */
export function liveKeys(account: string, name: string): ReportKeys {
  return { json: `live/${account}/${name}.json`, markdown: `live/${account}/${name}.md` };
}
