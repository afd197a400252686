// A drift with its code, severity, state and proof.
import type { Capability } from './access.ts';
import type { Attribution } from './actor.ts';
import type { Drift } from './drift.ts';
import type { FindingId, Instant } from './ids.ts';
import type { Severity } from './severity.ts';

export const FINDING_STATES = ['open', 'accepted', 'resolved'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export interface Acceptance {
  readonly exception: string;
  readonly until: Instant;
}

export interface Finding {
  /** Hash of what is wrong; never of how it was proved. */
  readonly id: FindingId;
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly state: FindingState;
  /** The exception that an accepted finding stands under. */
  readonly acceptance: Acceptance | undefined;
  /** `*` where a grant reaches every region; null where the subject is not in one. */
  readonly region: string | null;
  readonly repository: string | null;
  readonly principal: string | null;
  readonly capability: Capability | string | null;
  /** One plain sentence. */
  readonly message: string;
  readonly drift: Drift;
  readonly remediation: string;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Who may have made it what it is; left out where nobody knows. */
  readonly attribution?: Attribution;
}
