// How much is told of. There can be as many single accesses as there are cells, and memory for all of them is not everywhere.

/** What an audit lists of each of: grants that drift, accesses that are asked for, accesses that are left open, and what policies and the baseline show by themselves. */
export const MOST_LISTED = 50_000;
/** What is worked out where one account is compared with another, or something is looked up. */
export const MOST_FOUND = 400_000;

/** What the runs of a deployment tell of. */
export interface DriftLimits {
  /** Of a full scan. */
  readonly listed: number;
  /** Of an account before and after something was read again. */
  readonly found: number;
}

export const RUN_LIMITS: DriftLimits = { listed: MOST_LISTED, found: MOST_FOUND };
