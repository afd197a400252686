// Who made a call, as its record says it.
import { arnFields, type Instant, isSessionOf, roleSession } from '../model/ids.ts';
import type { EventRecord, UserIdentity } from './record.ts';
import type { EventScope } from './write.ts';

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

/** The actor of a record; undefined where what the record says of who acted contradicts itself. */
export function actorOf(record: EventRecord, scope: EventScope): Actor | undefined {
  const { userIdentity: identity, eventName, eventTime, eventID, sourceIPAddress, userAgent } = record;
  const kind = KINDS.get(identity.type) ?? 'other';
  if (!isConsistent(kind, identity, scope)) return undefined;
  return {
    kind,
    arn: identity.arn || null,
    account: identity.accountId || null,
    issuer: identity.sessionContext?.sessionIssuer?.arn || null,
    event: eventName,
    at: eventTime,
    eventId: eventID,
    sourceIp: sourceIPAddress || null,
    userAgent: userAgent || null,
    via: identity.invokedBy || null,
  };
}

/** By the type that CloudTrail gives an identity. */
const KINDS: ReadonlyMap<string, ActorKind> = new Map([
  ['IAMUser', 'user'],
  ['AssumedRole', 'role'],
  ['Root', 'root'],
  ['FederatedUser', 'federated'],
  ['SAMLUser', 'federated'],
  ['WebIdentityUser', 'federated'],
  ['IdentityCenterUser', 'federated'],
  ['AWSService', 'service'],
  ['AWSAccount', 'account'],
]);

/** What a kind of identity cannot lack, and what its parts have to agree about. */
function isConsistent(kind: ActorKind, identity: UserIdentity, scope: EventScope): boolean {
  const { arn, accountId, invokedBy } = identity;
  const fields = arn ? arnFields(arn) : undefined;
  if (arn && (fields?.partition !== scope.partition || (accountId && fields.account !== accountId))) return false;
  switch (kind) {
    case 'user':
      return fields?.service === 'iam' && fields.resource.startsWith('user/');
    case 'role':
      return arn ? isRoleSession(arn, identity.sessionContext?.sessionIssuer?.arn) : false;
    case 'root':
      return fields?.service === 'iam' && fields.resource === 'root';
    case 'service':
      return Boolean(invokedBy);
    case 'account':
      return Boolean(accountId);
    case 'federated':
    case 'other':
      return true;
  }
}

function isRoleSession(arn: string, issuer: string | null | undefined): boolean {
  const session = roleSession(arn);
  return session !== undefined && session.role !== '' && session.session !== '' && (!issuer || isSessionOf(arn, issuer));
}
