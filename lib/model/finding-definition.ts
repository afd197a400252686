// What a code of findings stands for: one definition each, out of which the catalogue, the README and docs/findings.md are made.
import type { FindingCode } from './codes.ts';
import type { Severity } from './severity.ts';

export interface FindingDefinition<Code extends FindingCode = FindingCode> {
  readonly code: Code;
  /** `UnexpectedAccess`. */
  readonly name: string;
  /** What it says of an account, as Markdown in one line. */
  readonly meaning: string;
  /** The rules of docs/semantics.md that it rests on, by id; those name AWS's pages. None where it is about the baseline alone. */
  readonly source: readonly string[];
  readonly severity: Severity | SeverityRange;
  /** What has to be read again before it can be over. */
  readonly dependsOn: DependsOn;
  /** What to do about it, in one sentence without a full stop. */
  readonly remedy: string;
}

/** The severities that findings of one code can have, and what decides. */
export interface SeverityRange {
  readonly from: Severity;
  readonly to: Severity;
  /** In parentheses after `low to medium`. */
  readonly by: string;
}

/** What a finding is drawn from. */
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
