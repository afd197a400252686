// Writes what comes in pieces: a plain file whole or not at all, also when it is interrupted.
import { closeSync, constants, createWriteStream, openSync, writeSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { codeOf } from './file-error.ts';
import { growingPauses } from './pauses.ts';
import { type OutputTarget, outputTarget, writeFailure } from './targets.ts';
import { discard, openTemporary, settle, temporaryBeside } from './write-file.ts';

export interface ChunkOptions {
  readonly chunks: Iterable<string> | AsyncIterable<string>;
  readonly signal: AbortSignal;
}

/** A name that ends with `.gz` is gzipped. Throws a Failure, and leaves nothing behind. */
export async function writeChunks(path: string, { chunks, signal }: ChunkOptions): Promise<void> {
  const through = path.endsWith('.gz') ? [createGzip()] : [];
  const write = (sink: NodeJS.WritableStream) => pipeline([Readable.from(chunks), ...through, sink], { signal });
  try {
    await writeTarget(outputTarget(path), write, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw writeFailure(path, error);
  }
}

type Write = (sink: NodeJS.WritableStream) => Promise<void>;

async function writeTarget(target: OutputTarget, write: Write, signal: AbortSignal): Promise<void> {
  if (target.kind === 'stream') return closing(await openStream(target.path, signal), (descriptor) => write(streamTo(descriptor)));
  if (target.kind === 'standard') return write(streamTo(target.descriptor));
  const temporary = temporaryBeside(target.path);
  try {
    await write(createWriteStream(temporary, { fd: openTemporary(temporary, target), flush: true }));
    settle(temporary, target.path);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

/** A FIFO that nobody reads yet is waited for, and whoever is tired of that may interrupt. */
async function openStream(path: string, signal: AbortSignal): Promise<number> {
  const pauses = growingPauses();
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      if (codeOf(error) !== 'ENXIO') throw error;
      await wait(pauses.next().value, undefined, { signal });
    }
  }
}

async function closing(descriptor: number, work: (descriptor: number) => Promise<void>): Promise<void> {
  try {
    await work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Does not close it: standard output is still needed. */
function streamTo(descriptor: number): Writable {
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      writeWaiting(descriptor, chunk).then(() => done(), done);
    },
  });
}

/** All of it, also where a slow reader cannot take it at once. */
async function writeWaiting(descriptor: number, bytes: Uint8Array): Promise<void> {
  let pauses = growingPauses();
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(descriptor, bytes, from);
      pauses = growingPauses();
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      await wait(pauses.next().value);
    }
  }
}
