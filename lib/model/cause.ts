// What findings come from: the statement behind them, or its absence, the missing rule, the unread part.
import type { Reason } from './decision.ts';
import type { Finding } from './finding.ts';
import type { CauseId } from './ids.ts';
import type { Severity } from './severity.ts';
import type { KnownFinding } from './state.ts';

/** What kind of thing it is that people mend. */
export const CAUSE_KINDS = [
  /** A statement that gives, or keeps away, what it should not. */
  'statement',
  /** A statement that gave what is required, and is not there. */
  'absence',
  /** Something that the baseline speaks of is gone: a repository, a principal. */
  'removal',
  /** What the baseline says, or does not say. */
  'rule',
  /** A part of the account that was not read. */
  'unread',
  /** A policy or a setting as a whole. */
  'configuration',
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

export interface Cause {
  /** Hash of what it is, never of its findings. */
  readonly id: CauseId;
  readonly kind: CauseKind;
  /** That of the gravest of its findings that are open; where none is, of all. */
  readonly severity: Severity;
  /** What it is, in a few words that do not change with what comes of it. */
  readonly title: string;
  /** One plain sentence: what it is, and what comes of it. */
  readonly message: string;
  /** The statement that is the cause, or the first of equal ones. */
  readonly statement: Reason | undefined;
  /** Those that were seen, in reading order; every finding is in exactly one cause. */
  readonly findings: readonly Finding[];
  /** Those that are remembered and were not seen: over, or not verified. */
  readonly remembered: readonly KnownFinding[];
  /** How many principals, and how many repositories, they are about. */
  readonly principals: number;
  readonly repositories: number;
}
