// A bound that binds nobody: which condition it is, why, and how to write it so that it binds.
import type { Grant } from '../../model/access.ts';
import type { Residual } from '../../model/decision.ts';
import { policyName } from '../../model/policy-ref.ts';
import { bindingOperator, isLoose } from '../../policy/condition/loose.ts';

type Condition = Extract<Residual, { readonly key: string }>;

/** The conditions of everybody's access that hold where the key is absent: whoever is named besides has it by the name. */
function looseConditions({ principal, conditions }: Grant): readonly Condition[] {
  if (principal.class !== 'public') return [];
  return conditions.flatMap((each) => ('key' in each && each.effect === 'Allow' && isLoose(each.operator) ? [each] : []));
}

/** Ends a message: which condition lets everybody through, where and why. Empty where there is none. */
export function bindingReason(grant: Grant): string {
  return looseConditions(grant)
    .map(({ operator, key, policy, index }) => `; in statement ${index} of the ${policyName(policy)} ${looseness(operator, key)}`)
    .join('');
}

/** Why a condition binds nobody, in a few words. */
export function looseness(operator: string, key: string): string {
  const rule = /^forallvalues:/i.test(operator) ? 'C12' : 'C3';
  return `\`${operator}\` on ${key} binds nobody: it holds for a request without the key (${rule})`;
}

/** How such conditions are written so that they bind; empty where there are none. */
export function bindingRemedy(grant: Grant): string {
  return [...new Set(looseConditions(grant).map(({ operator, key }) => bindingWay(operator, key)))].join('; ');
}

/** `ForAnyValue` fails without the key, a plain operator too, and `Null` asks for the key itself. */
function bindingWay(operator: string, key: string): string {
  const binding = bindingOperator(operator, key);
  const isForAny = binding.startsWith('ForAnyValue:');
  const way = isForAny ? `\`${binding}\`` : `\`${binding}\` with \`Null\` \`false\`, or \`ForAnyValue:${binding}\`,`;
  return `write ${way} instead of \`${operator}\` on ${key}, so that a request without the key is not let in`;
}
