// Where a deployment keeps the last snapshot of an account: an audit writes it, and a check of a proposed change reads it.

/** The key in the deployment's bucket. Each audit replaces the object. */
export function latestSnapshotKey(account: string): string {
  return `snapshots/${account}/latest.json.gz`;
}

/** The account that such a key names, undefined for any other key. */
export function snapshotAccount(key: string): string | undefined {
  return /^snapshots\/([0-9]{12})\//.exec(key)?.[1];
}
