// The finding codes: names, and what to do. Codes are never reused.
import type { FindingCode } from '../model/codes.ts';

export const CATALOGUE = {
  'ECRD-101': {
    name: 'UnexpectedAccess',
    remedy: 'remove the grant from the policy that gives it, or allow it in the baseline',
  },
  'ECRD-102': {
    name: 'MissingAccess',
    remedy: 'restore the grant that is named, or take it out of the baseline',
  },
  'ECRD-103': {
    name: 'ForbiddenAccess',
    remedy: 'remove the grant from the policy that gives it: a rule of the baseline forbids it',
  },
  'ECRD-104': {
    name: 'AccessLevelRaised',
    remedy: 'remove what goes beyond the rules from the policy that gives it, or allow it in the baseline',
  },
  'ECRD-105': {
    name: 'ConditionWeakened',
    remedy: 'write the condition back into the statement that gives the access, or loosen `when` in the baseline',
  },
  'ECRD-106': {
    name: 'AuthTokenMissing',
    remedy: 'allow ecr:GetAuthorizationToken on * in an identity policy of the principal; a repository policy cannot',
  },
  'ECRD-107': {
    name: 'PartialAccessSet',
    remedy: 'complete the set of actions, or remove ecr:PutImage',
  },
  'ECRD-108': {
    name: 'UnsettledAccess',
    remedy: "write the statement so that AWS's documentation says what it comes to",
  },
  'ECRD-201': {
    name: 'PublicAccess',
    remedy: 'let nobody in by `*` alone: name who needs it, or bound the statement to the organization with aws:PrincipalOrgID',
  },
  'ECRD-202': {
    name: 'ExternalAccountAccess',
    remedy: 'remove the statement or narrow it to the role that needs it, or allow it in the baseline',
  },
  'ECRD-203': {
    name: 'CrossAccountAccess',
    remedy: 'narrow the statement to the role that needs it, or allow it in the baseline',
  },
  'ECRD-204': {
    name: 'AccountRootDelegation',
    remedy: 'name the roles that need it instead of the whole account',
  },
  'ECRD-205': {
    name: 'ServicePrincipalUnscoped',
    remedy: 'add aws:SourceAccount, aws:SourceArn or aws:SourceOrgID to the statement, by an operator that fails without the key',
  },
  'ECRD-206': {
    name: 'RegistryPolicyGrant',
    remedy: 'take the grant out of the registry policy, or allow it in the baseline',
  },
  'ECRD-207': {
    name: 'CreationTemplatePolicyDrift',
    remedy: 'correct the policy of the template: repositories that it creates will have it',
  },
  'ECRD-208': {
    name: 'ReplicationDestinationDrift',
    remedy: 'remove the destination from the replication configuration, or bring that account into the organization',
  },
  'ECRD-302': {
    name: 'BroadWildcard',
    remedy: 'name the actions that are needed',
  },
  'ECRD-303': {
    name: 'NotPrincipalAllow',
    remedy: 'say whom and what the statement allows instead of whom and what it leaves out',
  },
  'ECRD-304': {
    name: 'OrphanedPrincipal',
    remedy: 'remove the principal from the policy: ECR refuses to store the policy again while it is there',
  },
  'ECRD-305': {
    name: 'MalformedPolicy',
    remedy: 'correct the document: nothing is concluded for those to whom it applies until it can be read',
  },
  'ECRD-306': {
    name: 'PolicyNearSizeLimit',
    remedy: 'shorten the policy: bound `*` by aws:PrincipalOrgID instead of listing accounts',
  },
  'ECRD-307': {
    name: 'PrivilegePathToAdmin',
    remedy: 'remove the actions or the trust that let the principal come to more access, or allow the access in the baseline',
  },
  'ECRD-308': {
    name: 'DenyLockout',
    remedy: 'narrow the Deny, which only somebody can whom it does not reach: `--force` stores such a policy, and lifts no Deny',
  },
  'ECRD-309': {
    name: 'StatementReachesNothing',
    remedy: 'write what the statement was meant to reach, or remove it: as it is it has no effect',
  },
  'ECRD-401': {
    name: 'UnmanagedRepository',
    remedy: 'write a rule for the repository, or delete it',
  },
  'ECRD-402': {
    name: 'MissingRepository',
    remedy: 'restore the repository, or take it out of the baseline',
  },
  'ECRD-403': {
    name: 'ExceptionExpiring',
    remedy: 'renew the exception, or remove the access',
  },
  'ECRD-404': {
    name: 'ExceptionExpired',
    remedy: 'renew it, or take it out of the baseline',
  },
  'ECRD-405': {
    name: 'BaselineStale',
    remedy: 'remove the entry from the baseline: nothing matches it',
  },
  'ECRD-406': {
    name: 'BaselineReviewDue',
    remedy: 'review the rules of the file, and write the day into `metadata.reviewed`',
  },
  'ECRD-408': {
    name: 'BaselineInvalid',
    remedy: 'correct the baseline: until then nothing is judged and nothing is over',
  },
  'ECRD-501': {
    name: 'ScanIncomplete',
    remedy: 'let the auditor read this part and scan again: nothing is concluded from it until then',
  },
  'ECRD-502': {
    name: 'GuardrailsUnknown',
    remedy: 'let the auditor read the organization: until then the access shown is an upper bound',
  },
  'ECRD-503': {
    name: 'UnclassifiedAction',
    remedy: 'update the tool: its action catalogue does not know the action',
  },
} as const satisfies Record<FindingCode, { readonly name: string; readonly remedy: string }>;

export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(CATALOGUE, code);
}
