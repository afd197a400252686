// Every code of a finding, once, by what it is found from. They are known here, below everything, since a baseline may name them before
// anything is judged; what each one is, its definition says (lib/checks/registry.ts and lib/findings/codes). A code is never used again.

/** Access against the baseline. */
const ACCESS_CODES = [
  'ECRD-101',
  'ECRD-102',
  'ECRD-103',
  'ECRD-104',
  'ECRD-105',
  'ECRD-108',
  'ECRD-201',
  'ECRD-202',
  'ECRD-203',
  'ECRD-206',
  'ECRD-401',
] as const;

/** Policies by themselves. */
const CHECK_CODES = [
  'ECRD-106',
  'ECRD-107',
  'ECRD-204',
  'ECRD-205',
  'ECRD-207',
  'ECRD-208',
  'ECRD-302',
  'ECRD-303',
  'ECRD-304',
  'ECRD-306',
  'ECRD-307',
  'ECRD-308',
  'ECRD-309',
  'ECRD-503',
] as const;

/** The baseline itself. */
const BASELINE_CODES = ['ECRD-402', 'ECRD-403', 'ECRD-404', 'ECRD-405', 'ECRD-406', 'ECRD-408'] as const;

/** What was not read. */
const GAP_CODES = ['ECRD-305', 'ECRD-501', 'ECRD-502'] as const;

export type AccessCode = (typeof ACCESS_CODES)[number];
export type CheckCode = (typeof CHECK_CODES)[number];
export type BaselineCode = (typeof BASELINE_CODES)[number];
export type GapCode = (typeof GAP_CODES)[number];

/** What is told about policies and the baseline, whatever access there is. */
export type PolicyFindingCode = CheckCode | BaselineCode;
export type FindingCode = AccessCode | PolicyFindingCode | GapCode;

/** All of them, sorted: what an exception may name. */
export const FINDING_CODES: readonly FindingCode[] = [...ACCESS_CODES, ...CHECK_CODES, ...BASELINE_CODES, ...GAP_CODES].sort();

/** Access that a rule of the baseline forbids. */
const FORBIDDEN_ACCESS: AccessCode = 'ECRD-103';

/** Whether an exception can accept findings of this code, which may be one of another version: not what a rule forbids, whose own list `except` is. */
export function isAcceptable(code: string): boolean {
  return code !== FORBIDDEN_ACCESS;
}
