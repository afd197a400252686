// The way from the root of an organization down to an account.
import { ListParentsCommand } from '@aws-sdk/client-organizations';
import { type Read, unknownAnswer } from './call.ts';
import { everyPage, pageOf } from './pages.ts';
import { ORGANIZATIONS } from './service-organizations.ts';
import type { Session } from './session.ts';

const API = 'organizations:ListParents';
/** AWS allows five levels of units. */
const MOST_LEVELS = 10;

/** The ids of the root and of the units below it, down to the one that holds `account`. */
export async function organizationPath({ clients, region, signal }: Session, account: string): Promise<Read<readonly string[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  const path: string[] = [];
  let child = account;
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const ChildId = child;
    const parents = await everyPage(signal, {
      api: API,
      send: (token, options) =>
        client.send(new ListParentsCommand({ ChildId, ...(token === undefined ? {} : { NextToken: token }) }), options),
      read: ({ Parents: list, NextToken: next }) => pageOf(list, next),
    });
    if (parents.status === 'unknown') return parents;
    const { Id: id, Type: type } = parents.value[0] ?? {};
    if (id === undefined) return unknownAnswer(API);
    path.unshift(id);
    if (type === 'ROOT') return { status: 'present', value: path };
    child = id;
  }
  return unknownAnswer(API);
}
