// What a run says about every finding that it saw and every one that was known: new, still there, clear, or not verified.
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { dependsOn } from '../../findings/catalogue.ts';
import type { FormerIds } from '../../findings/former-ids.ts';
import type { Exception } from '../../model/baseline.ts';
import { isAcceptable } from '../../model/codes.ts';
import type { FindingId, Instant } from '../../model/ids.ts';
import type { KnownFinding, Observed } from '../../model/state.ts';
import { exceptionFor, isRunning, principalsIn } from '../transition/exceptions.ts';
import type { Observation } from '../transition/transitions.ts';
import { withinAccessOf } from './access.ts';
import type { RunScope } from './coverage.ts';
import { uselessUnseen } from './idle.ts';
import { isAboutPlaceholder } from './placeholder.ts';
import { resolutionsOf } from './resolution.ts';
import { staleUnseen } from './stale.ts';

export interface Run {
  readonly matrix: AccessMatrix;
  readonly scope: RunScope;
  readonly observed: readonly Observed[];
  readonly known: readonly KnownFinding[];
  readonly exceptions: readonly Exception[];
  readonly formerIds: FormerIds;
  /** Without rules and lock nothing is drift, so no drift is over for want of them. */
  readonly observing: boolean;
  /** What only the audits of other accounts can tell. */
  readonly withheld: ReadonlySet<FindingId>;
  /** What is there, and not among what was observed. */
  readonly untold: ReadonlySet<FindingId>;
  /** Whether every access that drifts is told of. */
  readonly isWhole: boolean;
  readonly now: Instant;
}

/** One observation per finding, sorted by id. */
export function observe(run: Run): readonly Observation[] {
  const known = new Map(run.known.map((finding) => [finding.id, finding]));
  const seen = new Set(run.observed.map(({ id }) => id));
  const exceptionOf = exceptionInForce(run);
  const missing = notSeen(
    run,
    run.known.filter(({ id }) => !seen.has(id)),
    exceptionOf,
  );
  const reasons = [shadows(missing), uselessUnseen(run, missing), staleUnseen(run)];
  const isShadowed = (finding: Observed): boolean => reasons.some((isShadowedBy) => isShadowedBy(finding));
  const observations = [
    ...missing,
    ...run.observed.flatMap((finding) => seenNow(run.scope, finding, known.get(finding.id), { exceptionOf, isShadowed })),
  ];
  return observations.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

function notSeen(run: Run, unseen: readonly KnownFinding[], exceptionOf: ExceptionOf): readonly Observation[] {
  const resolutionOf = resolutionsOf(run, unseen);
  return unseen.map((known) => {
    const resolution = resolutionOf(known);
    if (resolution === 'unverified') return { kind: 'unverified', known, exception: exceptionOf(known, known) };
    return { kind: 'clear', known, because: resolution };
  });
}

/** What a known finding that cannot be verified already says: by what was read of it, the same access looks like another finding. */
function shadows(missing: readonly Observation[]): (finding: Observed) => boolean {
  const unverified = missing.flatMap((each) => (each.kind === 'unverified' && each.known.state !== 'resolved' ? [each.known] : []));
  const isKnown = withinAccessOf(unverified);
  const somewhere = new Set(unverified.filter(({ code }) => dependsOn(code) === 'grant').map(accessIn));
  return (finding) => {
    if (dependsOn(finding.code) !== 'grant') return false;
    // Access to come is reported where the same access is reported of no repository.
    return isAboutPlaceholder(finding) ? somewhere.has(accessIn(finding)) : isAcceptable(finding.code) && isKnown(finding);
  };
}

function accessIn({ principal, principalId, capability, region }: Observed): string {
  return JSON.stringify([principalId ?? principal, capability, region]);
}

/** That a rule forbids an access is certain when it is said at all. */
type ExceptionOf = (finding: Observed, known: KnownFinding | undefined) => Exception | undefined;

interface Judging {
  readonly exceptionOf: ExceptionOf;
  readonly isShadowed: (finding: Observed) => boolean;
}

function seenNow(
  scope: RunScope,
  finding: Observed,
  known: KnownFinding | undefined,
  { exceptionOf, isShadowed }: Judging,
): readonly Observation[] {
  if ((!known || known.state === 'resolved') && isShadowed(finding))
    return known ? [{ kind: 'unverified', known, exception: undefined }] : [];
  const exception = exceptionOf(finding, known);
  if (!known) return [{ kind: 'new', finding, exception }];
  const judged = isPartlyRead(scope, finding, known) ? asKnown(finding, known) : finding;
  return [{ kind: 'still', known, finding: { ...judged, unreadOrganization: unreadOrganizationOf(scope, judged, known) }, exception }];
}

/** An acceptance that an organization is asked for rests on what was read of it then. */
function unreadOrganizationOf(scope: RunScope, judged: Observed, known: KnownFinding): Observed['unreadOrganization'] {
  return known.state === 'accepted' && scope.hasLostOrganization(known) ? known.unreadOrganization : judged.unreadOrganization;
}

/** Where something that bears on a finding was not read, a change of its proof may be for want of reading. */
function isPartlyRead(scope: RunScope, finding: Observed, known: KnownFinding): boolean {
  const about = dependsOn(finding.code);
  if (known.state === 'resolved' || about === undefined || about === 'part' || about === 'calendar') return false;
  const judged = { ...finding, regions: known.regions };
  return !scope.coversPrincipal(judged, about) || !scope.coversPlace(judged, about);
}

/** It is there for certain, and nothing else is concluded: the proof stays as it was. */
function asKnown(finding: Observed, known: KnownFinding): Observed {
  const { severity, regions, unreadOrganization, evidence, message } = known;
  const { causeId, cause } = known.causeId === null ? finding : known;
  return { ...finding, severity, regions, unreadOrganization, evidence, causeId, cause, message };
}

/** The exception of a finding; one that goes on stays in force where unread parts may be why it does not match any more. */
function exceptionInForce({ matrix, scope, exceptions, formerIds, now }: Run): ExceptionOf {
  const principalOf = principalsIn(matrix.account);
  return (finding, known) => {
    const exceptable = { finding, principal: principalOf(finding.principal), formerIds: formerIds.get(finding.id) };
    const found = exceptionFor(exceptable, exceptions, now);
    if (found || known?.state !== 'accepted' || !isAcceptable(known.code)) return found;
    const before = exceptions.find((exception) => exception.id === known.exception && isRunning(exception, now));
    // What was not seen has no former ids here, and an exception may name it by one.
    if (finding === known && before?.match.kind === 'finding') return before;
    const about = dependsOn(known.code);
    const mayBeUnread = about === undefined || scope.hasLostOrganization(known) || !scope.coversPrincipal(known, about);
    return mayBeUnread ? before : undefined;
  };
}

function idOf(observation: Observation): FindingId {
  return observation.kind === 'new' || observation.kind === 'still' ? observation.finding.id : observation.known.id;
}
