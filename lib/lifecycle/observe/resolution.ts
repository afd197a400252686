// Why a finding that a run did not see is over, or that the run cannot tell.
import { coverageOf } from '../../access/account/account.ts';
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
import { standsEverywhere, statusOf } from './status.ts';

export type Resolution = ResolutionReason | 'unverified';

export interface Watch {
  readonly matrix: AccessMatrix;
  readonly scope: RunScope;
  readonly sightings: readonly Observed[];
  readonly known: readonly KnownFinding[];
  readonly observing: boolean;
  readonly withheld: ReadonlySet<FindingId>;
}

/** Why each of `unseen` is over, or `unverified`; what has become of grants is looked up for all of them together. */
export function resolutionsOf(watch: Watch, unseen: readonly KnownFinding[]): (finding: KnownFinding) => Resolution {
  const asked = unseen.filter((finding) => finding.state !== 'resolved' && ASKING.has(dependsOn(finding.code)));
  const standing = statusOf(watch.matrix, asked);
  const ground: Ground = {
    ...watch,
    decisions: (finding) => standing.get(finding.id) ?? NONE,
    isStillComing: placeholderStatus(watch.matrix.account),
    isSuperseded: supersession(watch),
  };
  return (finding) => {
    const about = dependsOn(finding.code);
    if (about === undefined) return 'unverified';
    if (!watch.scope.isUnwatched(finding)) return ENDINGS[about](ground, finding);
    // Users and roles belong to no region: whoever is gone is gone.
    return watch.scope.isPrincipalGone(finding) ? 'principal-deleted' : 'not-watched';
  };
}

const NONE: ReadonlySet<GrantDecision> = new Set();
const ASKING: ReadonlySet<DependsOn | undefined> = new Set(['grant', 'lack', 'unmanaged', 'unsettled']);

interface Ground extends Watch {
  readonly decisions: (finding: Observed) => ReadonlySet<GrantDecision>;
  /** Of access to come. */
  readonly isStillComing: (finding: Observed) => boolean;
  /** Whether the same access is another finding of this run. */
  readonly isSuperseded: (finding: Observed) => boolean;
}

type EndingOf = (ground: Ground, finding: KnownFinding) => Resolution;

const ENDINGS = {
  grant: (ground, finding) => goneWith(ground, finding) ?? grantEndingOf(finding)(ground, finding),
  lack: (ground, finding) => goneWith(ground, finding) ?? lackEnding(ground, finding),
  unmanaged: (ground, finding) => goneWith(ground, finding) ?? unmanagedEnding(ground, finding),
  unsettled: (ground, finding) => goneWith(ground, finding) ?? unsettledEnding(ground, finding),
  cells: (ground, finding) => goneWith(ground, finding) ?? (hasSeen(ground, finding, 'cells') ? 'corrected' : 'unverified'),
  paths: (ground, finding) => goneWith(ground, finding) ?? (hasSeen(ground, finding, 'paths') ? 'corrected' : 'unverified'),
  document: (ground, finding) => goneWith(ground, finding) ?? (covers(ground, finding, 'document') ? 'corrected' : 'unverified'),
  statement: (ground, finding) => {
    const seen = hasSeen(ground, finding, 'cells') && hasSeen(ground, finding, 'settings');
    return goneWith(ground, finding) ?? (seen ? 'corrected' : 'unverified');
  },
  settings: (ground, finding) => (hasSeen(ground, finding, 'settings') ? 'corrected' : 'unverified'),
  intent: intentEnding,
  calendar: ({ observing }) => (observing ? 'unverified' : 'baseline-changed'),
  // Only a run that could read the baseline, or has none, asks.
  validity: () => 'corrected',
  part: partEnding,
} as const satisfies Record<DependsOn, EndingOf>;

/** What no principal and no repository matches may match what was not read. */
function intentEnding(ground: Ground, finding: KnownFinding): Resolution {
  const { complete } = coverageOf(ground.matrix.account);
  const isTold = complete && !ground.observing && !ground.withheld.has(finding.id);
  return isTold && hasSeen(ground, finding, 'intent') ? 'baseline-changed' : 'unverified';
}

/** Whoever and whatever is gone takes the finding along, whatever else was not read. */
function goneWith({ scope }: Ground, finding: KnownFinding): ResolutionReason | undefined {
  if (scope.isPrincipalGone(finding)) return 'principal-deleted';
  return scope.isRepositoryGone(finding) ? 'repository-deleted' : undefined;
}

function covers({ scope }: Ground, finding: KnownFinding, about: DependsOn): boolean {
  return scope.coversPrincipal(finding, about) && scope.coversPlace(finding, about);
}

/** Everything was read that bears on the finding, and no less of the organization than before. */
function hasSeen(ground: Ground, finding: KnownFinding, about: DependsOn): boolean {
  return covers(ground, finding, about) && !ground.scope.hasLostOrganization(finding);
}

function grantEndingOf(finding: KnownFinding): EndingOf {
  if (isAboutPlaceholder(finding)) return comingEnding;
  return finding.repository === '*' ? everywhereEnding : grantEnding;
}

/** Registry policy and settings decide about what is to come, and no repository that is there. */
function comingEnding(ground: Ground, finding: KnownFinding): Resolution {
  const { scope, observing, isStillComing } = ground;
  if (!scope.coversPrincipal(finding, 'grant') || !scope.coversPlace(finding, 'settings')) return 'unverified';
  if (!isStillComing(finding)) return 'access-removed';
  if (observing || scope.hasLostOrganization(finding) || isUnread(ground.matrix.account, finding.region ?? '')) return 'unverified';
  return ground.isSuperseded(finding) ? 'superseded' : 'baseline-changed';
}

function grantEnding(ground: Ground, finding: KnownFinding): Resolution {
  if (!covers(ground, finding, 'grant')) return 'unverified';
  const decisions = ground.decisions(finding);
  // What an unread organization leaves is an upper bound: access that is not in it is gone.
  return decisions.size === 0 ? 'access-removed' : standingEnding(ground, finding, decisions);
}

/** A grant on everything is over when the principal's own policies no longer give it, whatever a repository says. */
function everywhereEnding(ground: Ground, finding: KnownFinding): Resolution {
  const { matrix, scope } = ground;
  if (!scope.coversPrincipal(finding, 'grant')) return 'unverified';
  const decisions = ground.decisions(finding);
  if (!standsEverywhere(matrix.account, finding, scope.regions)) return decisions.has('unknown') ? 'unverified' : 'access-removed';
  return scope.coversPlace(finding, 'grant') ? standingEnding(ground, finding, decisions) : 'unverified';
}

/** The access is there and not what it was found to be. */
function standingEnding(ground: Ground, finding: KnownFinding, decisions: ReadonlySet<GrantDecision>): Resolution {
  if (decisions.has('unknown') || ground.scope.hasLostOrganization(finding)) return 'unverified';
  // Where nothing is intended only outsiders are told of: whoever was one is none any more.
  if (ground.observing) return OUTSIDERS.has(finding.code) ? 'corrected' : 'unverified';
  return ground.isSuperseded(finding) ? 'superseded' : 'baseline-changed';
}

const OUTSIDERS: ReadonlySet<string> = new Set(['ECRD-201', 'ECRD-202']);

function lackEnding(ground: Ground, finding: KnownFinding): Resolution {
  const decisions = ground.decisions(finding);
  if (ground.observing || decisions.has('unknown') || !hasSeen(ground, finding, 'lack')) return 'unverified';
  return decisions.size > 0 ? 'access-restored' : 'baseline-changed';
}

/** Where all was read, what is still open is open by the documentation, and nobody asks about it any more. */
function unsettledEnding(ground: Ground, finding: KnownFinding): Resolution {
  if (ground.observing || !hasSeen(ground, finding, 'unsettled')) return 'unverified';
  return ground.decisions(finding).has('unknown') ? 'baseline-changed' : 'corrected';
}

function unmanagedEnding(ground: Ground, finding: KnownFinding): Resolution {
  const decisions = ground.decisions(finding);
  if (decisions.size === 0) return covers(ground, finding, 'unmanaged') ? 'access-removed' : 'unverified';
  return !ground.observing && hasSeen(ground, finding, 'unmanaged') ? 'baseline-changed' : 'unverified';
}

function partEnding({ scope }: Ground, finding: KnownFinding): Resolution {
  const { part } = finding;
  if (!part || scope.isPartUnread(part, finding)) return 'unverified';
  if (part.of === 'organization') return scope.hasLostOrganization(finding) ? 'unverified' : 'part-read';
  if (scope.isRepositoryGone(part)) return 'repository-deleted';
  return scope.isToldOtherwise(part) ? 'superseded' : 'part-read';
}

/** A grant that is found for the first time takes the place of the same access under another code, or in one repository. */
function supersession({ sightings, known }: Watch): (finding: Observed) => boolean {
  const before = new Set(known.flatMap(({ id, state }) => (state === 'resolved' ? [] : [id])));
  return withinAccessOf(sightings.filter(({ id }) => !before.has(id)));
}
