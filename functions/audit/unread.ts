// What an audit could not read, for whoever looks at its execution.
import type { AuditView } from '../../lib/report/schema.ts';
import { counted, cut, visible } from '../../lib/text/quote.ts';

/** A thousand accounts have to fit into what an execution puts out. */
const LONGEST = 150;

/** One short line: how many parts were not read, and the first of them; empty where everything was. */
export function unreadIn({ complete, unread }: Pick<AuditView, 'complete' | 'unread'>): string {
  if (complete) return '';
  const parts = unread.map(({ part, api, code }) => [part, api, code].filter((word) => word !== '').join(', '));
  return visible(cut(`${counted(parts.length, 'part')} not read: ${parts.join('; ')}`, LONGEST));
}
