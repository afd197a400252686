// The parts of an account that are of no region: its principals, and the organization around it.
import type { SnapshotFile } from '../../snapshot/schema.ts';
import type { Session } from '../client/session.ts';
import { accountIdentity } from './identity.ts';
import { accountOrganization } from './organization/organization.ts';

export type IdentityParts = Pick<SnapshotFile, 'identity'> & { readonly organization: NonNullable<SnapshotFile['organization']> };

/**
 * Both parts, each present, absent or unknown. After `until`, in milliseconds since the epoch, the organization is given up: a large one
 * takes its time, and must not cost the principals. Rejects only when the session's signal aborts.
 */
export async function collectIdentity(session: Session, until?: number): Promise<IdentityParts> {
  const [identity, organization] = await Promise.all([accountIdentity(session), organizationWithin(session, until)]);
  return { identity, organization };
}

async function organizationWithin(session: Session, until: number | undefined): Promise<IdentityParts['organization']> {
  if (until === undefined) return accountOrganization(session);
  const time = AbortSignal.timeout(Math.max(0, until - session.timing.now()));
  try {
    return await accountOrganization({ ...session, signal: AbortSignal.any([session.signal, time]) });
  } catch (error) {
    session.signal.throwIfAborted();
    if (!time.aborted) throw error;
    return { status: 'unknown', error: { code: 'OutOfTime', message: 'not read in time', api: 'organizations:DescribeOrganization' } };
  }
}
