// All accounts of an organization with their paths: a walk over its units, not a question per account.
import { ListAccountsForParentCommand, ListOrganizationalUnitsForParentCommand } from '@aws-sdk/client-organizations';
import { type Read, unknownAnswer } from '../../client/call.ts';
import type { ListedAccount } from '../../client/organization-memory.ts';
import { everyPage, pageOf } from '../../client/pages.ts';
import { ORGANIZATIONS } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';

const UNITS = 'organizations:ListOrganizationalUnitsForParent';
const ACCOUNTS = 'organizations:ListAccountsForParent';
/** AWS's largest page of organizations. */
const PAGE = 20;
/** AWS allows five levels of units. */
const MOST_LEVELS = 10;

export interface Walk {
  readonly organization: string;
  readonly root: string;
  /** Accounts that are members beyond doubt. */
  readonly sure: readonly string[];
}

interface Unit {
  readonly id: string;
  /** `o-.../r-.../ou-.../`, with this unit at its end. */
  readonly path: string;
  readonly level: number;
}

/** The accounts, sorted by id. Unknown when any unit could not be read, or when what was read is no tree with all of its sure members. */
export async function organizationAccounts(session: Session, walk: Walk): Promise<Read<readonly ListedAccount[]>> {
  const accounts = new Map<string, ListedAccount>();
  const seen = new Set([walk.root]);
  const units: Unit[] = [{ id: walk.root, path: `${walk.organization}/${walk.root}/`, level: 0 }];
  for (let unit = units.pop(); unit !== undefined; unit = units.pop()) {
    const { path, level } = unit;
    const [below, within] = await Promise.all([childUnits(session, unit.id), accountsWithin(session, unit.id)]);
    if (below.status === 'unknown') return below;
    if (within.status === 'unknown') return within;
    for (const id of new Set(below.value)) {
      if (seen.has(id) || level >= MOST_LEVELS) return unknownAnswer(UNITS, `${id} is below itself, or in two places`);
      seen.add(id);
      units.push({ id, path: `${path}${id}/`, level: level + 1 });
    }
    const elsewhere = within.value.find(({ id }) => (accounts.get(id)?.path ?? path) !== path);
    if (elsewhere !== undefined) return unknownAnswer(ACCOUNTS, `${elsewhere.id} is in two places`);
    for (const account of within.value) accounts.set(account.id, { ...account, path });
  }
  return membersOf(accounts, walk.sure);
}

function membersOf(accounts: ReadonlyMap<string, ListedAccount>, sure: readonly string[]): Read<readonly ListedAccount[]> {
  const missing = sure.find((id) => !accounts.has(id));
  if (missing !== undefined) return unknownAnswer(ACCOUNTS, `${missing} is in none of the units, and is a member`);
  return { status: 'present', value: [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function childUnits({ clients, region, signal }: Session, ParentId: string): Promise<Read<readonly string[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  return everyPage(signal, {
    api: UNITS,
    send: (token, options) => {
      const input = { ParentId, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListOrganizationalUnitsForParentCommand(input), options);
    },
    read: ({ OrganizationalUnits: list, NextToken: next }) =>
      pageOf(
        list.map(({ Id: id }) => id),
        next,
      ),
  });
}

function accountsWithin({ clients, region, signal }: Session, ParentId: string): Promise<Read<readonly Omit<ListedAccount, 'path'>[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  return everyPage(signal, {
    api: ACCOUNTS,
    send: (token, options) => {
      const input = { ParentId, MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) };
      return client.send(new ListAccountsForParentCommand(input), options);
    },
    read: ({ Accounts: list, NextToken: next }) =>
      pageOf(
        list.map(({ Id: id, Name: name }) => ({ id, name })),
        next,
      ),
  });
}
