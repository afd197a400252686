// Which accounts a deployment reads, and how it gets into each.
import type { OrganizationMemory } from '../../lib/aws/client/organization-memory.ts';
import { openSession, type Session } from '../../lib/aws/client/session.ts';
import { accountIds, type Config } from '../../lib/config.ts';

export type TargetAccounts = Config<'READER_ROLE' | 'EXTERNAL_ID' | 'REGIONS'> & { readonly ACCOUNTS: readonly string[] };

export interface AccountAccess {
  readonly account: string;
  /** Null for the account that the function runs in. */
  readonly role: string | null;
}

/** Every account of the configuration, seen from the account of `own`. */
export function accessesOf(
  { ACCOUNTS: accounts, READER_ROLE: reader }: TargetAccounts,
  own: Pick<Session, 'account' | 'partition'>,
): readonly AccountAccess[] {
  return accountIds(accounts, own.account).map((account) => ({
    account,
    role: account === own.account ? null : `arn:${own.partition}:iam::${account}:role/${reader}`,
  }));
}

/** The access to `account`, or to the first one where none is named; throws where this deployment does not read it. */
export function accessTo(accesses: readonly AccountAccess[], account: string | undefined): AccountAccess {
  const found = account === undefined ? accesses[0] : accesses.find((access) => access.account === account);
  if (found) return found;
  throw new Error(`account \`${account}\` is none that this deployment reads: ${firstOf(accesses)}`);
}

const MOST_NAMED = 20;

function firstOf(accesses: readonly AccountAccess[]): string {
  const named = accesses.slice(0, MOST_NAMED).map((access) => access.account);
  const more = accesses.length - named.length;
  return `${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

export interface Visit {
  readonly role: string | null;
  readonly externalId: string | undefined;
  readonly signal: AbortSignal;
  /** What sessions in other accounts read of the organization. */
  readonly organizations?: OrganizationMemory | undefined;
}

/** Opens a session for `task` and closes it afterwards. Throws a StartError where the account does not let anybody in. */
export async function inAccount<T>({ role, externalId, signal, organizations }: Visit, task: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession({ signal, role: role === null ? undefined : { arn: role, externalId }, organizations });
  try {
    return await task(session);
  } finally {
    session.clients.close();
  }
}
