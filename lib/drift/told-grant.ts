// One grant that drifts, as it is told, or as everybody tells it.
import type { GrantedCell } from '../access/matrix/grant-of.ts';
import type { Grant } from '../model/access.ts';
import type { AccountWideGrant, Drift } from '../model/drift.ts';
import type { Verdict } from './cell/verdict.ts';
import type { ThroughEveryone } from './through-everyone.ts';

/** The grant of everybody is allowed or is a finding: one cause, one finding. */
export function isToldByEverybody(
  { isGrant }: ThroughEveryone,
  { subject, repository }: GrantedCell,
  { grant, verdict: { kind, actions } }: { readonly grant: Grant; readonly verdict: Verdict },
): boolean {
  return kind !== 'forbidden' && subject.local !== undefined && isGrant({ grant, repository, actions });
}

/** `everywhere`: how far it reaches, where it is a grant on everything. */
export function driftOf(grant: Grant, { kind, rule, shown, weaker }: Verdict, everywhere: AccountWideGrant | undefined): Drift {
  if (kind === 'forbidden' && rule) return { kind, grant, everywhere, rule };
  if (kind === 'weakened' && rule) return { kind, grant, everywhere, rule, shown, ...(weaker ? { weaker } : {}) };
  return { kind: kind === 'raised' ? 'raised' : 'unexpected', grant, everywhere };
}
