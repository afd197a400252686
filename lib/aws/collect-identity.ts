// The parts of an account that are of no region: its principals, and the organization around it.
import type { SnapshotFile } from '../snapshot/schema.ts';
import { accountIdentity } from './identity.ts';
import { accountOrganization } from './organization.ts';
import type { Session } from './session.ts';

export type IdentityParts = Pick<SnapshotFile, 'identity'> & { readonly organization: NonNullable<SnapshotFile['organization']> };

/** Both parts, each present, absent or unknown. Rejects only when the session's signal aborts. */
export async function collectIdentity(session: Session): Promise<IdentityParts> {
  const [identity, organization] = await Promise.all([accountIdentity(session), accountOrganization(session)]);
  return { identity, organization };
}
