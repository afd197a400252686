// The product as one straight function: snapshot, baseline and what was known in; findings and events out.
import { coverageOf } from './access/account.ts';
import { type AccessCounts, countGrants } from './access/grants.ts';
import { type AccessMatrix, accessMatrix } from './access/matrix.ts';
import { diff, type Intent, isObserving } from './baseline/diff.ts';
import { expectedAccess, type IsExpected } from './baseline/expected.ts';
import { baselineHealth } from './baseline/health.ts';
import { findingsOf, gravestFirst } from './findings/findings.ts';
import { hygieneOf } from './findings/hygiene/hygiene.ts';
import { idleExceptions } from './findings/idle-exceptions.ts';
import { type Followed, followFindings } from './findings/lifecycle-follow.ts';
import { emptyState } from './findings/state.ts';
import type { Coverage } from './model/access.ts';
import type { Baseline } from './model/baseline.ts';
import type { Finding } from './model/finding.ts';
import type { AccountSnapshot } from './model/snapshot.ts';
import type { AccountState } from './model/state.ts';

/** What one snapshot shows, judged by itself. */
export interface Judged {
  readonly matrix: AccessMatrix;
  readonly baseline: Baseline | undefined;
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  /** What the baseline lets be. */
  readonly isExpected: IsExpected;
  /** What a baseline could capture; only counted where there is none (CONTRACT section 8: observe). */
  readonly observed: AccessCounts | undefined;
}

/** Judges one snapshot. Without a baseline nothing is drift; facts about policies are told all the same. */
export function judgeSnapshot(snapshot: AccountSnapshot, baseline: Baseline | undefined): Judged {
  const matrix = accessMatrix(snapshot);
  const intent: Intent = baseline ?? { rules: [], lock: [] };
  const now = snapshot.collectedAt;
  const drift = diff(matrix, intent, now);
  const isExpected = expectedAccess(matrix.account, intent, now);
  const facts = hygieneOf(matrix, isExpected);
  const health = baseline ? baselineHealth(matrix, baseline, now) : [];
  const told = findingsOf([...drift, ...facts, ...health], snapshot);
  const idle = idleExceptions(matrix.account, { findings: told, exceptions: baseline?.exceptions ?? [] }, now);
  const findings = gravestFirst([...told, ...findingsOf(idle, snapshot)]);
  return {
    matrix,
    baseline,
    coverage: coverageOf(matrix.account),
    findings,
    isExpected,
    observed: isObserving(intent) ? countGrants(matrix) : undefined,
  };
}

/** Findings followed over time: `known` is what the last run remembered, an empty state for the first. Times are those of the snapshot. */
export function followSnapshot({ matrix, findings, baseline }: Judged, known: AccountState): Followed {
  return followFindings({ matrix, findings, baseline, known, now: matrix.account.snapshot.collectedAt });
}

/** The same without a past: exceptions hold, and everything is seen for the first time. */
export function standingOf(judged: Judged): readonly Finding[] {
  return followSnapshot(judged, emptyState(judged.matrix.account.ground.account)).findings;
}
