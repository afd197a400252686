// All accounts of an organization with their paths: a walk over its units, not a question per account.
import { ListAccountsForParentCommand, ListOrganizationalUnitsForParentCommand } from '@aws-sdk/client-organizations';
import type { Read } from './call.ts';
import { everyPage, pageOf } from './pages.ts';
import { ORGANIZATIONS } from './service-organizations.ts';
import type { Session } from './session.ts';

/** AWS's largest page of organizations. */
const PAGE = 20;

export type OrganizationAccount = { readonly id: string; readonly name: string; readonly path: string };

export interface Walk {
  readonly organization: string;
  readonly roots: readonly string[];
}

interface Unit {
  readonly id: string;
  /** `o-.../r-.../ou-.../`, with this unit at its end. */
  readonly path: string;
}

/** The accounts, sorted by id. Unknown when any unit could not be read. */
export async function organizationAccounts(session: Session, { organization, roots }: Walk): Promise<Read<readonly OrganizationAccount[]>> {
  const accounts: OrganizationAccount[] = [];
  const units: Unit[] = roots.map((id) => ({ id, path: `${organization}/${id}/` }));
  for (let unit = units.pop(); unit !== undefined; unit = units.pop()) {
    const { path } = unit;
    const [below, within] = await Promise.all([childUnits(session, unit.id), accountsWithin(session, unit.id)]);
    if (below.status === 'unknown') return below;
    if (within.status === 'unknown') return within;
    units.push(...below.value.map((id) => ({ id, path: `${path}${id}/` })));
    accounts.push(...within.value.map((account) => ({ ...account, path })));
  }
  return { status: 'present', value: accounts.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function childUnits({ clients, region, signal }: Session, ParentId: string): Promise<Read<readonly string[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  return everyPage(signal, {
    api: 'organizations:ListOrganizationalUnitsForParent',
    send: (token, options) => {
      const input = { ParentId, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListOrganizationalUnitsForParentCommand(input), options);
    },
    read: ({ OrganizationalUnits: list, NextToken: next }) =>
      pageOf(
        list?.flatMap(({ Id: id }) => id ?? []),
        next,
      ),
  });
}

function accountsWithin(
  { clients, region, signal }: Session,
  ParentId: string,
): Promise<Read<readonly { readonly id: string; readonly name: string }[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  return everyPage(signal, {
    api: 'organizations:ListAccountsForParent',
    send: (token, options) => {
      const input = { ParentId, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListAccountsForParentCommand(input), options);
    },
    read: ({ Accounts: list, NextToken: next }) =>
      pageOf(
        list?.flatMap(({ Id: id, Name: name = '' }) => (id ? [{ id, name }] : [])),
        next,
      ),
  });
}
