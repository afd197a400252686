// Lines of a file of any size, as they come: what is not asked for is not read yet, so that whoever is slow is waited for.
import { closeSync, constants, openSync } from 'node:fs';
import { Failure } from '../process/failure.ts';
import { FileError, reasonOf } from './file-error.ts';
import { beginReading, isGzip, MOST_BYTES, nameOf, nextChunk, readWhole, STANDARD_INPUT } from './read-file.ts';

/** A line without its end, or undefined for one that is not UTF-8. */
export type TextLine = string | undefined;

const NEWLINE = 0x0a;

/**
 * The lines of a file or of standard input in blocks, as many in each as there are at once; gzipped ones as one block. The file is opened at
 * once, and read as blocks are asked for. Both throw a Failure.
 */
export function openLines(path: string): Iterable<readonly TextLine[]> {
  return about(path, () => {
    const descriptor = path === STANDARD_INPUT ? 0 : openSync(path, constants.O_RDONLY);
    beginReading(descriptor, Number.POSITIVE_INFINITY);
    return blocksOf(path, descriptor);
  });
}

function about<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read ${nameOf(path)}: ${reasonOf(error)}`, { cause: error });
  }
}

function* blocksOf(path: string, descriptor: number): Generator<readonly TextLine[]> {
  try {
    const first = about(path, () => nextChunk(descriptor));
    if (isGzip(first)) yield about(path, () => readWhole(path, descriptor, [first])).split('\n');
    else yield* linesFrom(first, () => about(path, () => nextChunk(descriptor)), path);
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}

/** What is after the last line break waits for the rest of its line. */
function* linesFrom(first: Buffer, next: () => Buffer, path: string): Generator<readonly TextLine[]> {
  let waiting: Buffer[] = [];
  let length = 0;
  for (let chunk = first; chunk.length > 0; chunk = next()) {
    const end = chunk.lastIndexOf(NEWLINE);
    const kept = end < 0 ? chunk : chunk.subarray(end + 1);
    if (end >= 0) {
      yield linesIn(Buffer.concat([...waiting, chunk.subarray(0, end)]));
      waiting = [];
      length = 0;
    }
    waiting.push(kept);
    length += kept.length;
    if (length > MOST_BYTES) throw new Failure(`cannot read ${nameOf(path)}: ${reasonOf(new FileError('TOO_LARGE'))}`);
  }
  yield linesIn(Buffer.concat(waiting));
}

function linesIn(bytes: Buffer): readonly TextLine[] {
  const text = decoded(bytes);
  if (text !== undefined) return text.split('\n');
  const lines: TextLine[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    lines.push(decoded(bytes.subarray(from, end < 0 ? bytes.length : end)));
    from = end < 0 ? bytes.length + 1 : end + 1;
  }
  return lines;
}

function decoded(bytes: Buffer): TextLine {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
