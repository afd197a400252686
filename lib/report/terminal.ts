// Tables for terminals: hostile characters made visible, columns aligned, and never wider than the screen.
import { visible } from '../text/quote.ts';
import { PAPER, type Screen, type Tone } from './screen.ts';

/** A text, or one with what it says. */
export type TableCell = string | { readonly text: string; readonly tone: Tone };

const GAP = '  ';
/** No column is made narrower: below that, rows are set as paragraphs. */
const LEAST = 10;

/**
 * Rows below a heading, columns padded to their widest cell; the last column is not padded. Where the screen has less room, the widest
 * columns give way and their cells go on below; on a screen too narrow for that each row is a list of its cells.
 */
export function table(
  heading: readonly string[],
  rows: readonly (readonly TableCell[])[],
  screen: Screen = PAPER,
  overflow: Overflow = 'wrap',
): string {
  const { head, row } = openTable(heading, rows, screen, overflow);
  return [...head, ...rows.flatMap(row)].join('\n');
}

export interface OpenTable {
  /** The lines of the heading; none on a screen that is too narrow for columns. */
  readonly head: readonly string[];
  /** The lines of one row. */
  readonly row: (cells: readonly TableCell[]) => readonly string[];
}

/** The same row by row, as they come: `widest` are rows that are as wide as any. */
export function openTable(
  heading: readonly string[],
  widest: readonly (readonly TableCell[])[],
  screen: Screen,
  overflow: Overflow = 'wrap',
): OpenTable {
  const head = heading.map((text) => ({ text, tone: 'faint' as const }));
  const widths = fitted(naturalWidths([head, ...widest.map((row) => row.map(shownCell))], screen), screen.columns);
  if (!widths) return { head: [], row: (cells) => listed(heading, cells.map(shownCell), screen) };
  const laying = { screen, fold: overflow === 'cut' ? cutCell : foldedCell };
  return { head: lines(head, widths, laying), row: (cells) => lines(cells.map(shownCell), widths, laying) };
}

/** What becomes of a cell that is wider than its column: it goes on below, or its middle is left out. */
export type Overflow = 'wrap' | 'cut';

/** Whether a table has room as it is. */
export function fits(heading: readonly string[], rows: readonly (readonly TableCell[])[], screen: Screen): boolean {
  if (screen.columns === undefined) return true;
  const natural = naturalWidths([heading.map(shownCell), ...rows.map((row) => row.map(shownCell))], screen);
  return sum(natural) + GAP.length * (natural.length - 1) <= screen.columns;
}

function naturalWidths(rows: readonly (readonly ShownCell[])[], screen: Screen): readonly number[] {
  const [first = []] = rows;
  return first.map((_, column) => rows.reduce((most, row) => Math.max(most, screen.width(row[column]?.text ?? '')), 0));
}

interface ShownCell {
  readonly text: string;
  readonly tone: Tone | undefined;
}

function shownCell(cell: TableCell): ShownCell {
  return typeof cell === 'string' ? { text: visible(cell), tone: undefined } : { text: visible(cell.text), tone: cell.tone };
}

/** The widths of columns that have so much room together; undefined where they have too little for all of them. */
function fitted(natural: readonly number[], columns: number | undefined): readonly number[] | undefined {
  if (columns === undefined) return natural;
  const room = columns - GAP.length * (natural.length - 1);
  const least = natural.map((width) => Math.min(width, LEAST));
  if (sum(least) > room) return undefined;
  const level = levelFor(natural, room);
  const widths = natural.map((width) => Math.min(width, level));
  const last = widths.length - 1;
  // What the level leaves is less than a column for each.
  const spare = room - sum(widths);
  return widths.map((width, column) => (column === last ? Math.min(natural[column] ?? 0, width + spare) : width));
}

/** How wide the widest columns may be for all of them to have room: the largest such number. */
function levelFor(natural: readonly number[], room: number): number {
  let [fine, tooMuch] = [LEAST, natural.reduce((a, b) => Math.max(a, b), LEAST) + 1];
  while (tooMuch - fine > 1) {
    const middle = Math.floor((fine + tooMuch) / 2);
    if (sum(natural.map((width) => Math.min(width, middle))) <= room) fine = middle;
    else tooMuch = middle;
  }
  return fine;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

interface Laying {
  readonly screen: Screen;
  readonly fold: (text: string, width: number, screen: Screen) => readonly string[];
}

function lines(row: readonly ShownCell[], widths: readonly number[], { screen, fold }: Laying): readonly string[] {
  const wrapped = row.map(({ text }, column) =>
    screen.width(text) <= (widths[column] ?? 0) ? [text] : fold(text, widths[column] ?? 0, screen),
  );
  const height = Math.max(1, ...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    row
      .map(({ tone }, column) => {
        const text = wrapped[column]?.[line] ?? '';
        const padding = column === row.length - 1 ? '' : ' '.repeat(Math.max(0, (widths[column] ?? 0) - screen.width(text)));
        return `${tone === undefined || text === '' ? text : screen.paint(tone, text)}${padding}`;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** A cell that starts with blanks stands to the right in all of its lines. */
function foldedCell(text: string, width: number, screen: Screen): readonly string[] {
  const indent = text.slice(0, text.length - text.trimStart().length);
  return screen.wrap(text.trimStart(), width - indent.length).map((line) => `${indent}${line}`);
}

function cutCell(text: string, width: number, screen: Screen): readonly string[] {
  return [screen.cut(text, width, 'middle')];
}

/** `REPOSITORY  team/app` line by line: what is left of a table where it has no room. */
function listed(heading: readonly string[], row: readonly ShownCell[], screen: Screen): readonly string[] {
  return row.flatMap(({ text, tone }, column) => {
    const value = text.trim();
    if (value === '') return [];
    const indent = column === 0 ? '' : GAP;
    const name = column === 0 ? '' : `${(heading[column] ?? '').trim().toLowerCase()}: `;
    const cell = screen.wrap(`${name}${value}`, (screen.columns ?? 0) - indent.length);
    return cell.map((line) => `${indent}${tone === undefined ? line : screen.paint(tone, line)}`);
  });
}
