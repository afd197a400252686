// What AWS's documentation leaves open, by the rules of docs/semantics.md: why a statement cannot be judged, and how to write it so that it can.

interface OpenRule {
  /** Continues "because". */
  readonly reason: string;
  readonly remedy: string;
}

const RULES: ReadonlyMap<string, OpenRule> = new Map([
  [
    'A49',
    {
      reason:
        'AWS does not say whether a Deny with NotPrincipal spares whoever is listed without its account and, for a role, the session that asks',
      remedy:
        'deny `"Principal": "*"` and spare by the condition `ArnNotEquals` on `aws:PrincipalArn` instead of NotPrincipal (or list the account root, the role and its session)',
    },
  ],
  ['C6', { reason: 'a condition has no values', remedy: 'give the condition its values, or take it out of the statement' }],
  [
    'C17',
    {
      reason: 'a condition without ForAnyValue or ForAllValues asks for a key that has several values',
      remedy: 'write the condition with ForAnyValue or ForAllValues',
    },
  ],
  [
    'E6',
    {
      reason: 'a Deny of the registry policy speaks of an action that has no resource',
      remedy: 'deny such actions in identity policies, boundaries or service control policies instead of the registry policy',
    },
  ],
  [
    'A19',
    {
      reason: 'a resource control policy speaks of an action that has no resource',
      remedy: 'deny such actions in a service control policy instead of a resource control policy',
    },
  ],
]);

/** Whoever is listed and forbidden has no place on the list. */
export const UNLIST =
  'take the principal off the list of NotPrincipal, so that the Deny is about it for certain, or let the baseline forbid it no longer';

/**
 * Why a statement to which the rule applies cannot be judged, and how to write it instead; in general words where nothing is known of
 * the rule.
 */
export function openRule(id: string): OpenRule {
  return RULES.get(id) ?? { reason: 'AWS does not say what it comes to', remedy: 'write the statement so that its meaning is documented' };
}
