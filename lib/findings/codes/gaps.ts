// What was not read, or cannot be: nothing is concluded from it.
import type { GapCode } from '../../model/codes.ts';
import type { FindingDefinition } from '../../model/finding-definition.ts';
import type { Severity } from '../../model/severity.ts';

export const GAP_FINDINGS = {
  'ECRD-305': {
    code: 'ECRD-305',
    name: 'MalformedPolicy',
    meaning: 'A policy document is not one that AWS could have stored: nothing is concluded for those to whom it applies.',
    source: ['B5', 'B16', 'B18'],
    severity: 'high',
    dependsOn: 'part',
    remedy: 'correct the document: nothing is concluded for those to whom it applies until it can be read',
  },
  'ECRD-501': {
    code: 'ECRD-501',
    name: 'ScanIncomplete',
    meaning: 'A part of the account was not read. The scan is incomplete, and no finding about the part is over.',
    source: ['F2', 'F8'],
    severity: 'high',
    dependsOn: 'part',
    remedy: 'let the auditor read this part and scan again: nothing is concluded from it until then',
  },
  'ECRD-502': {
    code: 'ECRD-502',
    name: 'GuardrailsUnknown',
    meaning: "The organization was not read: what AWS's guardrails may still forbid is unknown, and the access shown is an upper bound.",
    source: ['F20', 'F23'],
    severity: 'low',
    dependsOn: 'part',
    remedy: 'let the auditor read the organization: until then the access shown is an upper bound',
  },
} as const satisfies { readonly [Code in GapCode]: FindingDefinition<Code> & { readonly severity: Severity } };
