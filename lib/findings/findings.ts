// Drift to findings, each with an id: the same access is the same finding tomorrow.
import { getOrCreate } from '../collections/get-or-create.ts';
import type { Drift } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingId } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import { CATALOGUE } from './catalogue.ts';
import { describe } from './describe.ts';
import { findingId } from './fingerprint.ts';
import { remedyOf } from './remedy.ts';

/** The findings of one snapshot, sorted by severity, then id. Every id occurs once. */
export function findingsOf(drift: readonly Drift[], snapshot: AccountSnapshot): readonly Finding[] {
  const found = new Map<FindingId, Finding>();
  for (const each of drift) {
    const finding = findingOf(each, snapshot);
    found.set(finding.id, finding);
  }
  const ids = new Map<Severity, FindingId[]>();
  for (const [id, { severity }] of found) getOrCreate(ids, severity, () => []).push(id);
  // Texts sort faster than what has them.
  return SEVERITIES.toReversed().flatMap((severity) => (ids.get(severity) ?? []).sort().flatMap((id) => found.get(id) ?? []));
}

/** The same findings sorted by severity, then id. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1));
}

/** The id of the finding of a drift. */
export function idOf(drift: Drift, snapshot: AccountSnapshot): FindingId {
  const { code, region, subject, principalKey, capability } = describe(drift, snapshot);
  const { partition, account } = snapshot;
  return findingId({ code, partition, account, region, subject, principal: principalKey, capability });
}

function findingOf(drift: Drift, snapshot: AccountSnapshot): Finding {
  const { code, severity, region, repository, subject, principal, principalKey, capability, message } = describe(drift, snapshot);
  const { name } = CATALOGUE[code];
  const { partition, account, collectedAt } = snapshot;
  // One by one: to copy what is shown of each takes several times as long, and there are many.
  return {
    id: findingId({ code, partition, account, region, subject, principal: principalKey, capability }),
    code,
    name,
    severity,
    region,
    repository,
    principal,
    capability,
    message,
    state: 'open',
    acceptance: undefined,
    drift,
    remediation: remedyOf(code, drift, account),
    firstSeen: collectedAt,
    lastSeen: collectedAt,
  };
}
