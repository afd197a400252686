// A finding as a cause of its own: what `fix` works out where somebody asks for one finding.
import type { Cause } from '../../lib/model/cause.ts';
import type { Finding } from '../../lib/model/finding.ts';
import { causeRemediations, type Remediation, type RemediationInput, UNBOUNDED } from '../../lib/remediation/remediation.ts';

/** The remediation of any finding by itself. */
export function remediationsOf(input: RemediationInput): (finding: Finding) => Remediation {
  const remediationOf = causeRemediations(input, UNBOUNDED);
  return (finding) => remediationOf(loneCause(finding));
}

function loneCause(finding: Finding): Cause {
  const { severity, message } = finding;
  // INVARIANT: no id of a cause is looked into.
  const id = finding.id as string as Cause['id'];
  const about = { title: message, statement: undefined, remembered: [], principals: 1, repositories: 1 };
  return { id, kind: 'configuration', severity, message, findings: [finding], ...about };
}
