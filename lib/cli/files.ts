// Files in and out. What is read is UTF-8, gunzipped where it was gzipped; what is written appears whole or not at all.
import { existsSync, mkdirSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SourceFile } from '../model/baseline.ts';
import { Failure } from './failure.ts';

export const STANDARD_INPUT = '-';

/** The text of a file; `-` is standard input. */
export function readText(path: string): string {
  return decoded(path, unzipped(path, bytesOf(path)));
}

/** A file as messages name it. */
export function nameOf(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

function bytesOf(path: string): Buffer {
  try {
    return path === STANDARD_INPUT ? standardInput() : readFileSync(path);
  } catch (error) {
    throw new Failure(`cannot read ${nameOf(path)}: ${reasonOf(error)}`, { cause: error });
  }
}

const CHUNK = 65_536;
const RETRY_MILLISECONDS = 5;

/** Standard input to its end; a pipe may not block, and then has nothing to say for a while. */
function standardInput(): Buffer {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(CHUNK);
    try {
      const length = readSync(0, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return Buffer.concat(chunks);
      if (code !== 'EAGAIN') throw error;
      pause(RETRY_MILLISECONDS);
    }
  }
}

/** Waits without giving up the turn. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function unzipped(path: string, bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Failure(`cannot read ${nameOf(path)}: the gzip data is damaged`, { cause: error });
  }
}

function decoded(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure(`cannot read ${nameOf(path)}: not UTF-8 text`, { cause: error });
  }
}

const SOURCE_ENDINGS = ['.yaml', '.yml', '.json', '.lock.jsonl'];

/** A file, or every YAML and JSON file below a folder and its lock, sorted by path. */
export function readSources(path: string): readonly SourceFile[] {
  const files = isFolder(path) ? sourcesIn(path) : [path];
  if (files.length === 0) throw new Failure(`no YAML or JSON files in ${path}`);
  return files.map((file) => ({ path: file, text: readText(file) }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function sourcesIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => SOURCE_ENDINGS.some((ending) => name.endsWith(ending)))
    .map((name) => join(folder, name))
    .sort();
}

/** Writes beside the file and renames, so that a reader never sees half of it. Missing folders are made. */
export function writeText(path: string, text: string): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  try {
    makeFolder(folder);
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new Failure(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Makes a folder and those above it, one by one: where a folder refuses to hold folders, as in /proc, Node's own recursion does not end. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** What could not be written may not be there to be removed either; the first error is the one to tell. */
function discard(path: string): void {
  if (existsSync(path)) rmSync(path, { force: true });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  ENOSPC: 'no space left',
};

/** Why a file could not be used, in words where there are words for it. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? code;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
