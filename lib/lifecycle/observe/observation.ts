// The findings of one run as state keeps them.
import type { Account } from '../../access/account/account.ts';
import { causesOf } from '../../findings/causes/causes.ts';
import { evidenceDigests } from '../../findings/evidence.ts';
import { statementEvidence } from '../../findings/evidence-statements.ts';
import type { Cause } from '../../model/cause.ts';
import type { Finding } from '../../model/finding.ts';
import type { FindingId } from '../../model/ids.ts';
import type { Observed } from '../../model/state.ts';
import type { RunScope } from './coverage.ts';

/** Each finding with the digest of its proof, its cause, and what of the account was unread; in the order given. */
export function observationsOf(findings: readonly Finding[], account: Account, scope: RunScope): readonly Observed[] {
  const digestOf = evidenceDigests(statementEvidence(account));
  const uniqueIds = new Map(account.locals.map(({ principal }) => [principal.name, principal.uniqueId]));
  const causes = causesById(causesOf(account, findings));
  return findings.map((finding) => {
    const { id, code, severity, region, repository, principal, capability, message, drift } = finding;
    const cause = causes.get(id);
    return {
      id,
      code,
      severity,
      region,
      repository,
      principal,
      principalId: (principal === null ? undefined : uniqueIds.get(principal)) ?? null,
      capability,
      part: drift.kind === 'unverified' ? (scope.unreadPart(drift.gap.part) ?? null) : null,
      regions: region === null || region === '*' ? scope.regions : [],
      unreadOrganization: scope.unreadOrganization,
      evidence: digestOf(finding),
      causeId: cause?.id ?? null,
      cause: cause?.title ?? '',
      message,
    };
  });
}

/** By the ids of their findings. */
function causesById(causes: readonly Cause[]): ReadonlyMap<FindingId, Cause> {
  return new Map(causes.flatMap((cause) => cause.findings.map(({ id }) => [id, cause] as const)));
}
