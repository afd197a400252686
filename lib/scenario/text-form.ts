// JSON Lines or one JSON text: told by the beginning of a text, as soon as it can be told.
import { isBeginningOfJson, readJson } from '../text/json.ts';

/** A line without its end, or undefined for one that is not UTF-8. */
export type Line = string | undefined;

export interface TextBeginning {
  /** All that was added. */
  readonly lines: readonly Line[];
  /** Adds what comes next. `lines`: it is JSON Lines, whatever comes after it. `tooLong`: it is something else, and too much to be read whole. */
  readonly add: (block: readonly Line[]) => 'open' | 'lines' | 'tooLong';
}

/** Characters of what is not JSON Lines: an object over many lines, or a list, is read whole. */
const MOST_CHARACTERS = 256 * 1024 * 1024;

/** The beginning of a text of which nothing is known yet. */
export function textBeginning(): TextBeginning {
  const lines: Line[] = [];
  let characters = 0;
  let checked = 0;
  let hasObject = false;
  const add: TextBeginning['add'] = (block) => {
    const first = firstWritten(lines) ?? firstWritten(block);
    for (const line of block) {
      lines.push(line);
      characters += (line?.length ?? 0) + 1;
    }
    if (characters > MOST_CHARACTERS) return 'tooLong';
    if (first === undefined || first.startsWith('[')) return 'open';
    if (isObject(first)) return 'lines';
    hasObject ||= block.some(isObject);
    // Looked at again only when there is twice as much of it, so that a long text costs no more than twice its length.
    if (!hasObject || characters < 2 * checked) return 'open';
    checked = characters;
    return isBeginningOfJson(textOf(lines)) ? 'open' : 'lines';
  };
  return { lines, add };
}

/** Whether a text of which nothing more comes, and which is not one JSON text, is JSON Lines: several, of which one is a whole object. */
export function isJsonLines(lines: readonly Line[]): boolean {
  const written = lines.filter((line) => line === undefined || !isBlank(line));
  return written.length > 1 && firstWritten(lines)?.startsWith('[') !== true && written.some(isObject);
}

/** The lines as one text. */
export function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line ?? '\uFFFD').join('\n');
}

/** Whether there is nothing on a line but what JSON takes for blank, or a byte order mark. */
export function isBlank(line: string): boolean {
  return line.trim() === '';
}

function firstWritten(lines: readonly Line[]): string | undefined {
  return lines.find((line) => line !== undefined && !isBlank(line))?.trim();
}

function isObject(line: Line): boolean {
  const text = line?.trim() ?? '';
  return text.startsWith('{') && text.endsWith('}') && readJson(text).kind === 'value';
}
