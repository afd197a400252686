// Who did something, in each way in which CloudTrail names who acted, and how a line says it.
import type { ActorView } from '../../lib/events/schema.ts';
import { eventId, IDENTITIES } from '../events/support/records.ts';

/** An actor of a finding; defaults say what the record of a call always says. */
export function actor(fields: Partial<ActorView> = {}): ActorView {
  return {
    ...IDENTITIES.role.actor,
    event: 'SetRepositoryPolicy',
    at: '2026-11-21T09:14:00Z',
    eventId: eventId(1),
    sourceIp: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    region: 'eu-west-1',
    touched: ['policy of repository payments/api in eu-west-1'],
    ...fields,
  };
}

const WHEN = 'with SetRepositoryPolicy, 2026-11-21 09:14 UTC';

/** Each kind of actor, and the line of a finding that it brought about. */
export const ACTOR_LINES: readonly (readonly [string, ActorView, string])[] = [
  ['role', actor(), `by role admin (session kurt) ${WHEN}`],
  ['role without issuer', actor({ issuer: null }), `by role admin (session kurt) ${WHEN}`],
  ['user', actor(IDENTITIES.user.actor), `by user ana ${WHEN}`],
  ['user with a path', actor({ ...IDENTITIES.user.actor, arn: 'arn:aws:iam::111111111111:user/people/ana' }), `by user ana ${WHEN}`],
  ['root', actor(IDENTITIES.root.actor), `by the ROOT USER of account 111111111111 ${WHEN}`],
  ['federated user', actor(IDENTITIES.federated.actor), `by federated user guest ${WHEN}`],
  ['web identity', actor(IDENTITIES.webIdentity.actor), `by a federated user whom the record does not name ${WHEN}`],
  ['service', actor(IDENTITIES.service.actor), `by the service replication.ecr.amazonaws.com ${WHEN}`],
  [
    'service for somebody',
    actor(IDENTITIES.throughService.actor),
    `by role admin (session kurt) through cloudformation.amazonaws.com ${WHEN}`,
  ],
  ['other account', actor(IDENTITIES.otherAccount.actor), `by somebody of account 222222222222 ${WHEN}`],
  ['new type of identity', actor(IDENTITIES.newType.actor), `by somebody whom the record does not name ${WHEN}`],
  ['new type with an ARN', actor({ ...IDENTITIES.newType.actor, arn: 'arn:aws:x::1:y' }), `by arn:aws:x::1:y ${WHEN}`],
];
