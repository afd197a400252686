// What is remembered of an account between runs: ids, subjects, digests and times; no formulas.

import type { Attribution } from './actor.ts';
import type { Finding } from './finding.ts';
import type { OrganizationPart } from './gap-part.ts';
import type { AccountId, CauseId, Digest, FindingId, Instant } from './ids.ts';
import type { Severity } from './severity.ts';

/** Why a finding is over. */
export const RESOLUTION_REASONS = [
  'access-removed',
  /** Access that was missing is back. */
  'access-restored',
  /** What was found is still so, and now intended. */
  'baseline-changed',
  'repository-deleted',
  'principal-deleted',
  /** The same access is another finding now: of another code, or of a grant on everything. */
  'superseded',
  /** The part that was not read has been read. */
  'part-read',
  /** A policy or a setting is no longer as it was found. */
  'corrected',
  /** Nobody looks there any more: its region is not scanned. Nothing was found to be better. */
  'not-watched',
] as const;
export type ResolutionReason = (typeof RESOLUTION_REASONS)[number];

/** What a write of somebody ends; the rest comes of the baseline, or of what was read. */
export const ENDED_BY_WRITES: ReadonlySet<string> = new Set([
  'access-removed',
  'access-restored',
  'corrected',
  'repository-deleted',
  'principal-deleted',
] satisfies readonly ResolutionReason[]);

/** What a part belongs to that was not read: it is unread as well where that is. */
export const PART_OWNERS = ['account', 'identity', 'organization', 'region', 'repository'] as const;

export interface UnreadPart {
  readonly name: string;
  readonly of: (typeof PART_OWNERS)[number];
  readonly region: string | null;
  readonly repository: string | null;
}

/** One finding as one run saw it: what it is about, and a digest of its proof. */
export interface Observed {
  readonly id: FindingId;
  readonly code: string;
  readonly severity: Severity;
  readonly region: string | null;
  readonly repository: string | null;
  readonly principal: string | null;
  /** AIDA... or AROA... of a user or role of the account. */
  readonly principalId: string | null;
  readonly capability: string | null;
  /** What was not read, where that is what the finding says. */
  readonly part: UnreadPart | null;
  /** The regions that it was judged in, where it is not about one of them. */
  readonly regions: readonly string[];
  /** What was not read of the organization when it was judged. */
  readonly unreadOrganization: readonly OrganizationPart[];
  readonly evidence: Digest;
  /** The cause that it was in when it was last seen; null where a version saw it that gave causes no ids. */
  readonly causeId: CauseId | null;
  /** The same in a few words: findings that begin or end together for one cause are told together. */
  readonly cause: string;
  readonly message: string;
}

export type AccessStatus =
  /** `since`: when it began to be open, this time; `remindedAt`: when people were last told that it still is. */
  | { readonly state: 'open'; readonly since: Instant; readonly remindedAt: Instant | null }
  /** `warnedAt`: when people were told that `until` is near. */
  | { readonly state: 'accepted'; readonly exception: string; readonly until: Instant; readonly warnedAt: Instant | null }
  | { readonly state: 'resolved'; readonly resolvedAt: Instant; readonly because: ResolutionReason };

/** `attribution`: who may have made it what it is, opened, changed or over; left out where nobody knows. */
export type KnownFinding = Observed & {
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly attribution?: Attribution;
} & AccessStatus;

/** Where messages go: alerts for machines, one digest a run for people, notifications for chat applications. */
export const TOPICS = ['findings', 'email', 'chat'] as const;
export type Topic = (typeof TOPICS)[number];

/** A rendered message on its way; a repeat has the same topic and id. */
export interface Message {
  readonly topic: Topic;
  readonly id: string;
  /** Of an e-mail; null elsewhere. */
  readonly subject: string | null;
  readonly body: string;
  /** What subscribers filter by. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a state was judged on: a full scan, and the parts that were read again since then. Both are names of stored objects. */
export interface StateBasis {
  readonly snapshot: string;
  /** When the full scan began, with milliseconds. */
  readonly scannedAt: string;
  /** Null where nothing was read again. */
  readonly reread: string | null;
}

export interface AccountState {
  readonly schemaVersion: 1;
  readonly account: AccountId;
  /** When the newest part was read of what moved this state; null before the first run. */
  readonly collectedAt: Instant | null;
  /** Left out where nothing was kept: a part that is read again has nothing to be laid over then. */
  readonly basis?: StateBasis;
  /** Sorted by id. */
  readonly findings: readonly KnownFinding[];
  /** Saved with the findings, taken out once they have been sent. */
  readonly unsent: readonly Message[];
}

export const FINDING_EVENTS = ['opened', 'updated', 'reopened', 'accepted', 'exception-expiring', 'exception-expired', 'resolved'] as const;
export type FindingEventKind = (typeof FINDING_EVENTS)[number];

/** What notifiers receive: nothing is ever sent for a state, only for a change of state or a deadline. */
export interface FindingEvent {
  readonly kind: FindingEventKind;
  readonly at: Instant;
  readonly finding: KnownFinding;
  /** The finding with its proof, where this run saw it. */
  readonly seen: Finding | undefined;
  /** Why it had been over, where it is reopened. */
  readonly ended?: ResolutionReason | undefined;
}
