// The one object that every renderer reads.
import { type Account, notesOf } from '../access/account.ts';
import type { AccessCounts } from '../access/grants.ts';
import { isCapability } from '../baseline/judge.ts';
import type { Coverage, Grant } from '../model/access.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Reason } from '../model/decision.ts';
import type { Drift, Everywhere, RuleRef } from '../model/drift.ts';
import { FINDING_STATES, type Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { AccessView, AuditView, EvidenceView, FindingView, GrantView } from './schema.ts';

/** Effective access as CONTRACT section 4 writes it. */
export function accessView(account: Account, { complete, unread }: Coverage, grants: readonly Grant[]): AccessView {
  return {
    schemaVersion: 1,
    account: account.ground.account,
    complete,
    unread: [...unread],
    notes: [...notesOf(account)],
    grants: grants.flatMap((grant) => grantView(grant) ?? []),
  };
}

function grantView({ region, repository, principal, capability, decision, conditions, via }: Grant): GrantView | undefined {
  if (!isCapability(capability)) return undefined;
  return {
    region,
    repository,
    principal: principal.name,
    principalClass: principal.class,
    capability,
    decision,
    conditions: conditions.map((each) => ('account' in each ? each : { ...each, values: [...each.values] })),
    via: via.map(reasonView),
  };
}

function reasonView({ policy, sid, index }: Reason): GrantView['via'][number] {
  return { policy, sid, index };
}

export interface Audited {
  readonly account: Account;
  readonly coverage: Coverage;
  /** Undefined when none was given. */
  readonly baseline: Baseline | undefined;
  readonly findings: readonly Finding[];
  readonly observed: AccessCounts | undefined;
}

/** An audit as CONTRACT section 5 writes it. */
export function auditView({ account, coverage, baseline, findings, observed }: Audited): AuditView {
  return {
    schemaVersion: 1,
    account: account.ground.account,
    complete: coverage.complete,
    unread: [...coverage.unread],
    baseline: baseline ? { path: baseline.path, sha256: baseline.sha256 } : null,
    summary: summaryOf(findings),
    observed: observed ?? null,
    notes: [...notesOf(account)],
    findings: findings.map(findingView),
  };
}

function summaryOf(findings: readonly Finding[]): AuditView['summary'] {
  const count = (holds: (finding: Finding) => boolean): number => findings.filter(holds).length;
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    bySeverity: counts(SEVERITIES.toReversed(), (severity) => count((finding) => finding.severity === severity)),
    byCode: counts(codes, (code) => count((finding) => finding.code === code)),
    byState: counts(FINDING_STATES, (state) => count((finding) => finding.state === state)),
    unverified: count(({ drift }) => drift.kind === 'unverified'),
  };
}

function counts<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
}

function findingView(finding: Finding): FindingView {
  const { id, code, name, severity, state, region, repository, principal, capability, message, drift, remediation, firstSeen, lastSeen } =
    finding;
  const evidence = evidenceOf(drift);
  return {
    id,
    code,
    name,
    severity,
    state,
    region,
    repository,
    principal,
    capability,
    message,
    evidence,
    remediation,
    firstSeen,
    lastSeen,
  };
}

function evidenceOf(drift: Drift): EvidenceView {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
      return { ...grantEvidence(drift.grant), ...repositories(drift.everywhere) };
    case 'weakened':
    case 'forbidden':
      return { ...grantEvidence(drift.grant), ...repositories(drift.everywhere), ...ruleEvidence(drift.rule) };
    case 'missing':
      return { blockedBy: [...drift.blockedBy], via: drift.denials.map(reasonView), ...ruleEvidence(drift.rule) };
    case 'hygiene':
      return { via: drift.statement ? [reasonView(drift.statement)] : [], details: [...drift.details] };
    case 'unmanaged':
      return { principals: drift.principals, grants: drift.grants };
    case 'unverified':
      return { unread: drift.gap };
  }
}

function ruleEvidence({ id, at }: RuleRef): EvidenceView {
  return { rule: { id, file: at.file, line: at.line } };
}

function grantEvidence({ decision, principal, conditions, via }: Grant): EvidenceView {
  return {
    decision,
    principalClass: principal.class,
    conditions: conditions.map((each) => ('account' in each ? each : { ...each, values: [...each.values] })),
    via: via.map(reasonView),
  };
}

function repositories(everywhere: Everywhere | undefined): EvidenceView {
  return everywhere ? { repositories: [...everywhere.repositories] } : {};
}
