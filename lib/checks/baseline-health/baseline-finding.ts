// A fact about the baseline as a finding tells it.
import type { SourceLocation } from '../../model/baseline.ts';
import type { PolicyFinding } from '../../model/drift.ts';

const SEVERITY = { 'ECRD-402': 'medium', 'ECRD-403': 'info', 'ECRD-404': 'info', 'ECRD-405': 'low', 'ECRD-406': 'info' } as const;

/** A fact about the baseline, found where `at` says. */
export function baselineFinding(
  code: keyof typeof SEVERITY,
  at: SourceLocation,
  about: Pick<PolicyFinding, 'subject' | 'formerly' | 'date' | 'message'> & { readonly repository?: string },
): PolicyFinding {
  const { repository = null, ...told } = about;
  const place = { region: null, repository, principal: null, capability: null };
  return {
    kind: 'hygiene',
    code,
    severity: SEVERITY[code],
    ...place,
    ...told,
    statement: undefined,
    details: [`${at.file}:${at.line}`],
  };
}
