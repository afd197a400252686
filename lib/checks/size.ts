// Policies that are about to outgrow what ECR stores (306).
import type { Account } from '../access/account/account.ts';
import type { PolicyFinding } from '../model/drift.ts';
import type { PolicyDocument } from '../model/policy.ts';
import type { Severity } from '../model/severity.ts';
import { readUniqueJson } from '../text/json.ts';
import { policyFinding } from './survey/policy-finding.ts';
import { resourcePolicies, titleOf, whereOf } from './survey/resource-policies.ts';

/** B22: characters of a repository or registry policy. */
const LIMIT = 10_240;
const STEPS: readonly (readonly [share: number, severity: Severity])[] = [
  [0.95, 'medium'],
  [0.8, 'low'],
];

export function nearLimit(account: Account): readonly PolicyFinding[] {
  return resourcePolicies(account).flatMap((policy) => {
    const size = sizeOf(policy.document);
    const severity = severityOf(size);
    if (!severity) return [];
    return policyFinding({
      code: 'ECRD-306',
      severity,
      ...whereOf(policy),
      subject: policy.name,
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
