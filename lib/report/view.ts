// The one object that every renderer reads.

import { type Account, notesOf } from '../access/account/account.ts';
import type { PolicyNote } from '../access/account/documents.ts';
import { firstPlaces } from '../access/classes/places.ts';
import type { AccessCounts } from '../access/matrix/grants.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { CATALOGUE, isFindingCode } from '../findings/catalogue.ts';
import { causesOf } from '../findings/causes/causes.ts';
import type { Followed } from '../lifecycle/follow.ts';
import type { Coverage, Grant } from '../model/access.ts';
import { isCapability } from '../model/access.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Cause } from '../model/cause.ts';
import type { Reason, Residual } from '../model/decision.ts';
import type { AccountWideGrant, Drift, RuleRef } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import { policyName } from '../model/policy-ref.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { FindingEvent, KnownFinding } from '../model/state.ts';
import { hasUntold, type RemediationInput } from '../remediation/remediation.ts';
import { actorMembers } from './actor-words.ts';
import { summaryOf } from './counts.ts';
import { remediationViews } from './remediation-view.ts';
import { rereadView } from './reread-view.ts';
import type { AccessView, AuditView, CauseView, EvidenceView, FindingView, GrantView } from './schema.ts';
import { coverageView, unreadView } from './unread-view.ts';

/** Effective access as docs/formats.md#effective-access has it. */
export function accessView(account: Account, coverage: Coverage, grants: readonly Grant[]): AccessView {
  return { ...accessHead(account, coverage), grants: [...grantViews(grants)] };
}

/** What comes before the grants. */
export function accessHead(account: Account, { complete, unread }: Coverage): Omit<AccessView, 'grants'> {
  return {
    schemaVersion: 1,
    account: account.ground.account,
    complete,
    unread: unread.map(unreadView),
    notes: notesOf(account).map(noteView),
  };
}

/** One by one, in the order given. */
export function* grantViews(grants: Iterable<Grant>): Iterable<GrantView> {
  for (const grant of grants) {
    const view = grantView(grant);
    if (view) yield view;
  }
}

/** One grant as a result shows it; undefined where it is of an action that no capability has. */
export function grantView({ region, repository, ...granted }: Grant): GrantView | undefined {
  const rest = grantRest(granted);
  return rest && { region, repository, ...rest };
}

/** A grant as a result shows it, without its place; undefined where it is of an action that no capability has. */
export function grantRest({
  principal,
  capability,
  decision,
  conditions,
  via,
}: Omit<Grant, 'region' | 'repository'>): Omit<GrantView, 'region' | 'repository'> | undefined {
  if (!isCapability(capability)) return undefined;
  return {
    principal: principal.name,
    principalClass: principal.class,
    capability,
    decision,
    conditions: conditions.map(residualView),
    via: via.map(reasonView),
  };
}

/** A statement as results show it. */
export function reasonView({ policy, source: { sid, index } }: Reason): GrantView['via'][number] {
  return { policy: policyName(policy), sid, index };
}

/** What is left open as results show it. */
export function residualView(residual: Residual): GrantView['conditions'][number] {
  return 'account' in residual ? residual : { ...residual, values: [...residual.values], policy: policyName(residual.policy) };
}

function noteView({ policy, path, reason, rule }: PolicyNote): AccessView['notes'][number] {
  return { policy: policyName(policy), path, reason, rule };
}

export interface Audited {
  readonly matrix: AccessMatrix;
  readonly coverage: Coverage;
  /** Undefined when none was given. */
  readonly baseline: Baseline | undefined;
  /** With their status. */
  readonly findings: readonly Finding[];
  readonly isExpected: RemediationInput['isExpected'];
  readonly observed: AccessCounts | undefined;
  /** Undefined when nothing is followed from run to run. */
  readonly followed: Followed | undefined;
}

/** An audit as docs/formats.md#audit has it. */
export function auditView({ matrix, coverage, baseline, findings, isExpected, observed, followed }: Audited): AuditView {
  const { account } = matrix;
  const unseen = followed?.unseen ?? [];
  const causes = causesOf(account, findings, unseen);
  const remediations = remediationViews({ matrix, findings, isExpected, baseline, hasUntold: hasUntold(coverage, baseline) }, causes);
  const seen = findings.map((finding) => findingView(finding, remediations.ofFinding(finding)));
  const views = [...seen, ...unseen.map(rememberedView)].sort(byGravity);
  return {
    schemaVersion: 1,
    account: account.ground.account,
    asOf: account.snapshot.scannedAt ?? account.snapshot.collectedAt,
    ...(account.snapshot.reread.length > 0 ? { reread: rereadView(account.snapshot.reread) } : {}),
    ...coverageView(coverage),
    baseline: baseline ? { path: baseline.path, sha256: baseline.sha256 } : null,
    summary: summaryOf(views),
    observed: observed ?? null,
    events: followed ? followed.events.map(eventView) : null,
    notes: notesOf(account).map(noteView),
    causes: causes.map((cause) => causeView(cause, remediations.ofCause(cause))),
    findings: views,
  };
}

/** A cause as results show it, with what would end it where that was looked for. */
export function causeView(cause: Cause, remediation: CauseView['remediation']): CauseView {
  const { title: _, statement, findings, remembered, ...shown } = cause;
  const { id, severity, kind, message, ...counts } = shown;
  return {
    ...{ id, severity, kind, message },
    statement: statement ? reasonView(statement) : null,
    findings: [...findings, ...remembered].map((each) => each.id),
    ...counts,
    remediation,
  };
}

function byGravity(a: FindingView, b: FindingView): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1);
}

/** A finding as results show it, with its mend where one was looked for. */
export function findingView(finding: Finding, mend: FindingView['mend'] = null): FindingView {
  const { id, code, name, severity, region, repository, principal, capability, message, state, attribution } = finding;
  const { remediation, firstSeen, lastSeen, acceptance = null } = finding;
  // One by one: to copy what is left of each finding takes several times as long, and there are many.
  const evidence = evidenceOf(finding.drift);
  const shown = { id, code, name, severity, region, repository, principal, capability, message, state, remediation, firstSeen, lastSeen };
  return attribution === undefined
    ? { ...shown, acceptance, evidence, mend }
    : { ...shown, acceptance, evidence, mend, ...actorMembers(attribution) };
}

/** A finding that is remembered and was not seen: its proof is not kept. */
export function unseenView(known: KnownFinding): FindingView {
  const { id, code, severity, state, region, repository, principal, capability, message, firstSeen, lastSeen } = known;
  const { name, remedy } = isFindingCode(code) ? CATALOGUE[code] : { name: code, remedy: '' };
  return {
    ...{ id, code, name, severity, state, region, repository, principal, capability, message, firstSeen, lastSeen },
    acceptance: known.state === 'accepted' ? { exception: known.exception, until: known.until } : null,
    evidence: {},
    remediation: remedy,
    mend: null,
    ...(known.state === 'resolved' ? { because: known.because } : {}),
    ...actorMembers(known.attribution),
  };
}

/** The same where the run could not tell whether it is still so. */
export function unverifiedView(known: KnownFinding): FindingView {
  return { ...unseenView(known), unverifiedSince: known.lastSeen };
}

/** What is neither seen nor over could not be verified. */
function rememberedView(known: KnownFinding): FindingView {
  return known.state === 'resolved' ? unseenView(known) : unverifiedView(known);
}

function eventView({ kind, finding, seen, ended }: FindingEvent): NonNullable<AuditView['events']>[number] {
  const { id, code, message, unverifiedSince, because } = seen ? findingView(seen) : rememberedView(finding);
  return {
    ...{ event: kind, id, code, message },
    ...(unverifiedSince === undefined ? {} : { unverifiedSince }),
    ...(because === undefined ? {} : { because }),
    ...(ended === undefined ? {} : { reopenedAfter: ended }),
  };
}

function evidenceOf(drift: Drift): EvidenceView {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
      return drift.everywhere ? { ...grantEvidence(drift.grant), ...repositories(drift.everywhere) } : grantEvidence(drift.grant);
    case 'weakened':
    case 'forbidden':
      return { ...grantEvidence(drift.grant), ...repositories(drift.everywhere), ...ruleEvidence(drift.rule) };
    case 'coming':
      return { ...grantEvidence(drift.access), ...(drift.rule ? ruleEvidence(drift.rule) : {}), details: [...drift.among, ...drift.more] };
    case 'missing':
      return { blockedBy: [...drift.blockedBy], via: drift.denials.map(reasonView), ...ruleEvidence(drift.rule) };
    case 'unsettled':
      return { unsettled: [...drift.open], via: drift.statements.map(reasonView), ...ruleEvidence(drift.rule) };
    case 'hygiene':
      return {
        via: [...(drift.statement ? [drift.statement] : []), ...(drift.statements ?? [])].map(reasonView),
        details: [...drift.details],
      };
    case 'unmanaged':
      return drift.newly ? ruleEvidence(drift.newly) : { principals: drift.principals, grants: drift.grants };
    case 'unverified':
      return { unread: unreadView(drift.gap) };
  }
}

function ruleEvidence({ id, at }: RuleRef): EvidenceView {
  return { rule: { id, file: at.file, line: at.line } };
}

interface Proven {
  readonly of: Pick<Grant, 'decision' | 'conditions'> & { readonly class: Grant['principal']['class'] };
  readonly evidence: EvidenceView;
}

/** Grants that are proved alike have one list of statements, and mostly one evidence: the last of each list is kept. */
const PROVEN = new WeakMap<Grant['via'], Proven>();

function grantEvidence({ decision, principal, conditions, via }: Grant): EvidenceView {
  const before = PROVEN.get(via);
  if (before?.of.conditions === conditions && before.of.decision === decision && before.of.class === principal.class)
    return before.evidence;
  const evidence = {
    decision,
    principalClass: principal.class,
    conditions: conditions.map(residualView),
    via: via.map(reasonView),
  };
  PROVEN.set(via, { of: { decision, conditions, class: principal.class }, evidence });
  return evidence;
}

/** More than these nobody reads one by one, and many who may do everything would have as many each. */
const MOST_REPOSITORIES = 100;

function repositories(grant: AccountWideGrant | undefined): EvidenceView {
  if (!grant) return {};
  const { repositories: places } = grant;
  return { repositories: [...firstPlaces(places, MOST_REPOSITORIES)], repositoryCount: places.count };
}
