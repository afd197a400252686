import type { PolicyFinding } from '../../model/drift.ts';

/** What a fact has to say, and of the rest what it has. */
export type Reported = Pick<PolicyFinding, 'code' | 'severity' | 'subject' | 'message'> & Partial<PolicyFinding>;

export function policyFinding(told: Reported): PolicyFinding {
  return {
    kind: 'hygiene',
    region: null,
    repository: null,
    principal: null,
    capability: null,
    statement: undefined,
    details: [],
    ...told,
  };
}
