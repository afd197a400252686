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
  read(account: AccountId): Promise<StoredState>;
  /** What a person can do where the text of an account is gone or no state; `fresh` is what starts over. Continues a message. */
  remedyOf(account: AccountId, fresh: string): Promise<string>;
  /** The text comes in chunks, once. AuditError `conflict` where `version` is not the present one. */
  replace(account: AccountId, chunks: Iterable<string>, version: StateVersion): Promise<string>;
}

export type StoredState =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly version: string }
  /** There has never been one. */
  | { readonly kind: 'none' }
  /** There was one, and somebody took it away. */
  | { readonly kind: 'deleted' };

export type AuditErrorCode =
  /** Somebody else has written in between: load again. */
  | 'conflict'
  /** What is stored is not a state, or not of this account or version: it is never overwritten. */
  | 'damaged'
  /** What was stored has been deleted: whether to start over is for a person to say. */
  | 'deleted'
  /** The snapshot is older than the state. */
  | 'stale'
  /** The snapshot is dated in the future: every audit until then would be older than the state. */
  | 'early'
  /** Messages were not taken; they wait in the state. */
  | 'undelivered'
  /** What is stored cannot be read or written. */
  | 'denied';

/** What trying again does not help with. */
const FINAL: ReadonlySet<AuditErrorCode> = new Set(['damaged', 'deleted', 'stale', 'early']);

/** The run cannot continue. Whatever a run can live with is a gap or an issue, not an exception. */
export class AuditError extends Error {
  /** The state machine knows an error by its name alone. */
  override readonly name: 'AuditError' | 'FinalAuditError';
  readonly code: AuditErrorCode;

  constructor(code: AuditErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = FINAL.has(code) ? 'FinalAuditError' : 'AuditError';
    this.code = code;
  }
}
