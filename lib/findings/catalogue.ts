// The finding codes: names, and what to do. Codes are never reused.

export const CATALOGUE = {
  'ECRD-101': {
    name: 'UnexpectedAccess',
    remedy: 'remove the grant from the policy that gives it, or allow it in the baseline',
  },
  'ECRD-103': {
    name: 'ForbiddenAccess',
    remedy: 'remove the grant from the policy that gives it: a rule of the baseline forbids it',
  },
  'ECRD-201': {
    name: 'PublicAccess',
    remedy: 'remove the statement, or bound it to the organization with aws:PrincipalOrgID',
  },
  'ECRD-202': {
    name: 'ExternalAccountAccess',
    remedy: 'remove the statement or narrow it to the role that needs it, or allow it in the baseline',
  },
  'ECRD-203': {
    name: 'CrossAccountAccess',
    remedy: 'narrow the statement to the role that needs it, or allow it in the baseline',
  },
  'ECRD-206': {
    name: 'RegistryPolicyGrant',
    remedy: 'remove the statement from the registry policy, or allow it in the baseline',
  },
  'ECRD-305': {
    name: 'MalformedPolicy',
    remedy: 'correct the document: nothing is concluded for those to whom it applies until it can be read',
  },
  'ECRD-401': {
    name: 'UnmanagedRepository',
    remedy: 'write a rule for the repository, or delete it',
  },
  'ECRD-501': {
    name: 'ScanIncomplete',
    remedy: 'let the auditor read this part and scan again: nothing is concluded from it until then',
  },
  'ECRD-502': {
    name: 'GuardrailsUnknown',
    remedy: 'let the auditor read the organization: until then the access shown is an upper bound',
  },
} as const satisfies Record<string, { readonly name: string; readonly remedy: string }>;

export type FindingCode = keyof typeof CATALOGUE;
