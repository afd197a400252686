// One run after another: findings of a snapshot and what was known become findings with a state, events, and what to remember.

import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { isObserving } from '../drift/cell/without-baseline.ts';
import { formerIds, underPresentIds } from '../findings/former-ids.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId, Instant } from '../model/ids.ts';
import { AuditError } from '../model/ports.ts';
import type { AccountState, FindingEvent, KnownFinding } from '../model/state.ts';
import { scopeOf } from './observe/coverage.ts';
import { observationsOf } from './observe/observation.ts';
import { observe } from './observe/observe.ts';
import { advance, isForgotten, type Observation, type TransitionStep } from './transition/transitions.ts';

export interface Following {
  readonly matrix: AccessMatrix;
  /** What the snapshot shows, judged by itself. */
  readonly findings: readonly Finding[];
  readonly baseline: Baseline | undefined;
  /** Findings about the baseline that this run cannot tell of; none where left out. */
  readonly withheld?: ReadonlySet<FindingId>;
  /** Findings that are there, and are not among them; none where left out. */
  readonly untold?: ReadonlySet<FindingId>;
  /** Whether they tell of every access that drifts; they do where left out. */
  readonly isWhole?: boolean;
  readonly known: AccountState;
  readonly now: Instant;
  /** How long before an exception ends people are told. */
  readonly warningDays?: number;
}

export interface Followed {
  /** The findings of the snapshot in the order given, with state and times. */
  readonly findings: readonly Finding[];
  /** Remembered and not seen: not verified, or resolved in the last 90 days. Sorted by id. */
  readonly unseen: readonly KnownFinding[];
  /** Sorted by finding. */
  readonly events: readonly FindingEvent[];
  /** To be saved, with the messages about the events. */
  readonly state: AccountState;
}

/**
 * One run: what was found meets what is known, and each finding takes one step.
 * @throws AuditError `stale` where the state is of a later snapshot.
 */
export function followFindings(following: Following): Followed {
  const { matrix, findings, baseline, withheld = new Set(), untold = new Set(), isWhole = true, known, now, warningDays } = following;
  const { account } = matrix;
  const { collectedAt } = account.snapshot;
  refuseStale(known, collectedAt);
  const scope = scopeOf(account);
  const former = formerIds(findings, account.snapshot);
  const observed = observationsOf(findings, account, scope);
  const observations = observe({
    matrix,
    scope,
    observed,
    known: underPresentIds(known.findings, observed, former),
    formerIds: former,
    exceptions: baseline?.exceptions ?? [],
    observing: baseline === undefined || isObserving(baseline),
    withheld,
    untold,
    isWhole,
    now,
  });
  const steps = observations.map((observation) => advance(observation, now, warningDays));
  const remembered = steps.map(({ finding }) => finding).filter((finding) => !isForgotten(finding, now));
  const seen = inState(findings, seenIn(observations), steps);
  const seenById = new Map(seen.map((finding) => [finding.id, finding]));
  return {
    findings: seen,
    unseen: remembered.filter(({ id }) => !seenById.has(id)),
    events: steps.flatMap((step) => eventsOf(step, now, seenById.get(step.finding.id))),
    state: { ...known, collectedAt, findings: remembered },
  };
}

/** The events of a step; `seen`: the finding with its proof, where the run saw it. */
export function eventsOf({ finding, events, ended }: TransitionStep, at: Instant, seen: Finding | undefined): readonly FindingEvent[] {
  return events.map((kind) => ({ kind, at, finding, seen, ended: kind === 'reopened' ? ended : undefined }));
}

/** Refuses a snapshot older than the state (`stale`): an audit that overlapped with a later one has nothing to add to what that one saw. */
export function refuseStale({ account, collectedAt: last }: Pick<AccountState, 'account' | 'collectedAt'>, collectedAt: Instant): void {
  if (last === null || collectedAt >= last) return;
  throw new AuditError('stale', `the findings of ${account} were last followed at ${last}, and this snapshot is older: ${collectedAt}`);
}

function seenIn(observations: readonly Observation[]): ReadonlySet<FindingId> {
  return new Set(observations.flatMap((each) => (each.kind === 'new' || each.kind === 'still' ? [each.finding.id] : [])));
}

/** What is told of an access by a known finding that could not be verified is not told again. */
function inState(findings: readonly Finding[], seen: ReadonlySet<FindingId>, steps: readonly TransitionStep[]): readonly Finding[] {
  const byId = new Map(steps.map(({ finding }) => [finding.id, finding]));
  return findings.flatMap((finding) => {
    const known = byId.get(finding.id);
    return known && seen.has(finding.id) ? [asKnown(finding, known)] : [];
  });
}

/** A finding of a run as the state has it. */
export function asKnown(finding: Finding, known: KnownFinding): Finding {
  const { severity, state, firstSeen, lastSeen, attribution } = known;
  // Of many findings, most are as they were found.
  const isSame =
    state === finding.state && severity === finding.severity && firstSeen === finding.firstSeen && lastSeen === finding.lastSeen;
  if (isSame && state === 'open' && attribution === undefined) return finding;
  const acceptance = known.state === 'accepted' ? { exception: known.exception, until: known.until } : undefined;
  return { ...finding, severity, state, acceptance, firstSeen, lastSeen, ...(attribution ? { attribution } : {}) };
}
