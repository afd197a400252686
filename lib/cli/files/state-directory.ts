// State on a laptop: a folder with one JSON file per account. A write replaces the version that its writer has read, or nothing.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findingStore } from '../../lifecycle/state-store.ts';
import { AuditError, type FindingStore, type StateTexts, type StateVersion, type StoredState } from '../../model/ports.ts';
import { codeOf, FileError, reasonOf } from './file-error.ts';
import { plainBytes } from './read-file.ts';
import { fileTarget, type OutputTarget } from './targets.ts';
import { discard, makeFolder, replaceFile, writeAll } from './write-file.ts';

/** A save takes milliseconds: whoever waits this long for another one waits for something that went wrong. */
const LONGEST_WAIT = 5_000;
const PAUSE = 20;

/** The findings of accounts in a folder; a write waits for another one at most `longestWait` milliseconds, and rejects with an AuditError. */
export function directoryStore(folder: string, longestWait: number = LONGEST_WAIT): FindingStore {
  return findingStore(stateDirectory(folder, longestWait));
}

function stateDirectory(folder: string, longestWait: number): StateTexts {
  const nameOf: StateTexts['nameOf'] = (account) => join(folder, `${account}.json`);
  return {
    nameOf,
    read: async (account) => readVersioned(nameOf(account)),
    remedyOf: async (account) => `restore ${nameOf(account)} from a copy, or remove it to start over`,
    replace: async (account, chunks, version) => {
      const target = targetOf(nameOf(account));
      return locked(target.path, longestWait, () => replaced(target, chunks, version));
    },
  };
}

type PlainFile = Extract<OutputTarget, { kind: 'file' }>;

/** The file behind the links: whoever writes it has the lock beside it, by whatever name they know it. */
function targetOf(path: string): PlainFile {
  try {
    const target = fileTarget(path);
    if (target.kind !== 'file') throw new FileError('NO_FILE');
    return target;
  } catch (error) {
    throw cannot('write', path, error);
  }
}

function cannot(verb: 'read' | 'write' | 'make', path: string, error: unknown): AuditError {
  return new AuditError('denied', `cannot ${verb} ${path}: ${reasonOf(error)}`, { cause: error });
}

function readVersioned(path: string): StoredState {
  const bytes = bytesOf(path);
  return bytes ? { kind: 'bytes', bytes, version: digestOf(bytes) } : { kind: 'none' };
}

/** Undefined only where there is no such file. */
function bytesOf(path: string): Buffer | undefined {
  try {
    return plainBytes(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw cannot('read', path, error);
  }
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Call it under the lock: between look and rename nobody else may write. */
function replaced(target: PlainFile, chunks: Iterable<string>, version: StateVersion): string {
  const { path } = target;
  const present = bytesOf(path);
  if ((present && digestOf(present)) !== version) throw new AuditError('conflict', `${path} has been replaced by another audit`);
  const digest = createHash('sha256');
  try {
    replaceFile(target, (descriptor) => {
      for (const chunk of chunks) {
        const bytes = Buffer.from(chunk);
        digest.update(bytes);
        writeAll(descriptor, bytes);
      }
    });
  } catch (error) {
    throw cannot('write', path, error);
  }
  return digest.digest('hex');
}

async function locked<T>(path: string, longestWait: number, work: () => T): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(path, lock, longestWait);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Waits once: whoever does not let go in that time has died, and would not let go the next time either. */
async function acquire(path: string, lock: string, longestWait: number): Promise<void> {
  const holder = JSON.stringify({ host: hostname(), process: process.pid, token: randomUUID() });
  makeFolderOf(path);
  for (let waited = 0; !isCreated(lock, holder); waited += PAUSE) {
    if (waited >= longestWait) throw new AuditError('denied', stuckReason(path, lock));
    if (!isBroken(lock)) await wait(PAUSE);
  }
}

function stuckReason(path: string, lock: string): string {
  const left = [lock, guardOf(lock)].filter((name) => name === lock || existsSync(name));
  return `${path} is being written by another audit: if none is running, remove ${left.join(' and ')}`;
}

function makeFolderOf(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    throw cannot('make', dirname(path), error);
  }
}

/** Exclusive: of two processes one creates the file. */
function isCreated(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    discard(path);
    throw cannot('write', path, error);
  }
}

/** Takes away the lock of a process of this host that died with it. Only one at a time may, and only that very lock. */
function isBroken(lock: string): boolean {
  const left = holderOf(lock);
  if (left === undefined) return true;
  if (!isDead(left)) return false;
  const guard = guardOf(lock);
  if (!isCreated(guard, '')) return false;
  try {
    if (holderOf(lock) === left) rmSync(lock, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function guardOf(lock: string): string {
  return `${lock}.break`;
}

/** Undefined where the lock is gone. What cannot be read may be anybody's. */
function holderOf(lock: string): string | undefined {
  try {
    return bytesOf(lock)?.toString();
  } catch {
    return '';
  }
}

function isDead(holder: string): boolean {
  const [, host, id] = /^\{"host":"([^"]*)","process":(\d+),/.exec(holder) ?? [];
  if (host !== hostname() || id === undefined) return false;
  try {
    process.kill(Number(id), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}
