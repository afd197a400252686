// What a finding is drawn from, by its code: this decides what has to be read before it can be over.
import type { FindingCode } from '../model/codes.ts';

export type DependsOn =
  /** A grant that should not be there. */
  | 'grant'
  /** A grant that should be there. */
  | 'lack'
  /** Access of which the documentation does not say whether it is there. */
  | 'unsettled'
  /** Several grants or documents; a finding that names no principal or no repository is about all of them. */
  | 'cells'
  /** What somebody could come to by the policies of everybody. */
  | 'paths'
  /** Same-account grants of a repository that no rule is about. */
  | 'unmanaged'
  /** One policy document. */
  | 'document'
  /** One statement, of whichever policy or template. */
  | 'statement'
  /** Templates, replication. */
  | 'settings'
  /** What the baseline says, against the account. */
  | 'intent'
  /** What the baseline says, against the calendar. */
  | 'calendar'
  /** Whether the baseline can be read at all. */
  | 'validity'
  /** A part that was not read. */
  | 'part';

const ABOUT = {
  'ECRD-101': 'grant',
  'ECRD-102': 'lack',
  'ECRD-103': 'grant',
  'ECRD-104': 'grant',
  'ECRD-105': 'grant',
  'ECRD-106': 'cells',
  'ECRD-107': 'cells',
  'ECRD-108': 'unsettled',
  'ECRD-201': 'grant',
  'ECRD-202': 'grant',
  'ECRD-203': 'grant',
  'ECRD-204': 'cells',
  'ECRD-205': 'cells',
  'ECRD-206': 'grant',
  'ECRD-207': 'settings',
  'ECRD-208': 'settings',
  'ECRD-302': 'cells',
  'ECRD-303': 'document',
  'ECRD-304': 'document',
  'ECRD-305': 'part',
  'ECRD-306': 'document',
  'ECRD-307': 'paths',
  // Whether somebody is left who may, the identities say.
  'ECRD-308': 'cells',
  'ECRD-309': 'statement',
  'ECRD-401': 'unmanaged',
  'ECRD-402': 'intent',
  'ECRD-403': 'calendar',
  'ECRD-404': 'calendar',
  'ECRD-405': 'intent',
  'ECRD-406': 'calendar',
  'ECRD-408': 'validity',
  'ECRD-501': 'part',
  'ECRD-502': 'part',
  // Summed up over every document.
  'ECRD-503': 'cells',
} as const satisfies Record<FindingCode, DependsOn>;

/** Undefined for a code that this version does not know: what another version found is not its to end. */
export function dependsOn(code: string): DependsOn | undefined {
  return Object.hasOwn(ABOUT, code) ? ABOUT[code as FindingCode] : undefined;
}
