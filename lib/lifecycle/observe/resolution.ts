// Why a finding that a run did not see is over, or that the run cannot tell.
import { coverageOf } from '../../access/account/coverage.ts';
import type { GrantDecision } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { isUnread } from '../../drift/placeholder/placeholder-drift.ts';
import { dependsOn } from '../../findings/catalogue.ts';
import type { DependsOn } from '../../model/finding-definition.ts';
import type { FindingId } from '../../model/ids.ts';
import type { KnownFinding, Observed, ResolutionReason } from '../../model/state.ts';
import { withinAccessOf } from './access.ts';
import type { RunScope } from './coverage.ts';
import { isAboutPlaceholder, placeholderStatus } from './placeholder.ts';
import { isGivenEverywhere, statusOf } from './status.ts';

export type Resolution = ResolutionReason | 'unverified';

export interface Watch {
  readonly matrix: AccessMatrix;
  readonly scope: RunScope;
  readonly observed: readonly Observed[];
  readonly known: readonly KnownFinding[];
  readonly observing: boolean;
  readonly withheld: ReadonlySet<FindingId>;
  /** What is there, and not among what was observed. */
  readonly untold: ReadonlySet<FindingId>;
  /** Whether every access that drifts is told of: else what is not told of may drift still. */
  readonly isWhole: boolean;
}

/** Why each of `unseen` is over, or `unverified`; what has become of grants is looked up for all of them together. */
export function resolutionsOf(watch: Watch, unseen: readonly KnownFinding[]): (finding: KnownFinding) => Resolution {
  const asked = unseen.filter((finding) => finding.state !== 'resolved' && ASKING.has(dependsOn(finding.code)));
  const found = statusOf(watch.matrix, asked);
  const input: ResolutionInput = {
    ...watch,
    decisions: (finding) => found.get(finding.id) ?? NONE,
    isStillGiven: placeholderStatus(watch.matrix.account),
    isSuperseded: supersession(watch),
    isSummedUpOtherwise: summedUpOtherwise(watch.observed),
  };
  return (finding) => {
    const about = dependsOn(finding.code);
    if (about === undefined || watch.untold.has(finding.id)) return 'unverified';
    if (!watch.scope.isUnwatched(finding)) return RESOLUTIONS[about](input, finding);
    // Users and roles belong to no region: whoever is gone is gone.
    return watch.scope.isPrincipalGone(finding) ? 'principal-deleted' : 'not-watched';
  };
}

const NONE: ReadonlySet<GrantDecision> = new Set();
const ASKING: ReadonlySet<DependsOn | undefined> = new Set(['grant', 'lack', 'unmanaged', 'unsettled']);

interface ResolutionInput extends Watch {
  readonly decisions: (finding: Observed) => ReadonlySet<GrantDecision>;
  /** Of access to come. */
  readonly isStillGiven: (finding: Observed) => boolean;
  /** Whether the same access is another finding of this run. */
  readonly isSuperseded: (finding: Observed) => boolean;
  /** Whether a fact about a policy is told by one finding about many repositories now, or the other way round. */
  readonly isSummedUpOtherwise: (finding: Observed) => boolean;
}

type ResolveBy = (input: ResolutionInput, finding: KnownFinding) => Resolution;

const RESOLUTIONS = {
  grant: (input, finding) => goneWith(input, finding) ?? grantResolutionOf(finding)(input, finding),
  lack: (input, finding) => goneWith(input, finding) ?? lackResolution(input, finding),
  unmanaged: (input, finding) => goneWith(input, finding) ?? unmanagedResolution(input, finding),
  unsettled: (input, finding) => goneWith(input, finding) ?? unsettledResolution(input, finding),
  cells: (input, finding) => goneWith(input, finding) ?? cellsResolution(input, finding),
  paths: (input, finding) => goneWith(input, finding) ?? (hasSeen(input, finding, 'paths') ? 'corrected' : 'unverified'),
  document: (input, finding) => goneWith(input, finding) ?? (covers(input, finding, 'document') ? 'corrected' : 'unverified'),
  statement: (input, finding) => {
    const seen = hasSeen(input, finding, 'cells') && hasSeen(input, finding, 'settings');
    return goneWith(input, finding) ?? (seen ? 'corrected' : 'unverified');
  },
  settings: (input, finding) => (hasSeen(input, finding, 'settings') ? 'corrected' : 'unverified'),
  intent: intentResolution,
  calendar: ({ observing }) => (observing ? 'unverified' : 'baseline-changed'),
  // Only a run that could read the baseline, or has none, asks.
  validity: () => 'corrected',
  part: partResolution,
} as const satisfies Record<DependsOn, ResolveBy>;

function cellsResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  if (!hasSeen(input, finding, 'cells')) return 'unverified';
  return input.isSummedUpOtherwise(finding) ? 'superseded' : 'corrected';
}

/** What no principal and no repository matches may match what was not read. */
function intentResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  const { complete } = coverageOf(input.matrix.account);
  const isKnowable = complete && input.isWhole && !input.observing && !input.withheld.has(finding.id);
  return isKnowable && hasSeen(input, finding, 'intent') ? 'baseline-changed' : 'unverified';
}

/** Whoever and whatever is gone takes the finding along, whatever else was not read. */
function goneWith({ scope }: ResolutionInput, finding: KnownFinding): ResolutionReason | undefined {
  if (scope.isPrincipalGone(finding)) return 'principal-deleted';
  return scope.isRepositoryGone(finding) ? 'repository-deleted' : undefined;
}

function covers({ scope }: ResolutionInput, finding: KnownFinding, about: DependsOn): boolean {
  return scope.coversPrincipal(finding, about) && scope.coversPlace(finding, about);
}

/** Everything was read that bears on the finding, and no less of the organization than before. */
function hasSeen(input: ResolutionInput, finding: KnownFinding, about: DependsOn): boolean {
  return covers(input, finding, about) && !input.scope.hasLostOrganization(finding);
}

function grantResolutionOf(finding: KnownFinding): ResolveBy {
  if (isAboutPlaceholder(finding)) return placeholderResolution;
  return finding.repository === '*' ? accountWideResolution : grantResolution;
}

/** Registry policy and settings decide about what is to come, and no repository that is there. */
function placeholderResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  const { scope, observing, isStillGiven } = input;
  if (!scope.coversPrincipal(finding, 'grant') || !scope.coversPlace(finding, 'settings')) return 'unverified';
  if (!isStillGiven(finding)) return 'access-removed';
  if (observing || scope.hasLostOrganization(finding) || isUnread(input.matrix.account, finding.region ?? '')) return 'unverified';
  return input.isSuperseded(finding) ? 'superseded' : 'baseline-changed';
}

function grantResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  if (!covers(input, finding, 'grant')) return 'unverified';
  const decisions = input.decisions(finding);
  // What an unread organization leaves is an upper bound: access that is not in it is gone.
  return decisions.size === 0 ? 'access-removed' : presentResolution(input, finding, decisions);
}

/** A grant on everything is over when the principal's own policies no longer give it, whatever a repository says. */
function accountWideResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  const { matrix, scope } = input;
  if (!scope.coversPrincipal(finding, 'grant')) return 'unverified';
  const decisions = input.decisions(finding);
  if (!isGivenEverywhere(matrix.account, finding, scope.regions)) return decisions.has('unknown') ? 'unverified' : 'access-removed';
  return scope.coversPlace(finding, 'grant') ? presentResolution(input, finding, decisions) : 'unverified';
}

/** The access is there and not what it was found to be. */
function presentResolution(input: ResolutionInput, finding: KnownFinding, decisions: ReadonlySet<GrantDecision>): Resolution {
  if (decisions.has('unknown') || input.scope.hasLostOrganization(finding)) return 'unverified';
  // Grants on everything are told of whatever their number.
  const isWhole = input.isWhole || finding.repository === '*';
  // Where nothing is intended only outsiders are reported: whoever was one is none any more.
  if (input.observing) return OUTSIDERS.has(finding.code) && isWhole ? 'corrected' : 'unverified';
  if (input.isSuperseded(finding)) return 'superseded';
  return isWhole ? 'baseline-changed' : 'unverified';
}

const OUTSIDERS: ReadonlySet<string> = new Set(['ECRD-201', 'ECRD-202']);

function lackResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  const decisions = input.decisions(finding);
  if (input.observing || decisions.has('unknown') || !hasSeen(input, finding, 'lack')) return 'unverified';
  if (decisions.size > 0) return 'access-restored';
  return input.isWhole ? 'baseline-changed' : 'unverified';
}

/** Where all was read, what is still open is open by the documentation, and nobody asks about it any more. */
function unsettledResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  if (input.observing || !hasSeen(input, finding, 'unsettled')) return 'unverified';
  if (!input.decisions(finding).has('unknown')) return 'corrected';
  return input.isWhole ? 'baseline-changed' : 'unverified';
}

function unmanagedResolution(input: ResolutionInput, finding: KnownFinding): Resolution {
  const decisions = input.decisions(finding);
  if (decisions.size === 0) return covers(input, finding, 'unmanaged') ? 'access-removed' : 'unverified';
  return !input.observing && hasSeen(input, finding, 'unmanaged') ? 'baseline-changed' : 'unverified';
}

function partResolution({ scope }: ResolutionInput, finding: KnownFinding): Resolution {
  const { part } = finding;
  if (!part || scope.isPartUnread(part, finding)) return 'unverified';
  if (part.of === 'organization') return scope.hasLostOrganization(finding) ? 'unverified' : 'part-read';
  if (scope.isRepositoryGone(part)) return 'repository-deleted';
  return scope.isReportedOtherwise(part) ? 'superseded' : 'part-read';
}

/** A grant that is found for the first time takes the place of the same access under another code, or in one repository. */
function supersession({ observed, known }: Watch): (finding: Observed) => boolean {
  const before = new Set(known.flatMap(({ id, state }) => (state === 'resolved' ? [] : [id])));
  return withinAccessOf(observed.filter(({ id }) => !before.has(id)));
}

function summedUpOtherwise(observed: readonly Observed[]): (finding: Observed) => boolean {
  const about = observed.filter(({ code }) => dependsOn(code) === 'cells');
  const single = new Set(about.filter(({ repository }) => repository !== '*').map((each) => factKey(each, each.region)));
  const many = new Set(about.filter(({ repository }) => repository === '*').map((each) => factKey(each, each.region)));
  return (finding) => {
    const key = factKey(finding, finding.region);
    if (finding.repository !== '*') return many.has(key) || many.has(factKey(finding, '*'));
    return single.has(key) || many.has(key);
  };
}

function factKey({ code, principal, principalId, capability }: Observed, region: string | null): string {
  return JSON.stringify([code, principalId ?? principal, capability, region]);
}
