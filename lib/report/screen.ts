// What text is shown on: how wide it is, how wide letters are on it, and how it shows what matters. Renderers ask, and know no terminal.

/** What a piece of text says, for whoever gives it a colour; the words say it without one. */
export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'info' | 'gained' | 'lost' | 'good' | 'warning' | 'strong' | 'faint' | 'plain';

export interface Screen {
  /** In columns of one letter; undefined where lines may be of any length: in a pipe, in a file. */
  readonly columns: number | undefined;
  /** How many columns a text takes: letters of some scripts take two, and some marks none. */
  readonly width: (text: string) => number;
  /** At most so many columns of a text, with `…` for what is left out. */
  readonly cut: (text: string, columns: number, leaveOut: 'middle' | 'end') => string;
  /** The text as lines of at most so many columns, between words where that is possible. */
  readonly wrap: (text: string, columns: number) => readonly string[];
  /** INVARIANT: the text is laid out already; it takes the same columns afterwards. */
  readonly paint: (tone: Tone, text: string) => string;
}

/** A file or a pipe: nothing is cut, and nothing has a colour. */
export const PAPER: Screen = {
  columns: undefined,
  width: (text) => [...text].length,
  cut: (text) => text,
  wrap: (text) => [text],
  paint: (_, text) => text,
};

/** A sentence on the screen: where it has no room, its further lines stand `indent` columns to the right. */
export function paragraph(screen: Screen, text: string, indent = 0): readonly string[] {
  if (screen.columns === undefined || screen.width(text) <= screen.columns) return [text];
  const start = text.slice(0, text.length - text.trimStart().length);
  const room = screen.columns - Math.max(indent, start.length);
  const [first = '', ...rest] = screen.wrap(text.trimStart(), Math.max(room, 1));
  return [`${start}${first}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}

/** A screen is taken to have as many at least: with fewer, nothing could be read. */
export const LEAST_COLUMNS = 30;
