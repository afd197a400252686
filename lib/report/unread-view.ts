// What was not read, as outputs have it.
import type { Coverage } from '../model/access.ts';
import { gapPartName } from '../model/gap-part.ts';
import type { Gap } from '../model/snapshot.ts';
import type { AuditView, UnreadView } from './schema.ts';

/** A part that was not read, with the part in words. */
export function unreadView({ part, ...gap }: Gap): UnreadView {
  return { part: gapPartName(part), ...gap };
}

/** What was read and told of, with the parts that were not read in words. */
export function coverageView({ complete, unread, leftOut }: Coverage): Pick<AuditView, 'complete' | 'unread' | 'leftOut'> {
  return { complete, unread: unread.map(unreadView), ...(leftOut === undefined ? {} : { leftOut }) };
}
