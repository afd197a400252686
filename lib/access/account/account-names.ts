// What the accounts of the organization are called, and which account a name means. Names are not unique.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { AccountName } from '../../model/access.ts';
import type { AccountId } from '../../model/ids.ts';
import type { Collected, Organization, OrganizationAccount } from '../../model/snapshot.ts';

/** Whom a name means: of `several` accounts that have it none for certain, and nobody can tell while names are `unread`. */
export type Named =
  | { readonly kind: 'one'; readonly account: AccountId }
  | { readonly kind: 'several'; readonly accounts: readonly AccountId[] }
  | { readonly kind: 'none' | 'unread' };

/** The account that a name of the organization's list means: one, none, several that share the name, or `unread` where nobody can tell. */
export function accountNamed(organization: Collected<Organization>, name: string): Named {
  const directory = directoryOf(organization);
  if (typeof directory === 'string') return { kind: directory };
  const [account, ...others] = (directory.byName.get(name) ?? []).map(({ id }) => id);
  if (account === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', account } : { kind: 'several', accounts: [account, ...others].sort() };
}

/** What an account is called, by its id; `none` of one that the organization does not have. */
export function nameOfAccount(organization: Collected<Organization>, account: string): AccountName {
  const directory = directoryOf(organization);
  if (typeof directory === 'string') return { kind: directory };
  return directory.byId.get(account) ?? { kind: 'none' };
}

/** Every name, once; none where they were not read. */
export function accountNames(organization: Collected<Organization>): readonly string[] {
  const directory = directoryOf(organization);
  return typeof directory === 'string' ? [] : [...directory.byName.keys()];
}

interface Directory {
  readonly byName: ReadonlyMap<string, readonly OrganizationAccount[]>;
  readonly byId: ReadonlyMap<string, AccountName>;
}

const directories = new WeakMap<readonly OrganizationAccount[], Directory>();

/** An organization has accounts: a list of them that is left out was not read. */
function directoryOf(organization: Collected<Organization>): Directory | 'none' | 'unread' {
  if (organization.kind !== 'present') return organization.kind === 'absent' ? 'none' : 'unread';
  const { accounts } = organization.value;
  if (accounts.kind !== 'present') return 'unread';
  return getOrCreate(directories, accounts.value, () => madeOf(accounts.value));
}

function madeOf(accounts: readonly OrganizationAccount[]): Directory {
  const byName = groupBy(accounts, ({ name }) => name);
  const named = [...byName].flatMap(([name, of]) =>
    of.map(({ id }): [string, AccountName] => [id, { kind: of.length === 1 ? 'sole' : 'shared', name }]),
  );
  return { byName, byId: new Map(named) };
}
