// What would end a cause: the remediation of the first of its findings, and which of the others that leaves.
import type { Cause } from '../model/cause.ts';
import type { FindingId } from '../model/ids.ts';
import { type Remediation, type RemediationInput, remediationsOf } from './remediation.ts';

/** A remediation, and the findings of the cause that it does not end. */
export type CauseRemediation = Remediation & { readonly leaves: readonly FindingId[] };

/** The remediation of any cause of at least one finding that was seen; what several of them need is worked out once. */
export function causeRemediations(input: RemediationInput): (cause: Cause) => CauseRemediation {
  const remediationOf = remediationsOf(input);
  return ({ findings }) => {
    const finding = findings.find(({ state }) => state === 'open') ?? findings[0];
    if (!finding) throw new RangeError('a cause that nothing was seen of has no remediation');
    const remediation = remediationOf(finding);
    const others = findings.map(({ id }) => id).filter((id) => id !== finding.id);
    if (remediation.kind === 'none') return { ...remediation, leaves: [finding.id, ...others] };
    const ended = new Set(remediation.alsoRemoves);
    const own = new Set(others);
    return {
      ...remediation,
      alsoRemoves: remediation.alsoRemoves.filter((id) => !own.has(id)),
      leaves: others.filter((id) => !ended.has(id)),
    };
  };
}
