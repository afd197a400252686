// A request that breaks a claim, decided as a scenario: a resource policy counts alone where the caller's own policies allow everything.
import type { BreakingRequest } from '../../lib/prove/question.ts';
import type { PolicyType } from '../../lib/prove/read-policy.ts';
import { evaluateScenario } from '../../lib/scenario/evaluate.ts';

const EVERYTHING = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
const EVERYBODY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' } };

/** The decision of one policy on a request, or what is wrong with it. */
export function decisionOn(
  { principal, action, resource, context }: Omit<BreakingRequest, 'invented'>,
  policy: object,
  type: PolicyType,
): string {
  const account = type === 'identity' ? (principal.split(':')[4] ?? '') : '444444444444';
  const named = resource.split(':')[4] ?? '';
  // In another account both sides have to allow, so that the identity policy decides.
  const isOwn = !/^\d{12}$/.test(named) || named === account;
  const found = evaluateScenario({
    request: {
      principal,
      action,
      resource,
      ...(/^\d{12}$/.test(named) || resource === '*' ? {} : { resourceAccount: account }),
      context: Object.fromEntries(Object.entries(context).map(([key, values]) => [key, values.length === 1 ? values[0] : values])),
    },
    ...(type === 'identity'
      ? { identityPolicies: [policy], ...(isOwn ? {} : { resourcePolicies: [EVERYBODY] }) }
      : { identityPolicies: [EVERYTHING], resourcePolicies: [policy] }),
  });
  return 'error' in found ? found.error : found.decision;
}
