// Where the statement behind a finding stands: findings of one place are ended together.
import type { Reason } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import { policyKey } from '../model/policy-ref.ts';

/** Equal for findings that one edit may end. */
export function placeOfFinding(finding: Finding, statement: Reason | undefined): string {
  const { drift, id, principal } = finding;
  const behind = reasonBehind(finding, statement);
  if (behind) return `${behind.layer} ${policyKey(behind.policy)}`;
  if (drift.kind === 'missing') return `missing ${principal}`;
  return id;
}

/** The statement of the cause as it stands behind the finding; the first that gives it where that is another. */
export function reasonBehind({ drift }: Finding, statement: Reason | undefined): Reason | undefined {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      return drift.grant.via.find((each) => statement !== undefined && isSameText(each, statement)) ?? drift.grant.via[0];
    case 'hygiene':
      return drift.statement;
    case 'unsettled':
      return drift.statements[0];
    case 'coming':
    case 'missing':
    case 'unmanaged':
    case 'unverified':
      return undefined;
  }
}

function isSameText(a: Reason, b: Reason): boolean {
  return a === b || textOf(a) === textOf(b);
}

function textOf({ layer, source: { index: _, ...said } }: Reason): string {
  return JSON.stringify([layer, said]);
}
