// Causes as rows, as wide as the screen lets them be.
import { visible } from '../text/quote.ts';
import type { CauseRow } from './cause-row.ts';
import { paragraph, type Screen } from './screen.ts';
import { bareId } from './short-ids.ts';
import { fits, type TableCell, table } from './terminal.ts';

type Short = (id: string) => string;

/** One row for each cause: with names in full and regions where there is room, with less where there is not, and as paragraphs where there is hardly any. */
export function causeTable(rows: readonly CauseRow[], short: Short, screen: Screen): string {
  const hasRegions = rows.some(({ region }) => region !== '');
  const wide = hasRegions ? WIDE : WIDE.filter((title) => title !== REGION);
  const full = rows.map((row) => [
    ...common(row),
    ...(hasRegions ? [faint(row.region)] : []),
    faint(row.code),
    strong(fullShort(row.id, short)),
  ]);
  if (fits(wide, full, screen)) return table(wide, full, screen);
  const less = rows.map((row) => [
    ...common({ ...row, what: shortWhat(row, screen) }),
    faint(row.code.slice(PREFIX.length)),
    strong(short(row.id)),
  ]);
  if ((screen.columns ?? 0) >= LEAST_FOR_ROWS) return table(NARROW, less, screen, 'cut');
  return rows.flatMap((row) => paragraphs(row, short, screen)).join('\n');
}

const REGION = 'REGION';
const WIDE = ['SEVERITY', 'WHO', 'CAN', 'WHERE', REGION, 'CODE', 'ID'];
/** What all codes begin with is in the heading. */
const PREFIX = 'ECRD-';
const NARROW = ['SEVERITY', 'WHO', 'CAN', 'WHERE', PREFIX, 'ID'];
/** On a narrower screen nothing would be left of names. */
const LEAST_FOR_ROWS = 64;

const SHORT_NAME = 12;

/** The name of what is about no access says little more than its code: it makes room first. */
function shortWhat({ what, direction }: CauseRow, screen: Screen): string {
  return direction === 'neither' ? screen.cut(what, SHORT_NAME, 'end') : what;
}

function common({ severity, who, what, where, direction, standing }: CauseRow): readonly TableCell[] {
  return [
    { text: severity, tone: severity },
    standing === '' ? who : `${who} (${standing})`,
    direction === 'neither' ? what : { text: what, tone: direction },
    where,
  ];
}

function faint(text: string): TableCell {
  return { text, tone: 'faint' };
}

function strong(text: string): TableCell {
  return { text, tone: 'strong' };
}

/** `ecrc-qapfhd`. */
function fullShort(id: string, short: Short): string {
  return `${id.slice(0, id.length - bareId(id).length)}${short(id)}`;
}

function paragraphs({ severity, who, what, where, code, id, standing }: CauseRow, short: Short, screen: Screen): readonly string[] {
  const text = [who, what, where, standing].filter((word) => word !== '').join(' ');
  return [
    `${screen.paint(severity, severity)} ${code} ${screen.paint('strong', short(id))}`,
    ...paragraph(screen, `  ${visible(text)}`, 2),
  ];
}
