// What to do about a finding, in one sentence: that of its code, or a truer one where the drift knows more.

import { bindingRemedy } from '../checks/survey/binding.ts';
import { openRule, UNLIST } from '../checks/survey/open-rules.ts';
import { replicationRemedy } from '../checks/survey/replicating.ts';
import { CAPABILITY_RULES } from '../ecr/capabilities.ts';
import { isCapability } from '../model/access.ts';
import type { FindingCode } from '../model/codes.ts';
import type { Drift, GrantDrift, MissingAccess, UnsettledAccess } from '../model/drift.ts';
import type { Layer } from '../model/policy.ts';
import { policyName } from '../model/policy-ref.ts';
import { CATALOGUE } from './catalogue.ts';
import { givingPlaceOf } from './giving-place.ts';

/** The remedy of a finding; `account` is the one that was audited. What is meant to be there under a condition is never to be removed. */
export function remedyOf(code: FindingCode, drift: Drift, account: string): string {
  switch (drift.kind) {
    case 'weakened':
      return drift.rule.expired ? EXPIRED : CATALOGUE['ECRD-105'].remedy;
    case 'unexpected':
    case 'raised':
    case 'forbidden':
      return bindingRemedy(drift.grant) || replicationOf(code, drift) || CATALOGUE[code].remedy;
    case 'missing':
      return missingRemedy(drift, account);
    case 'unsettled':
      return unsettledRemedy(drift);
    case 'hygiene':
      return drift.remedy ?? CATALOGUE[code].remedy;
    default:
      return CATALOGUE[code].remedy;
  }
}

/** How to write what leaves it open, each way once. */
export function unsettledRemedy({ asked, open }: UnsettledAccess): string {
  return [...new Set(open.map((rule) => (rule === 'A49' && asked === 'forbid' ? UNLIST : openRule(rule).remedy)))].join('; ');
}

/** Says where the grant is best given, or what else stands in the way of it. */
function missingRemedy(
  { principal, capability, region, repository, blockedBy, denials, isNeverWhole }: MissingAccess,
  account: string,
): string {
  const otherwise = 'or take it out of the baseline';
  const [denial] = denials;
  if (denial) return `narrow statement ${denial.source.index} of the ${policyName(denial.policy)}, which denies it, ${otherwise}`;
  if (isNeverWhole) return `let one condition hold for all of its actions, and for the token that it needs, ${otherwise}`;
  const guardrail = blockedBy.find((layer) => GUARDRAILS.has(layer));
  if (guardrail) return `let it through in ${GUARDRAILS.get(guardrail)}, ${otherwise}`;
  switch (givingPlaceOf({ principal: { name: principal } }, account, capability)) {
    case 'registry':
      return `allow it in the registry policy of ${region}, on ${repository}, ${otherwise}`;
    case 'identity':
      return `allow it in an identity policy of ${principal}, on ${repository} in ${region}${tokenToo(capability)}, ${otherwise}`;
    case 'repository':
      return `allow it in the repository policy of ${repository} in ${region}, ${otherwise}`;
  }
}

/** D7 */
function tokenToo(capability: string): string {
  return isCapability(capability) && CAPABILITY_RULES[capability].login ? ', with ecr:GetAuthorizationToken on *' : '';
}

const GUARDRAILS: ReadonlyMap<Layer, string> = new Map<Layer, string>([
  ['boundary', 'the permissions boundary'],
  ['scp', 'the service control policies'],
  ['rcp', 'the resource control policies'],
  ['session', 'the session policy'],
]);

const EXPIRED =
  'remove the grant from the policy that gives it, or renew the entry of the baseline and restore the condition that it asks for';

const ABOUT_OUTSIDERS: ReadonlySet<FindingCode> = new Set(['ECRD-202', 'ECRD-203', 'ECRD-206']);
const REPLICATING: ReadonlySet<string> = new Set(['replicate', 'ecr:ReplicateImage']);

/** E15: for replication only accounts can be named. */
function replicationOf(code: FindingCode, { grant: { capability, principal } }: GrantDrift): string | undefined {
  const isReplication = ABOUT_OUTSIDERS.has(code) && REPLICATING.has(capability) && principal.name.startsWith('account:');
  return isReplication ? replicationRemedy(principal.name.replace(':', ' ')) : undefined;
}
