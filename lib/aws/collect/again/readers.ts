// Who may read an organization: whoever assumed the role in the account, or that role.
import type { Answer, Unknown } from '../../client/call.ts';
import type { Session } from '../../client/session.ts';

export type WhoReads = 'auditor' | 'account';

/** What the first of them is told who may know, with nothing remembered; what keeps the auditor from it can be mended in one place for all accounts. */
export async function byWhoeverMay<A extends Answer<unknown>>(
  session: Session,
  read: (reader: Session, who: WhoReads) => Promise<A | Unknown>,
): Promise<A | Unknown> {
  const anew = { ...session, organizations: undefined };
  const { auditor } = session;
  if (auditor === undefined) return read(anew, 'account');
  const first = await read({ ...anew, clients: auditor }, 'auditor');
  if (first.status !== 'unknown') return first;
  const second = await read(anew, 'account');
  return second.status === 'unknown' ? first : second;
}
