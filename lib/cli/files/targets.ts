// Where an output goes: the plain file behind its name, which is replaced whole, or a device, a FIFO or an own stream, which takes it as it comes.
import { fstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure } from '../process/failure.ts';
import { isRead, isSameFile } from './already-read.ts';
import { codeOf, FileError, reasonOf } from './file-error.ts';

export type OutputTarget =
  /** `path` is no link; `mode` is that of the file that is there. */
  | { readonly kind: 'file'; readonly path: string; readonly mode: number | undefined }
  | { readonly kind: 'stream'; readonly path: string }
  | { readonly kind: 'standard'; readonly descriptor: 1 | 2 };

/** Refuses what cannot be an output before any work is done for it. Throws a Failure. */
export function checkOutput(path: string | undefined): void {
  if (path !== undefined) written(path, () => outputTarget(path));
}

/** Whatever goes wrong in `work` becomes a Failure about `path`. */
export function written<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** The Failure for whatever went wrong in writing to `path`. */
export function writeFailure(path: string, error: unknown): Failure {
  return error instanceof Failure ? error : new Failure(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
}

/** Where a result goes, which is nothing that the command has read. Throws what the system says, or a FileError. */
export function outputTarget(path: string): OutputTarget {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats?.isFile() && isRead(stats)) throw new FileError('INPUT');
  return fileTarget(path);
}

/** The same for a file that is read in order to be changed. */
export function fileTarget(path: string): OutputTarget {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats) return { kind: 'file', path: linkedPath(path), mode: undefined };
  const own = ([1, 2] as const).find((descriptor) => isSameFile(fstatSync(descriptor, { bigint: true }), stats));
  if (own !== undefined) return { kind: 'standard', descriptor: own };
  if (stats.isFIFO() || stats.isCharacterDevice()) return { kind: 'stream', path };
  if (!stats.isFile()) throw new FileError(stats.isDirectory() ? 'EISDIR' : 'NO_FILE');
  return { kind: 'file', path: linkedPath(path), mode: Number(stats.mode & 0o7777n) };
}

/** Follows links to the name that is none, whether anything has it yet or not. A circle of them has been refused before. */
function linkedPath(path: string): string {
  const link = linkAt(path);
  return link === undefined ? path : linkedPath(resolve(realpathSync(dirname(path)), link));
}

/** Undefined where no link is. */
function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EINVAL', 'UNKNOWN'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
