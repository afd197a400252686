// Lines of a file of any size, as they come: what is not asked for is not read yet, so that whoever is slow is waited for.
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { utf8Text } from '../../text/utf8.ts';
import { FileError } from './file-error.ts';
import { beginReading, isGzip, MOST_BYTES, nextChunk, readFailure, STANDARD_INPUT, textOf } from './read-file.ts';

/** A line without its end, or undefined for one that is not UTF-8. */
export type TextLine = string | undefined;

const NEWLINE = 0x0a;

/**
 * The lines of a file or of standard input in blocks, as many in each as there are at once; gzipped ones as one block. The file is opened at
 * once, and read as blocks are asked for. Both fail with a Failure. `signal` ends the wait for whoever writes.
 */
export function openLines(path: string, signal?: AbortSignal): AsyncIterable<readonly TextLine[]> {
  try {
    const descriptor = path === STANDARD_INPUT ? 0 : openSync(path, constants.O_RDONLY);
    beginReading(descriptor, Number.POSITIVE_INFINITY);
    if (fstatSync(descriptor).isDirectory()) throw new FileError('EISDIR');
    return blocksOf(path, chunksOf(descriptor, signal));
  } catch (error) {
    throw readFailure(path, error);
  }
}

async function* blocksOf(path: string, chunks: Chunks): AsyncGenerator<readonly TextLine[]> {
  try {
    for await (const { kind, bytes } of piecesOf(chunks)) yield kind === 'gzip' ? textOf(path, bytes).split('\n') : linesIn(bytes);
  } catch (error) {
    throw readFailure(path, error);
  }
}

type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>;

/** What others write is waited for in such a way that signals are heard; a plain file, or a device, is there. */
function chunksOf(descriptor: number, signal: AbortSignal | undefined): Chunks {
  if (descriptor === 0) return ending(process.stdin, signal);
  return fstatSync(descriptor).isFIFO()
    ? ending(new Socket({ fd: descriptor, readable: true, writable: false }), signal)
    : plainChunks(descriptor);
}

function ending(stream: Readable, signal: AbortSignal | undefined): AsyncIterable<Buffer> {
  return signal ? addAbortSignal(signal, stream) : stream;
}

function* plainChunks(descriptor: number): Generator<Buffer> {
  try {
    for (let chunk = nextChunk(descriptor); chunk.length > 0; chunk = nextChunk(descriptor)) yield chunk;
  } finally {
    closeSync(descriptor);
  }
}

/** `lines`: whole lines, but for the last of all. */
type Piece = { readonly kind: 'gzip' | 'lines'; readonly bytes: Buffer };

/** What is after the last line break waits for the rest of its line. */
async function* piecesOf(chunks: Chunks): AsyncGenerator<Piece> {
  let waiting: Buffer[] = [];
  let length = 0;
  let kind: Piece['kind'] | undefined;
  for await (const chunk of chunks) {
    kind ??= isGzip(chunk) ? 'gzip' : 'lines';
    const end = kind === 'gzip' ? -1 : chunk.lastIndexOf(NEWLINE);
    if (end >= 0) {
      yield { kind, bytes: Buffer.concat([...waiting, chunk.subarray(0, end)]) };
      waiting = [];
      length = 0;
    }
    const rest = chunk.subarray(end + 1);
    waiting.push(rest);
    length += rest.length;
    if (length > MOST_BYTES) throw new FileError('TOO_LARGE');
  }
  yield { kind: kind ?? 'lines', bytes: Buffer.concat(waiting) };
}

function linesIn(bytes: Buffer): readonly TextLine[] {
  const text = utf8Text(bytes);
  if (text !== undefined) return text.split('\n');
  const lines: TextLine[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    lines.push(utf8Text(bytes.subarray(from, end < 0 ? bytes.length : end)));
    from = end < 0 ? bytes.length + 1 : end + 1;
  }
  return lines;
}
