// Every result says what was not read.

import { gapPartName } from '../model/gap-part.ts';
import { counted, visible } from '../text/quote.ts';
import type { AccessView, AuditView } from './schema.ts';

const ORGANIZATION = gapPartName({ kind: 'organization', of: null });
const MOST_PARTS = 50;

type Unread = AccessView['unread'];

/** Lines for people; empty when everything was read and is told of. */
export function incompleteness({ leftOut, ...read }: Pick<AuditView, 'complete' | 'unread' | 'leftOut'>): readonly string[] {
  return [...unreadLines(read), ...(leftOut === undefined ? [] : [`LISTED IN PART: ${leftOutWords(leftOut)}`])];
}

/** What findings do not tell of, and what to do. */
export function leftOutWords(leftOut: number): string {
  const more =
    leftOut === 1
      ? '1 more access or policy is not what was meant, or was not looked into'
      : `${leftOut} more accesses or policies are not what was meant, or were not looked into`;
  return `${more}; mend what is listed, or let the baseline say more, and audit again`;
}

function unreadLines({ complete, unread }: Pick<AccessView | AuditView, 'complete' | 'unread'>): readonly string[] {
  const others = unread.filter(({ part }) => part !== ORGANIZATION);
  const bound = others.length < unread.length ? ['organization not read: the access shown is an upper bound'] : [];
  if (complete) return bound;
  const parts = others
    .slice(0, MOST_PARTS)
    .map(({ part, api, code }) => `  ${visible([part, api, code].filter((text) => text !== '').join(', '))}`);
  const heading = `INCOMPLETE: ${counted(others.length, 'part')} not read, nothing is concluded from them`;
  return [...bound, heading, ...parts, ...restOf(others.slice(MOST_PARTS))];
}

/** What is not listed, as counts: a call that fails for every repository is told once. */
function restOf(rest: Unread): readonly string[] {
  const counts = new Map<string, number>();
  for (const { api } of rest) counts.set(api || 'malformed', (counts.get(api || 'malformed') ?? 0) + 1);
  const words = [...counts].map(([api, count]) => `${visible(api)} ${count}`);
  return rest.length === 0 ? [] : [`  and ${rest.length} more: ${words.join(', ')}`];
}
