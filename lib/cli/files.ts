// Files in and out. What is read is UTF-8, gunzipped where it was gzipped; what is written appears whole or not at all.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SourceFile } from '../model/baseline.ts';
import { Failure } from './failure.ts';

export const STANDARD_INPUT = '-';

/** The text of a file; `-` is standard input. */
export function readText(path: string): string {
  return decoded(path, unzipped(path, bytesOf(path)));
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path === STANDARD_INPUT ? 0 : path);
  } catch (error) {
    throw new Failure(`cannot read ${path === STANDARD_INPUT ? 'standard input' : path}: ${reasonOf(error)}`, { cause: error });
  }
}

function unzipped(path: string, bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new Failure(`cannot read ${path}: the gzip data is damaged`, { cause: error });
  }
}

function decoded(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure(`cannot read ${path}: not UTF-8 text`, { cause: error });
  }
}

const SOURCE_ENDINGS = ['.yaml', '.yml', '.json'];

/** A file, or every YAML and JSON file below a folder, sorted by path. */
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
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Failure(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  ENOSPC: 'no space left',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return REASONS[code] ?? code;
}
