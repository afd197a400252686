// What a finding comes from, in a few words: the policies that give the access, the rule that asks for it, the call that failed.
import { createHash } from 'node:crypto';
import type { Grant } from '../model/access.ts';
import type { UnsettledAccess } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import { policyTitle } from '../model/policy-ref.ts';

const LONGEST = 300;

/** The cause of a finding, the same for all that one change of one policy brings about; long ones end in a digest. */
export function causeOf(finding: Finding): string {
  const text = causeText(finding);
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}... (${createHash('sha256').update(text).digest('hex').slice(0, 12)})`;
}

function causeText({ drift, code, name, region }: Finding): string {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      return grantCause(drift.grant);
    case 'coming':
      return drift.template === undefined ? grantCause(drift.access) : `creation template ${drift.template} of ${drift.access.region}`;
    case 'missing':
      return drift.source === 'lock' ? 'access that the lock holds is gone' : `rule ${drift.rule.id} requires access that is not there`;
    case 'unsettled':
      return unsettledCause(drift);
    case 'unmanaged':
      return 'repositories that no rule is about';
    case 'hygiene':
      return drift.statement && region !== null ? policyTitle(drift.statement.policy) : `${code} ${name}`;
    case 'unverified':
      return `${drift.gap.api} failed: ${drift.gap.code}`;
  }
}

function unsettledCause({ statements, open }: UnsettledAccess): string {
  const policies = [...new Set(statements.map(({ policy }) => policyTitle(policy)))].sort();
  return [...policies, open.join(', ')].filter((text) => text !== '').join(': ');
}

function grantCause({ via, capability }: Grant): string {
  const policies = new Set(via.map(({ policy }) => policyTitle(policy)));
  return policies.size === 0 ? `access to ${capability}` : [...policies].sort().join(' and ');
}
