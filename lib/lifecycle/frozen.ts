// A run whose baseline is invalid: nothing is judged, nothing is over, and the one thing to report is that.
import type { Account } from '../access/account/account.ts';
import { invalidBaseline } from '../checks/baseline-health/baseline-invalid.ts';
import { findingsOf } from '../findings/findings.ts';
import type { BaselineIssue } from '../model/baseline.ts';
import type { Digest } from '../model/ids.ts';
import type { AccountState, KnownFinding } from '../model/state.ts';
import { eventsOf, type Followed, refuseStale } from './follow.ts';
import { scopeOf } from './observe/coverage.ts';
import { observationsOf } from './observe/observation.ts';
import { advance, type Observation } from './transition/transitions.ts';

export interface Freezing {
  readonly account: Account;
  readonly issues: readonly BaselineIssue[];
  /** Of the files of the baseline: as long as they stay the same it is reported once. */
  readonly sha256: Digest;
  readonly known: AccountState;
}

/** The state as it was, with the invalid baseline as a finding; the time of the last judged snapshot stays; `stale` where that is later. */
export function freezeFindings({ account, issues, sha256, known }: Freezing): Followed {
  const now = account.snapshot.collectedAt;
  refuseStale(known, now);
  const findings = findingsOf([invalidBaseline(issues, sha256)], account.snapshot);
  const steps = observationsOf(findings, account, scopeOf(account)).map((finding) => {
    const before = known.findings.find(({ id }) => id === finding.id);
    const seen: Observation = before
      ? { kind: 'still', known: before, finding, exception: undefined }
      : { kind: 'new', finding, exception: undefined };
    return advance(seen, now);
  });
  const stepped = new Map(steps.map(({ finding }) => [finding.id, finding]));
  const unseen = known.findings.filter(({ id }) => !stepped.has(id));
  const seen = findings.map((finding) => ({ ...finding, firstSeen: stepped.get(finding.id)?.firstSeen ?? finding.firstSeen }));
  return {
    findings: seen,
    unseen,
    events: steps.flatMap((step) =>
      eventsOf(
        step,
        now,
        seen.find(({ id }) => id === step.finding.id),
      ),
    ),
    state: { ...known, findings: [...unseen, ...stepped.values()].sort(byId) },
  };
}

function byId(a: KnownFinding, b: KnownFinding): number {
  return a.id < b.id ? -1 : 1;
}
