// Access against the baseline. Which of these codes a grant has: lib/findings/describe-grant.ts.
import type { AccessCode } from '../../model/codes.ts';
import type { FindingDefinition } from '../../model/finding-definition.ts';

const BY_ACCESS = 'by whose the access is and what it allows';

export const ACCESS_FINDINGS = {
  'ECRD-101': {
    code: 'ECRD-101',
    name: 'UnexpectedAccess',
    meaning: 'Somebody of the account, or an AWS service, has access that no rule allows.',
    source: ['A1', 'A5', 'A6'],
    severity: { from: 'info', to: 'critical', by: BY_ACCESS },
    dependsOn: 'grant',
    remedy: 'remove the grant from the policy that gives it, or allow it in the baseline',
  },
  'ECRD-102': {
    code: 'ECRD-102',
    name: 'MissingAccess',
    meaning: 'Access that a rule requires, or that the lock holds, is not there.',
    source: ['A1', 'A2', 'A3'],
    severity: { from: 'medium', to: 'high', by: 'high where a rule requires it' },
    dependsOn: 'lack',
    remedy: 'restore the grant that is named, or take it out of the baseline',
  },
  'ECRD-103': {
    code: 'ECRD-103',
    name: 'ForbiddenAccess',
    meaning: 'Somebody has access that a rule forbids. No exception accepts it: `except` of the forbid exempts from that.',
    source: ['A1', 'A5', 'A6'],
    severity: 'critical',
    dependsOn: 'grant',
    remedy: 'remove the grant from the policy that gives it: a rule of the baseline forbids it',
  },
  'ECRD-104': {
    code: 'ECRD-104',
    name: 'AccessLevelRaised',
    meaning: 'Somebody to whom the rules allow something in a repository can do more there.',
    source: ['A1', 'A5', 'A6'],
    severity: 'high',
    dependsOn: 'grant',
    remedy: 'remove what goes beyond the rules from the policy that gives it, or allow it in the baseline',
  },
  'ECRD-105': {
    code: 'ECRD-105',
    name: 'ConditionWeakened',
    meaning: 'Access is there without the condition under which a rule allows it, whoever has it (for everybody it stays 201).',
    source: ['C1', 'C3', 'C12'],
    severity: { from: 'high', to: 'critical', by: 'critical where access from outside the account is' },
    dependsOn: 'grant',
    remedy: 'write the condition back into the statement that gives the access, or loosen `when` in the baseline',
  },
  'ECRD-108': {
    code: 'ECRD-108',
    name: 'UnsettledAccess',
    meaning:
      "AWS's documentation leaves open whether access is there that the baseline asks about; the statement, the rule and how to write it are named. It is neither missing nor forbidden: the scan is complete, and `--fail-on` does not count it.",
    source: ['A19', 'A49', 'C6', 'C17', 'E6'],
    severity: { from: 'low', to: 'high', by: 'high where a rule forbids the access, medium where one requires it' },
    dependsOn: 'unsettled',
    remedy: "write the statement so that AWS's documentation says what it comes to",
  },
  'ECRD-201': {
    code: 'ECRD-201',
    name: 'PublicAccess',
    meaning: 'Everybody gets in: `*` without a condition that binds.',
    source: ['A23', 'A39', 'A52', 'C3', 'C12'],
    severity: {
      from: 'info',
      to: 'critical',
      by: 'critical; information for names to come beside those where the baseline lets the same access be',
    },
    dependsOn: 'grant',
    remedy: 'let nobody in by `*` alone: name who needs it, or bound the statement to the organization with aws:PrincipalOrgID',
  },
  'ECRD-202': {
    code: 'ECRD-202',
    name: 'ExternalAccountAccess',
    meaning: 'Somebody of an account outside the organization has access that no rule allows.',
    source: ['A28', 'A30', 'A33'],
    severity: { from: 'info', to: 'critical', by: BY_ACCESS },
    dependsOn: 'grant',
    remedy: 'remove the statement or narrow it to the role that needs it, or allow it in the baseline',
  },
  'ECRD-203': {
    code: 'ECRD-203',
    name: 'CrossAccountAccess',
    meaning: 'Another account of the organization, or the organization as a whole, has access that no rule allows.',
    source: ['A28', 'A30', 'A33'],
    severity: { from: 'info', to: 'critical', by: BY_ACCESS },
    dependsOn: 'grant',
    remedy: 'narrow the statement to the role that needs it, or allow it in the baseline',
  },
  'ECRD-206': {
    code: 'ECRD-206',
    name: 'RegistryPolicyGrant',
    meaning:
      'The registry policy gives access that no rule allows: on repositories that are there, on those to come, or on the registry itself.',
    source: ['E2', 'E4', 'E5', 'E6'],
    severity: { from: 'info', to: 'critical', by: 'a step above the same access in one repository' },
    dependsOn: 'grant',
    remedy: 'take the grant out of the registry policy, or allow it in the baseline',
  },
  'ECRD-401': {
    code: 'ECRD-401',
    name: 'UnmanagedRepository',
    meaning:
      'No rule is about a repository in which principals of the account have access, or only what a `new: true` rule allows reaches it.',
    source: [],
    severity: { from: 'info', to: 'low', by: 'information where a `new: true` rule allows what there is' },
    dependsOn: 'unmanaged',
    remedy: 'write a rule for the repository, or delete it',
  },
} as const satisfies { readonly [Code in AccessCode]: FindingDefinition<Code> };
