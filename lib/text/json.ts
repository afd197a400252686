// Reads JSON text strictly: a syntax error has a place, and a key given twice is found (JSON.parse keeps the last one silently).
import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import { jsonPath, type PathPart } from './path.ts';

/** The first repeated key of a document; of a document that is a list, the first of each element. */
export interface DuplicateKey {
  /** Where the object is, then the key: `Statement[0].Effect`. */
  readonly path: readonly PathPart[];
  readonly line: number;
}

export type JsonReading =
  | { readonly kind: 'value'; readonly value: unknown; readonly duplicates: readonly DuplicateKey[] }
  | { readonly kind: 'problem'; readonly reason: string; readonly line: number };

/** `text` as a JSON value with the keys that it repeats, or the first syntax error with its line (from 1). */
export function readJson(text: string): JsonReading {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return { kind: 'value', value: JSON.parse(body), duplicates: duplicateKeys(body) };
  } catch {
    return syntaxProblem(body);
  }
}

/** `text` as a JSON value, or one reason why it is not one; a repeated key is such a reason. */
export function readUniqueJson(
  text: string,
): { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'problem'; readonly reason: string; readonly line: number } {
  const reading = readJson(text);
  const duplicate = reading.kind === 'value' ? reading.duplicates[0] : undefined;
  if (duplicate) return { kind: 'problem', reason: duplicateReason(duplicate.path), line: duplicate.line };
  return reading;
}

/** Whether more text can make a JSON value of `text`; of one nested too deeply for that to be told, it is taken to be so. */
export function isBeginningOfJson(text: string): boolean {
  const errors: ParseError[] = [];
  try {
    parse(text.startsWith('\uFEFF') ? text.slice(1) : text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    return true;
  }
  const first = errors[0];
  return first === undefined || first.offset >= text.trimEnd().length;
}

/** What is said of a repeated key; `path` is where it stands, the key last. */
export function duplicateReason(path: readonly PathPart[]): string {
  return `the key \`${jsonPath(path)}\` is given twice`;
}

function syntaxProblem(text: string): JsonReading {
  if (text.trim() === '') return { kind: 'problem', reason: 'not JSON: the text is empty', line: 1 };
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    return { kind: 'problem', reason: 'not JSON: nested too deeply', line: 1 };
  }
  const first = errors[0];
  if (!first) return { kind: 'problem', reason: 'not JSON', line: 1 };
  const before = text.slice(0, first.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { kind: 'problem', reason: `not JSON: ${wordsOf(printParseErrorCode(first.error))} at column ${column}`, line: before.length };
}

/** `CommaExpected` as `comma expected`. */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

interface Frame {
  readonly keys: Set<string> | undefined;
  part: PathPart;
}

/**
 * Scans `text`, which is valid JSON, in one pass without recursion, so that neither size nor depth can hurt. By hand: the scanner of
 * jsonc-parser takes about twice the time on a snapshot, and counts a carriage return by itself as a line.
 */
function duplicateKeys(text: string): readonly DuplicateKey[] {
  const found = new Map<PathPart, DuplicateKey>();
  const frames: Frame[] = [];
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    const frame = frames.at(-1);
    if (char === QUOTE) {
      const end = closingQuote(text, at);
      if (frame?.keys && nextIsColon(text, end + 1)) {
        frame.part = keyText(text.slice(at, end + 1));
        if (frame.keys.has(frame.part)) remember(found, frames, line);
        frame.keys.add(frame.part);
      }
      at = end;
    } else if (char === NEWLINE) line += 1;
    else if (char === OPEN_OBJECT) frames.push({ keys: new Set(), part: '' });
    else if (char === OPEN_ARRAY) frames.push({ keys: undefined, part: 0 });
    else if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) frames.pop();
    else if (char === COMMA && typeof frame?.part === 'number') frame.part += 1;
  }
  return [...found.values()];
}

function remember(found: Map<PathPart, DuplicateKey>, frames: readonly Frame[], line: number): void {
  const root = frames[0]?.part;
  const element = typeof root === 'number' ? root : '';
  if (!found.has(element)) found.set(element, { path: frames.map(({ part }) => part), line });
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;

/** INVARIANT: valid JSON closes every string. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

function nextIsColon(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return text.charCodeAt(at) === COLON;
}

/** Escapes spell one key in several ways; unescaped keys, nearly all, need no parsing. */
function keyText(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

/** The line (from 1) of what is at `path` in a JSON text; of its nearest parent that is there where it is not. */
export function lineInJson(text: string, path: readonly PathPart[]): number {
  const tree = parseTree(text);
  for (let length = path.length; tree && length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return text.slice(0, (node.parent?.type === 'property' ? node.parent : node).offset).split('\n').length;
  }
  return 1;
}
