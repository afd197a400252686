// Who made a write, and the writes that may be behind a finding.
import type { Instant } from './ids.ts';

/** `account`: somebody of another account, of whom AWS tells no more. */
export const ACTOR_KINDS = ['user', 'role', 'root', 'federated', 'service', 'account', 'other'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Null is what the record does not say. */
export interface Actor {
  readonly kind: ActorKind;
  readonly arn: string | null;
  readonly account: string | null;
  /** The role or user behind a session. */
  readonly issuer: string | null;
  /** The call: `SetRepositoryPolicy`. */
  readonly event: string;
  readonly at: Instant;
  readonly eventId: string;
  readonly sourceIp: string | null;
  readonly userAgent: string | null;
  /** The service that made the call, for somebody or by itself. */
  readonly via: string | null;
}

/** Where a deployment gets to know who did something: from events as they come, from CloudTrail after a scheduled audit, or nowhere. */
export const ATTRIBUTION_SOURCES = ['events', 'lookup', 'off'] as const;
export type AttributionSource = (typeof ATTRIBUTION_SOURCES)[number];

/** An actor with where the call was recorded, and what of it matters, in words. */
export interface WriteActor extends Actor {
  readonly region: string;
  /** `policy of repository team/app in us-east-1`. */
  readonly touched: readonly string[];
}

/** All who may have brought about the last change of a finding: each is a candidate, and none is likelier than another. */
export interface Attribution {
  /** The newest first; at least one. */
  readonly actors: readonly WriteActor[];
  /** How many older ones are not kept. */
  readonly more: number;
}
