// Writes what comes in pieces: whole or not at all, also when it is interrupted.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Failure } from './failure.ts';
import { makeFolder, reasonOf } from './files.ts';

export interface ChunkOptions {
  readonly chunks: Iterable<string>;
  readonly signal: AbortSignal;
}

/** Writes beside the file and renames; a name that ends with `.gz` is gzipped. Throws a Failure, and leaves nothing behind. */
export async function writeChunks(path: string, { chunks, signal }: ChunkOptions): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    makeFolder(dirname(path));
    await writeAll(temporary, { chunks, signal }, path.endsWith('.gz') ? [createGzip()] : []);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    signal.throwIfAborted();
    throw new Failure(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function writeAll(path: string, { chunks, signal }: ChunkOptions, through: readonly NodeJS.ReadWriteStream[]): Promise<void> {
  await pipeline([Readable.from(chunks), ...through, createWriteStream(path)], { signal });
}
