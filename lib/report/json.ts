// Results as JSON: one grant or finding a line, so that large results can be read and compared line by line.
import { getOrCreate } from '../collections/get-or-create.ts';
import { joinedChunks } from '../text/chunks.ts';

/**
 * An object with the entries of one more member, a list, each on a line of its own; ends in a newline. In chunks, because neither the
 * entries nor the other lists of the object need be as short as a string has to be.
 */
export function chunksOfJson(head: object, list: string, entries: Iterable<unknown>): Iterable<string> {
  return chunksOfLines(head, list, jsonOfEach(entries));
}

/** The same of entries that are JSON already. */
export function chunksOfLines(head: object, list: string, lines: Iterable<string>): Iterable<string> {
  return joinedChunks(pieces(head, list, lines));
}

function* pieces(head: object, list: string, lines: Iterable<string>): Iterable<string> {
  yield '{';
  for (const [key, value] of Object.entries(head)) if (value !== undefined) yield* member(key, value);
  yield `${JSON.stringify(list)}:[`;
  let separator = '\n';
  for (const line of lines) {
    yield separator;
    yield line;
    separator = ',\n';
  }
  yield `${separator === '\n' ? '' : '\n'}]}\n`;
}

/** Each entry of a list by itself; the bytes are those of the whole. */
function* member(key: string, value: unknown): Iterable<string> {
  yield `${JSON.stringify(key)}:`;
  if (Array.isArray(value)) {
    yield '[';
    for (const [at, entry] of value.entries()) yield `${at === 0 ? '' : ','}${jsonOf(entry)}`;
    yield ']';
  } else yield jsonOf(value);
  yield ',';
}

function* jsonOfEach(entries: Iterable<unknown>): Iterable<string> {
  for (const entry of entries) yield jsonOf(entry);
}

/** What has no JSON is `null` in a list. */
function jsonOf(value: unknown): string {
  if (isRecord(value) && isSome(value, holdsShared)) return recordJson(value, memberJson);
  return JSON.stringify(value) ?? 'null';
}

/** Frozen lists are those that entries may share; the text of one that is met again is kept. */
const TEXTS = new WeakMap<readonly unknown[], string>();
const MET = new WeakSet<readonly unknown[]>();

function isShared(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && Object.isFrozen(value);
}

function holdsShared(value: unknown): boolean {
  return isShared(value) || (isRecord(value) && isSome(value, isShared));
}

/** Whether some member is such; of many entries no list of the members is made. INVARIANT: a plain object has none but its own. */
function isSome(record: Readonly<Record<string, unknown>>, isSuch: (value: unknown) => boolean): boolean {
  for (const key in record) if (isSuch(record[key])) return true;
  return false;
}

function memberJson(value: unknown): string | undefined {
  return isRecord(value) ? recordJson(value, partJson) : partJson(value);
}

function partJson(value: unknown): string | undefined {
  return isShared(value) && MET.has(value) ? getOrCreate(TEXTS, value, () => JSON.stringify(value)) : written(value);
}

function written(value: unknown): string | undefined {
  if (isShared(value)) MET.add(value);
  return JSON.stringify(value);
}

/** As JSON.stringify writes it. */
function recordJson(value: Readonly<Record<string, unknown>>, json: (value: unknown) => string | undefined): string {
  const members = Object.entries(value).flatMap(([key, each]) => {
    const text = json(each);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${members.join()}}`;
}

/** A plain object. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && !('toJSON' in value);
}
