// Files out. A plain file appears whole or not at all, and with it its name in the folder; a stream gets what there is.

import { randomUUID } from 'node:crypto';
import { closeSync, constants, existsSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from './file-error.ts';
import { growingPauses, pause } from './pauses.ts';
import { fileTarget, type OutputTarget, outputTarget, written } from './targets.ts';

/** As a whole, or in pieces where it is more than memory holds. */
export type Text = string | Iterable<string>;

/** Writes a result. Missing folders are made. Throws a Failure, and then leaves nothing behind. */
export function writeText(path: string, text: Text): void {
  written(path, () => writeTarget(outputTarget(path), text));
}

/** Writes a file that was read in order to be changed; otherwise the same. */
export function rewriteText(path: string, text: string): void {
  written(path, () => writeTarget(fileTarget(path), text));
}

export interface FileToWrite {
  readonly path: string;
  readonly text: string;
}

/** Writes new files that belong together: all of them or none. Throws a Failure. */
export function writeTogether(files: readonly FileToWrite[]): void {
  const begun: { readonly path: string; readonly temporary: string }[] = [];
  const settled: string[] = [];
  try {
    for (const { path, text } of files) {
      written(path, () => {
        const temporary = temporaryBeside(path);
        begun.push({ path, temporary });
        throughDescriptor(openTemporary(temporary, { kind: 'file', path, mode: undefined }), (descriptor) => {
          writeEach(descriptor, text);
          fsyncSync(descriptor);
        });
      });
    }
    for (const { path, temporary } of begun) {
      written(path, () => settle(temporary, path));
      settled.push(path);
    }
  } catch (error) {
    for (const { temporary } of begun) discard(temporary);
    for (const path of settled) discard(path);
    throw error;
  }
}

function writeTarget(target: OutputTarget, text: Text): void {
  if (target.kind === 'file') replaceFile(target, (descriptor) => writeEach(descriptor, text));
  else if (target.kind === 'standard') writeEach(target.descriptor, text);
  else throughDescriptor(openSync(target.path, constants.O_WRONLY), (descriptor) => writeEach(descriptor, text));
}

/** Writes beside the file, makes that durable and renames it. Throws what the system says. */
export function replaceFile(target: Extract<OutputTarget, { kind: 'file' }>, write: (descriptor: number) => void): void {
  const temporary = temporaryBeside(target.path);
  try {
    throughDescriptor(openTemporary(temporary, target), (descriptor) => {
      write(descriptor);
      fsyncSync(descriptor);
    });
    settle(temporary, target.path);
  } catch (error) {
    discard(temporary);
    throw error;
  }
}

/** A name that nobody has, in a folder that is made where it is missing. */
export function temporaryBeside(path: string): string {
  makeFolder(dirname(path));
  return join(dirname(path), `.ecr-drift.${process.pid}.${randomUUID()}.tmp`);
}

/** A new file gets the mode that the user's mask leaves, one that is replaced keeps its own. */
export function openTemporary(temporary: string, { mode }: Extract<OutputTarget, { kind: 'file' }>): number {
  const descriptor = openSync(temporary, 'wx');
  if (mode !== undefined) fchmodSync(descriptor, mode);
  return descriptor;
}

/** From now on the file is there under its name, also after a power cut. */
export function settle(temporary: string, path: string): void {
  renameSync(temporary, path);
  // Windows neither needs nor allows it.
  if (process.platform !== 'win32') throughDescriptor(openSync(dirname(path), 'r'), fsyncSync);
}

/** What could not be written may not be there to be removed either; the first error is the one to tell. */
export function discard(path: string): void {
  if (existsSync(path)) rmSync(path, { force: true });
}

function throughDescriptor(descriptor: number, work: (descriptor: number) => void): void {
  try {
    work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Each piece in turn. Throws what the system says. */
export function writeEach(descriptor: number, text: Text): void {
  for (const piece of typeof text === 'string' ? [text] : text) writeAll(descriptor, Buffer.from(piece));
}

/** All of it, also into a pipe that reads slowly. Throws what the system says. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  let pauses = growingPauses();
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(descriptor, bytes, from);
      pauses = growingPauses();
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      pause(pauses.next().value);
    }
  }
}

/** Makes a folder and those above it, one by one: where a folder refuses to hold folders, as in /proc, Node's own recursion does not end. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
