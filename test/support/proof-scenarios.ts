// A request that breaks a claim, decided as a scenario: a resource policy counts alone where the caller's own policies allow everything.
import type { BreakingRequest } from '../../lib/prove/question.ts';
import type { PolicyType } from '../../lib/prove/read-policy.ts';
import { evaluateScenario } from '../../lib/scenario/evaluate.ts';

const EVERYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/** The decision of one policy on a request, or what is wrong with it. */
export function decisionOn({ principal, action, resource, context }: BreakingRequest, policy: object, type: PolicyType): string {
  const account = type === 'identity' ? (principal.split(':')[4] ?? '') : '444444444444';
  const found = evaluateScenario({
    request: {
      principal,
      action,
      resource,
      ...(/^\d{12}$/.test(resource.split(':')[4] ?? '') || resource === '*' ? {} : { resourceAccount: account }),
      context: Object.fromEntries(Object.entries(context).map(([key, values]) => [key, values.length === 1 ? values[0] : values])),
    },
    ...(type === 'identity' ? { identityPolicies: [policy] } : { identityPolicies: [EVERYTHING], resourcePolicies: [policy] }),
  });
  return 'error' in found ? found.error : found.decision;
}
