// The product as one straight function: snapshot and baseline in, findings out.
import { coverageOf } from './access/account.ts';
import { type AccessCounts, countGrants } from './access/grants.ts';
import { type AccessMatrix, accessMatrix } from './access/matrix.ts';
import { diff } from './baseline/diff.ts';
import { findingsOf } from './findings/findings.ts';
import type { Coverage } from './model/access.ts';
import type { Baseline } from './model/baseline.ts';
import type { Finding } from './model/finding.ts';
import type { AccountSnapshot } from './model/snapshot.ts';

export interface Audit {
  readonly matrix: AccessMatrix;
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  /** What a baseline could capture; only counted where there is none (CONTRACT section 8: observe). */
  readonly observed: AccessCounts | undefined;
}

/** Judges one snapshot by itself. Without a baseline nothing is drift (CONTRACT section 8: observe). */
export function audit(snapshot: AccountSnapshot, baseline: Baseline | undefined): Audit {
  const matrix = accessMatrix(snapshot);
  const rules = baseline?.rules ?? [];
  const findings = findingsOf(diff(matrix, rules), snapshot);
  return { observed: rules.length === 0 ? countGrants(matrix) : undefined, matrix, coverage: coverageOf(matrix.account), findings };
}
