// An audit in whole for people: what findings come from, gravest first, each with its proof and its change, then what they add up to.
import { counted, visible } from '../text/quote.ts';
import { shownCauses } from './audit-filter.ts';
import { headLines, inOrderLines, observing, tally } from './audit-head.ts';
import { causeBlock } from './cause-block.ts';
import { incompleteness } from './completeness.ts';
import { eventLines } from './event-lines.ts';
import type { AuditShown } from './first-screen.ts';
import { inMeaningOrder } from './meaning-order.ts';
import { presentCauses } from './present.ts';
import type { AuditView } from './schema.ts';
import { PAPER, paragraph, type Screen } from './screen.ts';

/** An audit as text for a terminal: causes, the gravest first, what happened since the last run, the counts and what was not read. */
export function auditTable(view: AuditView): string {
  return [...auditTableChunks(view)].join('');
}

/** The same cause by cause, as somebody wants to see it. */
export function* auditTableChunks(view: AuditView, screen: Screen = PAPER, shown?: AuditShown): Iterable<string> {
  const all = inMeaningOrder(presentCauses(view));
  const meant = shown ? shownCauses(all, shown.filter) : all;
  if (shown) yield `${headLines(view, shown.around, screen).join('\n')}\n\n`;
  for (const each of meant) yield `${causeBlock(each, screen).join('\n')}\n\n`;
  const events = eventLines(view, screen);
  if (events.length > 0) yield `${events.join('\n')}\n\n`;
  const words = shown?.filter.words ?? '';
  if (words !== '') yield `shown: ${meant.length} of ${counted(all.length, 'cause')}, by ${visible(words)}\n\n`;
  yield `${closing(view, all.length, screen).join('\n')}\n`;
  if (shown) for (const line of inOrderLines(shown.around, screen)) yield `${line}\n`;
}

function closing(view: AuditView, causes: number, screen: Screen): readonly string[] {
  const { findings, notes, complete } = view;
  const lines = [
    tally(findings, causes),
    ...observing(view),
    ...(notes.length > 0 ? [`${counted(notes.length, 'note')} on policies: see --format json`] : []),
    ...(complete ? ['scan complete'] : []),
  ];
  return [
    ...lines.flatMap((line) => paragraph(screen, line, 2)),
    ...incompleteness(view).flatMap((line) => paragraph(screen, line, 4).map((each) => screen.paint('warning', each))),
  ];
}
