// Who made a call, as its record says it.
import type { Actor, ActorKind } from '../model/actor.ts';
import { arnFields, isSessionOf, roleSession } from '../model/ids.ts';
import type { EventRecord, UserIdentity } from './record.ts';
import type { EventScope } from './write.ts';

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
