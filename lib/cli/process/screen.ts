// The terminal as renderers ask for it: its width, the width of letters, and colours where somebody can see them.
import { styleText } from 'node:util';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { LEAST_COLUMNS, type Screen, type Tone } from '../../report/screen.ts';

/** What is asked of a stream: that of the process, or what a test gives. */
export interface Surface {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the operator says of colours and of the width: in the environment, and as arguments. */
export interface Wishes {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
}

/** Standard output, as it is. */
export function outputScreen(): Screen {
  return screenOn(process.stdout, { env: process.env, argv: process.argv });
}

/** The screen that a stream is; in a pipe lines are of any length, and nothing has a colour unless somebody asks for it. */
export function screenOn(surface: Surface, wishes: Wishes): Screen {
  return {
    columns: columnsOf(surface, wishes),
    width: stringWidth,
    cut: (text, columns, position) => cliTruncate(text, columns, { position }),
    wrap: (text, columns) => wrapAnsi(text, columns, { hard: true, trim: true }).split('\n'),
    paint: isColoured(surface, wishes) ? painted : (_, text) => text,
  };
}

/** `COLUMNS` where it is set, then the width of the terminal; a terminal that says nothing has 80. */
function columnsOf({ isTTY, columns }: Surface, { env }: Wishes): number | undefined {
  const wished = Number(env['COLUMNS']);
  if (Number.isInteger(wished) && wished > 0) return Math.max(wished, LEAST_COLUMNS);
  if (isTTY !== true) return undefined;
  return columns === undefined || columns <= 0 ? USUAL_COLUMNS : Math.max(columns, LEAST_COLUMNS);
}

const USUAL_COLUMNS = 80;

/** `--no-color` first, then FORCE_COLOR, then NO_COLOR (https://no-color.org), then whether a terminal shows colours. */
function isColoured({ isTTY }: Surface, { env, argv }: Wishes): boolean {
  if (argv.includes('--no-color')) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY === true && env['TERM'] !== 'dumb';
}

const STYLES = {
  critical: ['bold', 'red'],
  high: ['red'],
  medium: ['yellow'],
  low: ['cyan'],
  info: ['blue'],
  gained: ['red'],
  lost: ['magenta'],
  good: ['green'],
  warning: ['bold', 'yellow'],
  strong: ['bold'],
  faint: ['dim'],
  plain: [],
} as const satisfies Record<Tone, readonly Parameters<typeof styleText>[0][]>;

function painted(tone: Tone, text: string): string {
  return text === '' ? text : styleText([...STYLES[tone]], text, { validateStream: false });
}
