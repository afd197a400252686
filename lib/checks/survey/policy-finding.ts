// The finding of a check, out of what it has to say.
import type { PolicyFinding } from '../../model/drift.ts';

/** What a finding has to say, and of the rest what it has. */
export type Reported = Pick<PolicyFinding, 'code' | 'severity' | 'subject' | 'message'> & Partial<PolicyFinding>;

/** The same as a whole: what was not said is null, or an empty list. */
export function policyFinding(reported: Reported): PolicyFinding {
  return {
    kind: 'hygiene',
    region: null,
    repository: null,
    principal: null,
    capability: null,
    statement: undefined,
    details: [],
    ...reported,
  };
}
