// A check at a glance: what the change gives and takes, what of that is wrong, and what nobody can tell.
import type { DifferenceRow } from '../proposal/difference/difference-rows.ts';
import { counted, visible } from '../text/quote.ts';
import { causeRow } from './cause-row.ts';
import { causeTable } from './cause-table.ts';
import { differenceTally, differenceWords, findingTally, unresolvedLine, verdictOf } from './check-lines.ts';
import { auditOfCheck, type CheckResult } from './check-result.ts';
import { incompleteness } from './completeness.ts';
import { inMeaningOrder } from './meaning-order.ts';
import { presentCauses } from './present.ts';
import { PAPER, paragraph, type Screen, type Tone } from './screen.ts';
import { shortIds } from './short-ids.ts';
import { table } from './terminal.ts';

const OF_KIND = { gained: 'gained', lost: 'lost', changed: 'plain' } as const satisfies Record<DifferenceRow['kind'], Tone>;
const MOST_ROWS = 30;
const MOST_CAUSES = 20;
const MOST_LINES = 20;

/** One screen of a check; ends in a newline. */
export function checkTable(result: CheckResult, screen: Screen = PAPER): string {
  const parts = [headLines(result, screen), differenceLines(result, screen), causeLines(result, screen), openLines(result, screen)];
  const present = parts.filter(({ length }) => length > 0);
  return `${present.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const TONES = {
  'OPENS FINDINGS': 'critical',
  UNRESOLVED: 'warning',
  INCOMPLETE: 'warning',
  'NOTHING NEW IS WRONG': 'good',
} as const satisfies Record<ReturnType<typeof verdictOf>, Tone>;

function headLines(result: CheckResult, screen: Screen): readonly string[] {
  const { head, around } = result;
  const { account, base, baseline, changes, summary } = head;
  const name = around.accountName === undefined ? `account ${account}` : `${around.accountName} (${account})`;
  const first = `${counted(changes.length, 'proposed change')} to ${name}, as of ${base.asOf.slice(0, 10)} ${base.asOf.slice(11, 16)} UTC`;
  const against = baseline === null ? 'without a baseline' : `against ${baseline.path}`;
  const verdict = verdictOf(result);
  const [line = '', ...rest] = paragraph(screen, `${verdict}: ${differenceTally(summary)}; ${findingTally(head)}`, 2);
  return [
    ...paragraph(screen, visible(first), 2).map((each) => screen.paint('strong', each)),
    ...paragraph(screen, visible(`read ${around.source}, ${against}`), 2),
    `${screen.paint(TONES[verdict], line.slice(0, verdict.length))}${line.slice(verdict.length)}`,
    ...rest,
  ];
}

function differenceLines({ head, rows, around }: CheckResult, screen: Screen): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS).map((row) => ({ row, words: differenceWords(row, head.account, around) }));
  const hasRegions = shown.some(({ words }) => words.region !== '');
  const cells = shown.map(({ row, words: { who, what, where, region } }) => [
    who,
    { text: what, tone: OF_KIND[row.kind] },
    where,
    ...(hasRegions ? [{ text: region, tone: 'faint' as const }] : []),
  ]);
  const rest = rows.length - shown.length;
  return [
    table(['WHO', 'CAN', 'WHERE', ...(hasRegions ? ['REGION'] : [])], cells, screen),
    ...(rest > 0 ? [`and ${counted(rest, 'row')} more: --format json has every grant`] : []),
    ...paragraph(screen, '+ given, - taken, ~ under other conditions or with other actions', 2).map((line) => screen.paint('faint', line)),
  ];
}

function causeLines(result: CheckResult, screen: Screen): readonly string[] {
  const { head, around } = result;
  const causes = inMeaningOrder(presentCauses(auditOfCheck(result)));
  if (causes.length === 0) return [];
  const context = { account: head.account, names: around.names, repositories: around.repositories };
  const rows = causes.slice(0, MOST_CAUSES).map((cause) => causeRow(cause, context));
  const addressesOf = new Map(head.opened.map(({ id, addresses = [] }) => [id, addresses]));
  const sentences = causes.slice(0, MOST_CAUSES).flatMap(({ cause, findings }) => {
    const from = [...new Set(findings.flatMap(({ id }) => addressesOf.get(id) ?? []))];
    const by = from.length === 0 ? '' : ` (${from.slice(0, 3).join(', ')}${from.length > 3 ? ` and ${from.length - 3} more` : ''})`;
    return paragraph(screen, visible(`${cause.severity}: ${cause.message}${by}`), 2);
  });
  const rest = causes.length - rows.length;
  return [
    screen.paint('strong', 'opened by the change:'),
    causeTable(rows, shortIds([...head.causes, ...head.opened].map(({ id }) => id)), screen),
    ...sentences,
    ...(rest > 0 ? [`and ${counted(rest, 'cause')} more: --format json has them`] : []),
  ];
}

function openLines({ head }: CheckResult, screen: Screen): readonly string[] {
  const { unresolved, complete, unread, leftOut, changes } = head;
  const lines = unresolved.slice(0, MOST_LINES).flatMap((each) => paragraph(screen, visible(`  ${unresolvedLine(each)}`), 4));
  const rest = unresolved.length - MOST_LINES;
  const ofProposal = new Set(unresolved.map(({ address }) => address));
  const ofAccount = unread.filter(
    ({ message, api }) => api !== 'proposal' || ![...ofProposal].some((address) => message.startsWith(address)),
  );
  const assumed = changes.flatMap(({ address, assumed: list }) => list.map((each) => `  ${address}: ${each}`));
  return [
    ...(unresolved.length > 0
      ? [
          screen.paint(
            'warning',
            `UNRESOLVED: ${counted(unresolved.length, 'part')} of the change cannot be read, nothing is concluded from ${unresolved.length === 1 ? 'it' : 'them'}`,
          ),
        ]
      : []),
    ...lines,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    ...incompleteness({ complete: complete || ofAccount.length === 0, unread: ofAccount, leftOut }).map((line) =>
      screen.paint('warning', line),
    ),
    ...(assumed.length > 0 ? ['assumed:', ...assumed.slice(0, MOST_LINES).flatMap((line) => paragraph(screen, visible(line), 4))] : []),
  ];
}
