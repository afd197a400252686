// What the core asks of the world.
import type { AccountId } from './ids.ts';
import type { AccountState } from './state.ts';

/** `undefined`: there is none yet. */
export type StateVersion = string | undefined;

/** The findings of each account, and the messages about them that have not been sent. */
export interface FindingStore {
  /** An empty state without version where there is none yet. */
  load(account: AccountId): Promise<{ readonly state: AccountState; readonly version: StateVersion }>;
  /** Replaces `version` as a whole and returns the new one; AuditError `conflict` where somebody else has replaced it. */
  save(state: AccountState, version: StateVersion): Promise<string>;
}

/** What a directory and S3 offer alike: one text per account, replaced only by whoever has seen the present one. */
export interface StateTexts {
  /** Where the text of an account is, for messages. */
  nameOf(account: AccountId): string;
  read(account: AccountId): Promise<VersionedText | undefined>;
  /** AuditError `conflict` where `version` is not the present one. */
  replace(account: AccountId, text: string, version: StateVersion): Promise<string>;
}

export interface VersionedText {
  readonly text: string;
  readonly version: string;
}

export type AuditErrorCode =
  /** Somebody else has written in between: load again. */
  | 'conflict'
  /** What is stored is not a state, or not of this account or version: it is never overwritten. */
  | 'damaged'
  /** The snapshot is older than the state. */
  | 'stale'
  /** Messages were not taken; they wait in the state. */
  | 'undelivered'
  /** What is stored cannot be read or written. */
  | 'denied';

/** The run cannot continue. Whatever a run can live with is a gap or an issue, not an exception. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
  readonly code: AuditErrorCode;

  constructor(code: AuditErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
