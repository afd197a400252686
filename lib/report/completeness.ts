// Every result says what was not read.

import { counted, visible } from '../text/quote.ts';
import type { AccessView, AuditView } from './schema.ts';

const ORGANIZATION = 'organization';

/** Lines for people; empty when everything was read. */
export function incompleteness({ complete, unread }: Pick<AccessView | AuditView, 'complete' | 'unread'>): readonly string[] {
  const others = unread.filter(({ part }) => part !== ORGANIZATION);
  const bound = others.length < unread.length ? ['organization not read: the access shown is an upper bound'] : [];
  if (complete) return bound;
  const parts = others.map(({ part, api, code }) => `  ${visible([part, api, code].filter((text) => text !== '').join(', '))}`);
  return [...bound, `INCOMPLETE: ${counted(others.length, 'part')} not read, nothing is concluded from them`, ...parts];
}
