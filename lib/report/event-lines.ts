// What happened since the last run, one line each.
import { counted, visible } from '../text/quote.ts';
import { qualified } from './qualified.ts';
import type { AuditView } from './schema.ts';
import { paragraph, type Screen } from './screen.ts';

/** The lines, at most so many of events; none where nothing is followed. */
export function eventLines(
  { events }: Pick<AuditView, 'events'>,
  screen: Screen,
  most: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  if (!events) return [];
  if (events.length === 0) return ['nothing changed since the last run'];
  const rest = events.length - most;
  return [
    'since the last run:',
    ...events.slice(0, most).flatMap((each) => paragraph(screen, `  ${each.event}  ${each.id}  ${visible(qualified(each))}`, 4)),
    ...(rest > 0 ? [`  and ${counted(rest, 'event')} more; --verbose shows them`] : []),
  ];
}
