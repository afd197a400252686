// The way from the root of an organization down to an account.
import { ListParentsCommand } from '@aws-sdk/client-organizations';
import type { AnswerOf } from '../../api/answers.ts';
import { type Read, type Unknown, unknownAnswer } from '../../client/call.ts';
import { everyPage, pageOf } from '../../client/pages.ts';
import { ORGANIZATIONS } from '../../client/services.ts';
import type { Session } from '../../client/session.ts';

const API = 'organizations:ListParents';
/** AWS allows five levels of units. */
const MOST_LEVELS = 10;

/** The ids of the root and of the units below it, down to the one that holds `account`. */
export async function organizationPath(session: Session, account: string): Promise<Read<readonly string[]>> {
  const path: string[] = [];
  for (let child = account; path.length < MOST_LEVELS; ) {
    const parents = await parentsOf(session, child);
    if (parents.status === 'unknown')
      return isLost(parents, path) ? unknownAnswer(API, `it knows nothing of ${child}, which it named`) : parents;
    const [parent, ...more] = parents.value;
    if (parent === undefined || more.length > 0) return unknownAnswer(API, `it has ${parents.value.length} parents of ${child}, not one`);
    path.unshift(parent.Id);
    if (parent.Type === 'ROOT') return { status: 'present', value: path };
    child = parent.Id;
  }
  return unknownAnswer(API, 'it leads to no root');
}

/** That it does not know the account is an answer; that it does not know a unit of its own is none. */
function isLost({ error }: Unknown, path: readonly string[]): boolean {
  return path.length > 0 && error.code === 'ChildNotFoundException';
}

type Parent = AnswerOf<typeof API>['Parents'][number];

function parentsOf({ clients, region, signal }: Session, ChildId: string): Promise<Read<readonly Parent[]>> {
  const client = clients.of(ORGANIZATIONS, region);
  return everyPage(signal, {
    api: API,
    send: (token, options) =>
      client.send(new ListParentsCommand({ ChildId, ...(token === undefined ? {} : { NextToken: token }) }), options),
    read: ({ Parents: list, NextToken: next }) => pageOf(list, next),
  });
}
