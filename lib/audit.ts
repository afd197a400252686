// The product as one straight function: snapshot, baseline and what was known in; findings and events out.
import type { Kinship } from './access/account/account.ts';
import { coverageOf } from './access/account/coverage.ts';
import { type AccessCounts, countGrants } from './access/matrix/grants.ts';
import { type AccessMatrix, accessMatrix } from './access/matrix/matrix.ts';
import { boundedBaseline, type ParsedBaseline } from './baseline/parse/parse.ts';
import {
  ALONE,
  type Among,
  type Shared,
  type StaleFinding,
  type Staleness,
  sharedStaleness,
  stalenessOf,
} from './checks/baseline-health/shared-staleness.ts';
import { baselineFindingsOf, baselineStaleness, policyFindingsOf } from './checks/checks.ts';
import { listedAmong } from './checks/listed-findings.ts';
import { expectedAccess, type IsExpected } from './drift/cell/expected.ts';
import { type Intent, isObserving, NO_INTENT } from './drift/cell/without-baseline.ts';
import { driftFrom } from './drift/drift.ts';
import { driftingGrants } from './drift/drifting-grants.ts';
import { MOST_FOUND, MOST_LISTED } from './drift/limits.ts';
import { placeholderDrift } from './drift/placeholder/placeholder-drift.ts';
import { findingsOf, gravestFirst, idOf } from './findings/findings.ts';
import { formerIds } from './findings/former-ids.ts';
import { type Followed, followFindings } from './lifecycle/follow.ts';
import { freezeFindings } from './lifecycle/frozen.ts';
import { standingFindings } from './lifecycle/standing.ts';
import { emptyState } from './lifecycle/state.ts';
import { idleExceptions } from './lifecycle/transition/idle-exceptions.ts';
import type { Coverage } from './model/access.ts';
import type { Baseline, BaselineIssue } from './model/baseline.ts';
import type { Finding } from './model/finding.ts';
import type { FindingId } from './model/ids.ts';
import type { AccountSnapshot } from './model/snapshot.ts';
import type { AccountState } from './model/state.ts';
import type { ReportSources } from './report/page-sources.ts';
import type { AuditView } from './report/schema.ts';
import { auditView } from './report/view.ts';

/** What one snapshot shows, judged by itself. */
export interface Judged {
  readonly matrix: AccessMatrix;
  readonly baseline: Baseline | undefined;
  readonly coverage: Coverage;
  readonly findings: readonly Finding[];
  /** Findings about the baseline of which only the audits of other accounts could say whether they are. */
  readonly withheld: ReadonlySet<FindingId>;
  /** Findings about policies and the baseline that are there, and that there is no room for. */
  readonly untold: ReadonlySet<FindingId>;
  /** What of the baseline matches nothing here, for those audits; undefined without a baseline. */
  readonly staleness: Staleness | undefined;
  /** What the baseline lets be. */
  readonly isExpected: IsExpected;
  /** What a baseline could capture; only counted where there is none (docs/formats.md#without-a-baseline). */
  readonly observed: AccessCounts | undefined;
}

/** How a snapshot is judged. */
export interface JudgingTerms {
  /** Left out where the account is the only one of its baseline. */
  readonly among?: Among | undefined;
  /** An account that has much of it; copies of this one are to come where it is left out. */
  readonly kinship?: Kinship | undefined;
  /** Of how many single accesses findings tell, about; of all that there is room for where it is left out. */
  readonly most?: number | undefined;
}

/** Judges one snapshot, alone or `among` the accounts of its baseline. Without a baseline only outsiders drift; what policies show by themselves is found all the same. */
export function judgeSnapshot(snapshot: AccountSnapshot, baseline: Baseline | undefined, terms: JudgingTerms = {}): Judged {
  const judged = judgeFindings(snapshot, baseline, terms);
  return { ...judged, observed: isObserving(baseline ?? NO_INTENT) ? countGrants(judged.matrix) : undefined };
}

/** The same without a count of what there is. */
export function judgeFindings(
  snapshot: AccountSnapshot,
  baseline: Baseline | undefined,
  { among = ALONE, kinship = 'copied', most }: JudgingTerms = {},
): Omit<Judged, 'observed'> {
  const matrix = accessMatrix(snapshot, kinship);
  const intent: Intent = baseline ?? NO_INTENT;
  const now = snapshot.collectedAt;
  const told = driftFrom(matrix, intent, now, most);
  const coming = placeholderDrift(matrix, intent, now, told);
  const isExpected = expectedAccess(matrix.account, intent, now);
  const ofPolicies = policyFindingsOf(matrix, isExpected);
  const health = baseline ? baselineFindingsOf({ matrix, baseline, now }) : [];
  const ofRules = baseline ? baselineStaleness({ matrix, baseline }) : [];
  const share = (stale: readonly StaleFinding[]): Shared => sharedStaleness(stale, snapshot.account, baseline?.sha256 ?? '', among);
  const rules = share(ofRules);
  const { listed, untold } = listedAmong([...ofPolicies, ...health, ...rules.reported], most ?? MOST_FOUND);
  const leftOut = told.leftOut + untold.length;
  const found = findingsOf([...told.drift, ...coming, ...listed], snapshot);
  // What is left out may be what an exception is for.
  const idle = leftOut > 0 ? [] : idleExceptions(matrix.account, { findings: found, exceptions: baseline?.exceptions ?? [] }, now);
  const ofExceptions = idle.map((finding): StaleFinding => ({ finding, accounts: [] }));
  const exceptions = share(ofExceptions);
  const findings = gravestFirst([...found, ...findingsOf(exceptions.reported, snapshot)]);
  const coverage = { ...coverageOf(matrix.account), ...(leftOut > 0 ? { leftOut } : {}) };
  return {
    matrix,
    baseline,
    coverage,
    findings,
    withheld: idsOf(findingsOf([...rules.withheld, ...exceptions.withheld], snapshot), snapshot),
    untold: new Set(untold.map((each) => idOf(each, snapshot))),
    staleness: baseline && stalenessOf([...ofRules, ...ofExceptions], baseline.sha256, coverage.complete),
    isExpected,
  };
}

/** The ids of findings, with those that earlier versions gave them. */
function idsOf(findings: readonly Finding[], snapshot: AccountSnapshot): ReadonlySet<FindingId> {
  return new Set([...findings.map(({ id }) => id), ...[...formerIds(findings, snapshot).values()].flat()]);
}

/** Findings followed over time: `known` is what the last run remembered, an empty state for the first. Times are those of the snapshot. */
export function followSnapshot(
  { matrix, findings, baseline, withheld, untold, coverage }: Omit<Judged, 'observed'>,
  known: AccountState,
): Followed {
  return followFindings({
    ...{ matrix, findings, baseline, withheld, untold, known },
    isWhole: coverage.leftOut === undefined,
    now: matrix.account.snapshot.collectedAt,
  });
}

/**
 * Whether what a finding of another account tells of may be here too, though no finding tells of it: only where there is more than findings tell
 * of.
 */
export function untoldIn({
  matrix: { account },
  coverage,
  baseline,
  untold,
}: Pick<Judged, 'matrix' | 'coverage' | 'baseline' | 'untold'>): (finding: Finding) => boolean {
  if (coverage.leftOut === undefined) return () => false;
  const isDrifting = driftingGrants(account, baseline ?? NO_INTENT, account.snapshot.collectedAt);
  // Of what is asked for and was not looked into, nobody knows.
  return ({ id, drift }) => untold.has(id) || drift.kind === 'missing' || drift.kind === 'unsettled' || isDrifting(drift);
}

/** The same without a past: exceptions hold, and everything is seen for the first time. */
export function standingOf({ matrix, findings, baseline }: Judged): readonly Finding[] {
  return standingFindings({ matrix, findings, exceptions: baseline?.exceptions ?? [] });
}

/** An audit to report, with what is behind it. */
export interface AccountReport {
  readonly view: AuditView;
  readonly sources: ReportSources;
}

/** What is judged. */
export interface Judging extends JudgingTerms {
  readonly snapshot: AccountSnapshot;
  /** Undefined where none is configured. */
  readonly baseline: ParsedBaseline | undefined;
}

export interface ReportInput extends Judging {
  /** Undefined where nobody can say what is known: then everything is seen for the first time, and nothing is said of changes. */
  readonly known: AccountState | undefined;
}

/** A report that nobody is told of: the audit as it would come out now, after what is known. */
export function reportAccount({ snapshot, baseline, known, among }: ReportInput): AccountReport {
  const assessed = assess({ snapshot, baseline, among, most: MOST_LISTED });
  const { view, sources } = reportOf(assessed, assessed.follow(known ?? emptyState(snapshot.account)));
  return { view: known === undefined ? { ...view, events: null } : view, sources };
}

/** What an account was found to be, by whichever way it could be judged. */
export interface Assessed {
  /** `frozen`: the baseline is invalid, so nothing was judged and nothing is over. */
  readonly kind: 'judged' | 'frozen';
  readonly matrix: AccessMatrix;
  readonly coverage: Coverage;
  readonly baseline: Baseline | undefined;
  readonly isExpected: IsExpected;
  readonly observed: AccessCounts | undefined;
  /** Findings about policies and the baseline that are there, and that there is no room for. */
  readonly untold: ReadonlySet<FindingId>;
  /** What of the baseline matches nothing in the account; undefined where nothing was judged by one. */
  readonly staleness: Staleness | undefined;
  /** Effective access by number; undefined where nothing was judged. */
  readonly access: () => AccessCounts | undefined;
  /** What is wrong with an invalid baseline. */
  readonly issues: readonly BaselineIssue[];
  readonly follow: (known: AccountState) => Followed;
}

/** What the snapshot shows, and how what was known goes on from there. */
export function assess({ snapshot, baseline: parsed, ...terms }: Judging): Assessed {
  const baseline = parsed && boundedBaseline(parsed, snapshot.collectedAt);
  if (baseline?.kind !== 'invalid') {
    const judged = judgeSnapshot(snapshot, baseline?.baseline, terms);
    const access = () => judged.observed ?? countGrants(judged.matrix);
    return { kind: 'judged', ...judged, access, issues: [], follow: (known) => followSnapshot(judged, known) };
  }
  const matrix = accessMatrix(snapshot);
  const { account } = matrix;
  const { issues, sha256 } = baseline;
  const isExpected = expectedAccess(account, NO_INTENT, snapshot.collectedAt);
  const ground = {
    untold: new Set<FindingId>(),
    matrix,
    coverage: coverageOf(account),
    baseline: undefined,
    isExpected,
    observed: undefined,
    staleness: undefined,
  };
  return {
    kind: 'frozen',
    ...ground,
    access: () => undefined,
    issues,
    follow: (known) => freezeFindings({ account, issues, sha256, known }),
  };
}

/** The audit to report of what was assessed and followed. */
export function reportOf({ matrix, coverage, baseline, isExpected, observed }: Assessed, followed: Followed): AccountReport {
  const { findings } = followed;
  const view = auditView({ matrix, coverage, baseline, isExpected, observed, findings, followed });
  return { view, sources: { matrix, baseline, isExpected, findings } };
}
