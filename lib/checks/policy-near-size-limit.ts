// B22: policies that are about to outgrow what ECR stores.
import type { Account } from '../access/account/account.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { PolicyDocument } from '../model/policy.ts';
import type { Severity } from '../model/severity.ts';
import { readUniqueJson } from '../text/json.ts';
import type { PolicyCheck } from './survey/check.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { policySubject } from './survey/policy-subject.ts';
import { resourcePolicies, titleOf, whereOf } from './survey/resource-policies.ts';

export const policyNearSizeLimit = {
  code: 'ECRD-306',
  name: 'PolicyNearSizeLimit',
  meaning: 'A repository or registry policy takes four fifths or more of the 10,240 characters that ECR stores.',
  source: ['B22'],
  severity: { from: 'low', to: 'medium', by: 'medium from 95 % on' },
  dependsOn: 'document',
  remedy: 'shorten the policy: bound `*` by aws:PrincipalOrgID instead of listing accounts',
  decision: 'bound `*` by aws:PrincipalOrgID instead of listing accounts, or move grants into identity policies',
  check: ({ matrix: { account } }) => ({ found: () => nearLimit(account) }),
} as const satisfies PolicyCheck;

/** B22: characters of a repository or registry policy. */
const LIMIT = 10_240;
const STEPS: readonly (readonly [share: number, severity: Severity])[] = [
  [0.95, 'medium'],
  [0.8, 'low'],
];

function nearLimit(account: Account): readonly PolicyFinding[] {
  return resourcePolicies(account).flatMap((policy) => {
    const size = sizeOf(policy.document);
    const severity = severityOf(size);
    if (!severity) return [];
    return policyFinding({
      code: policyNearSizeLimit.code,
      severity,
      ...whereOf(policy),
      ...policySubject(policy.document.ref),
      message: `${titleOf(policy)} takes ${Math.floor((100 * size) / LIMIT)} % of the ${LIMIT} characters that ECR stores`,
      details: [`${size} of ${LIMIT} characters`],
    });
  });
}

function severityOf(size: number): Severity | undefined {
  return STEPS.find(([share]) => size >= share * LIMIT)?.[1];
}

/** ECR answers with white space that it does not have to be given back. */
function sizeOf({ text }: PolicyDocument): number {
  if (severityOf(text.length) === undefined) return text.length;
  const json = readUniqueJson(text);
  return json.kind === 'value' ? JSON.stringify(json.value).length : 0;
}
