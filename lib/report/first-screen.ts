// An audit at a glance: whose account, how it ended, a row for each cause, and what to run next. What proves a cause, and what ends it, comes when asked for.
import { SEVERITIES } from '../model/severity.ts';
import { counted, visible } from '../text/quote.ts';
import { type AuditFilter, shownCauses } from './audit-filter.ts';
import { headLines, inOrderLines, verdictLines } from './audit-head.ts';
import { causeRow } from './cause-row.ts';
import { causeTable } from './cause-table.ts';
import { eventLines } from './event-lines.ts';
import { inMeaningOrder } from './meaning-order.ts';
import { type PresentCause, presentCauses } from './present.ts';
import type { AuditView } from './schema.ts';
import { paragraph, type Screen } from './screen.ts';
import { shortIds } from './short-ids.ts';
import type { Surroundings } from './surroundings.ts';

/** How somebody wants to see an audit. */
export interface AuditShown {
  /** `whole`: every cause with its proof and its change. */
  readonly detail: 'summary' | 'first' | 'whole';
  readonly around: Surroundings;
  readonly filter: AuditFilter;
  /** The command that shows one cause, given its id. */
  readonly showCommand: (id: string) => string;
}

/** Beyond that nobody reads rows; the gravest are there. */
const MOST_ROWS = 40;
const MOST_EVENTS = 8;

/** The first screen, without rows where only what they add up to is asked for; ends in a newline. */
export function firstScreen(view: AuditView, shown: AuditShown, screen: Screen): string {
  const all = inMeaningOrder(presentCauses(view));
  const meant = shownCauses(all, shown.filter);
  const short = shortIds([...view.causes, ...view.findings].map(({ id }) => id));
  const rows = shown.detail === 'summary' ? [] : meant.slice(0, MOST_ROWS);
  return sections([
    [...headLines(view, shown.around, screen), ...verdictLines(view, all.length, screen)],
    [...rowLines(rows, { view, shown, screen, short }), ...(shown.detail === 'summary' ? [] : leftOut(meant, all.length, shown.filter))],
    baselineLines(rows, screen),
    eventLines(view, screen, shown.detail === 'summary' ? 0 : MOST_EVENTS),
    [...inOrderLines(shown.around, screen), ...nextLines(rows, { view, shown, screen, short })],
  ]);
}

function sections(parts: readonly (readonly string[])[]): string {
  const present = parts.filter(({ length }) => length > 0);
  return `${present.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

interface Context {
  readonly view: AuditView;
  readonly shown: AuditShown;
  readonly screen: Screen;
  readonly short: (id: string) => string;
}

function rowLines(causes: readonly PresentCause[], { view, shown: { around }, screen, short }: Context): readonly string[] {
  const context = { account: view.account, names: around.names, repositories: around.inOrder.repositories };
  return causes.length === 0
    ? []
    : [
        causeTable(
          causes.map((cause) => causeRow(cause, context)),
          short,
          screen,
        ),
      ];
}

const MOST_ABOUT_BASELINE = 3;

/** What is wrong with the baseline itself, in words: a row has no room to say it, and where it says nothing all else may follow from that. */
function baselineLines(causes: readonly PresentCause[], screen: Screen): readonly string[] {
  const about = causes.filter(({ findings }) => findings.every(({ code }) => code.startsWith(OF_BASELINE)));
  const rest = about.length - MOST_ABOUT_BASELINE;
  return [
    ...about.slice(0, MOST_ABOUT_BASELINE).flatMap(({ cause }) => paragraph(screen, `baseline: ${visible(cause.message)}`, 2)),
    ...(rest > 0 ? [`and ${rest} more about the baseline; --verbose shows them`] : []),
  ];
}

const OF_BASELINE = 'ECRD-4';

/** What a reader of the rows would otherwise take for nothing. */
function leftOut(meant: readonly PresentCause[], all: number, { words }: AuditFilter): readonly string[] {
  const rest = meant.slice(MOST_ROWS);
  const severities = SEVERITIES.toReversed().flatMap((severity) => {
    const count = rest.filter(({ cause }) => cause.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return [
    ...(rest.length > 0 ? [`and ${counted(rest.length, 'cause')} more: ${severities.join(', ')}; --verbose shows them`] : []),
    ...(words === '' ? [] : [`shown: ${meant.length} of ${counted(all, 'cause')}, by ${visible(words)}`]),
  ];
}

const LEGEND = '+ gained: nobody meant it to be there, - lost: it is missing; all: --verbose';

function nextLines([first]: readonly PresentCause[], { shown: { showCommand }, screen, short }: Context): readonly string[] {
  if (!first) return [];
  const command = `why, and what ends it: ${visible(showCommand(short(first.cause.id)))}`;
  return [...paragraph(screen, LEGEND, 2).map((line) => screen.paint('faint', line)), command];
}
