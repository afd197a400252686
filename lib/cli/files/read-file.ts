// Files in. What is read is UTF-8, gunzipped where it was gzipped, and of a size that a process can hold.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Failure } from '../process/failure.ts';
import { rememberRead } from './already-read.ts';
import { codeOf, FileError, reasonOf } from './file-error.ts';
import { growingPauses, pause } from './pauses.ts';

export const STANDARD_INPUT = '-';

/** More than any account that can be judged takes, less than what makes a process run out of memory. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** The text of a file, of whatever else has a name, or of standard input, which is `-`. Throws a Failure. */
export function readText(path: string): string {
  return read(path, () => (path === STANDARD_INPUT ? bytesFrom(0) : bytesOf(path, constants.O_RDONLY)));
}

/** The bytes of a file or of standard input as they are. Throws a Failure. */
export function bytesIn(path: string): Buffer {
  try {
    return path === STANDARD_INPUT ? bytesFrom(0) : bytesOf(path, constants.O_RDONLY);
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** The text of a plain file. Throws a Failure also where it is something else, which is not opened for long enough to wait for it. */
export function readPlainText(path: string): string {
  return read(path, () => plainBytes(path));
}

/** The bytes of a plain file; throws what the system says, or a FileError. */
export function plainBytes(path: string): Buffer {
  // Opening a FIFO would wait for somebody who writes.
  return bytesOf(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0), plainOnly);
}

/** A file as messages name it. */
export function nameOf(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

function read(path: string, bytes: () => Buffer): string {
  try {
    return decoded(path, unzipped(path, bytes()));
  } catch (error) {
    throw readFailure(path, error);
  }
}

/** The Failure for whatever went wrong in reading `path`. */
export function readFailure(path: string, error: unknown): Failure {
  return error instanceof Failure ? error : new Failure(`cannot read ${nameOf(path)}: ${reasonOf(error)}`, { cause: error });
}

/** The text of bytes that were read from `path`. Throws a Failure. */
export function textOf(path: string, bytes: Buffer): string {
  return read(path, () => bytes);
}

type Check = (stats: ReturnType<typeof statsOf>) => void;

function bytesOf(path: string, flags: number, check: Check = () => undefined): Buffer {
  const descriptor = openSync(path, flags);
  try {
    check(statsOf(descriptor));
    return bytesFrom(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function statsOf(descriptor: number) {
  return fstatSync(descriptor, { bigint: true });
}

const plainOnly: Check = (stats) => {
  if (!stats.isFile() && !stats.isDirectory()) throw new FileError('NO_FILE');
};

const CHUNK = 262_144;

/** Everything to the end; a file that is too large is not even begun. */
function bytesFrom(descriptor: number): Buffer {
  beginReading(descriptor, MOST_BYTES);
  const chunks: Buffer[] = [];
  for (let total = 0; ; ) {
    const chunk = nextChunk(descriptor);
    if (chunk.length === 0) return Buffer.concat(chunks);
    total += chunk.length;
    if (total > MOST_BYTES) throw new FileError('TOO_LARGE');
    chunks.push(chunk);
  }
}

/** Remembers what is about to be read, unless it is a file of more than `most` bytes. Throws a FileError. */
export function beginReading(descriptor: number, most: number): void {
  const stats = statsOf(descriptor);
  if (stats.isFile() && stats.size > most) throw new FileError('TOO_LARGE');
  rememberRead(stats);
}

/** Some bytes, none at the end; a pipe may not block, and then has nothing to say for a while. */
export function nextChunk(descriptor: number): Buffer {
  const chunk = Buffer.allocUnsafe(CHUNK);
  const pauses = growingPauses();
  for (;;) {
    try {
      return chunk.subarray(0, readSync(descriptor, chunk));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return chunk.subarray(0, 0);
      if (code !== 'EAGAIN') throw error;
      pause(pauses.next().value);
    }
  }
}

/** A few bytes can be gunzipped to more than any machine has: that ends at the same size as a file. */
function unzipped(path: string, bytes: Buffer): Buffer {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw new FileError('TOO_LARGE');
    throw new Failure(`cannot read ${nameOf(path)}: the gzip data is damaged`, { cause: error });
  }
}

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function decoded(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure(`cannot read ${nameOf(path)}: not UTF-8 text`, { cause: error });
  }
}
