// State on a laptop: a folder with one JSON file per account. A write replaces the version that its writer has read, or nothing.
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findingStore } from '../findings/state-store.ts';
import { AuditError, type FindingStore, type StateTexts, type StateVersion, type StoredState } from '../model/ports.ts';

/** A save takes milliseconds: whoever waits this long for another one waits for something that went wrong. */
const LONGEST_WAIT = 5_000;
const PAUSE = 20;

export function directoryStore(folder: string, longestWait: number = LONGEST_WAIT): FindingStore {
  return findingStore(stateDirectory(folder, longestWait));
}

function stateDirectory(folder: string, longestWait: number): StateTexts {
  const nameOf: StateTexts['nameOf'] = (account) => join(folder, `${account}.json`);
  return {
    nameOf,
    read: async (account) => readVersioned(nameOf(account)),
    remedyOf: async (account) => `restore ${nameOf(account)} from a copy, or remove it to start over`,
    replace: (account, text, version) => {
      const path = nameOf(account);
      return locked(path, longestWait, () => replaceFile(path, text, version));
    },
  };
}

function readVersioned(path: string): StoredState {
  const bytes = bytesOf(path);
  return bytes ? { kind: 'bytes', bytes, version: digestOf(bytes) } : { kind: 'none' };
}

/** Undefined only where there is no such file. */
function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new AuditError('denied', `cannot read ${path}: ${codeOf(error)}`, { cause: error });
  }
}

function digestOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Call it under the lock: between look and rename nobody else may write. */
function replaceFile(path: string, text: string, version: StateVersion): string {
  const present = bytesOf(path);
  if ((present && digestOf(present)) !== version) throw new AuditError('conflict', `${path} has been replaced by another audit`);
  const temporary = `${path}.${process.pid}.${randomUUID()}.tmp`;
  try {
    writeDurably(temporary, text);
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new AuditError('denied', `cannot write ${path}: ${codeOf(error)}`, { cause: error });
  }
  return digestOf(text);
}

function writeDurably(path: string, text: string): void {
  const descriptor = openSync(path, 'wx');
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** So that the new name survives a power cut; Windows neither needs nor allows it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
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

async function acquire(path: string, lock: string, longestWait: number): Promise<void> {
  const holder = JSON.stringify({ host: hostname(), process: process.pid, token: randomUUID() });
  makeFolder(dirname(path));
  for (let waited = 0; !isCreated(lock, holder); waited += PAUSE) {
    if (waited >= longestWait)
      throw new AuditError('conflict', `${path} is being written by another audit: if none is running, remove ${lock}`);
    if (!isBroken(lock)) await wait(PAUSE);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new AuditError('denied', `cannot make ${folder}: ${codeOf(error)}`, { cause: error });
  }
}

/** Exclusive: of two processes one creates the file. */
function isCreated(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new AuditError('denied', `cannot write ${path}: ${codeOf(error)}`, { cause: error });
  }
}

/** Takes away the lock of a process of this host that died with it. Only one at a time may, and only that very lock. */
function isBroken(lock: string): boolean {
  const left = bytesOf(lock)?.toString();
  if (left === undefined) return true;
  if (!isDead(left)) return false;
  const guard = `${lock}.break`;
  if (!isCreated(guard, '')) return false;
  try {
    if (bytesOf(lock)?.toString() === left) rmSync(lock, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
