// The files of a baseline. In its folder only plain files are read: nothing that would not end, and nothing that lies elsewhere.
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SourceFile } from '../model/baseline.ts';
import { Failure } from './failure.ts';
import { codeOf, FileError, reasonOf } from './file-error.ts';
import { readPlainText, readText } from './files.ts';

const SOURCE_ENDINGS = ['.yaml', '.yml', '.json', '.lock.jsonl'];

/** A file, or every YAML and JSON file below a folder and its lock, sorted by path. Throws a Failure. */
export function readSources(path: string): readonly SourceFile[] {
  if (!told(path, () => statSync(path)).isDirectory()) return [{ path, text: readText(path) }];
  const files = sourcesIn(path);
  if (files.length === 0) throw new Failure(`no YAML or JSON files in ${path}`);
  return files.map((file) => ({ path: file, text: readPlainText(file) }));
}

/** A policy document that a file of `folder` names. Throws a Failure. */
export function readNamedSource(folder: string, path: string): SourceFile {
  told(path, () => refuseLinkOut(folder, path));
  return { path, text: readPlainText(path) };
}

function sourcesIn(folder: string): readonly string[] {
  const entries = told(folder, () => readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' }));
  return entries.flatMap((entry) => sourceOf(folder, entry)).sort();
}

/** A link to a folder is not followed: what it names inside is read in its own place. */
function sourceOf(folder: string, entry: Dirent): readonly string[] {
  const path = join(entry.parentPath, entry.name);
  const isSource = SOURCE_ENDINGS.some((ending) => entry.name.endsWith(ending));
  if (!entry.isSymbolicLink()) return isSource ? [path] : [];
  const kind = told(path, () => linkedKind(path, isSource));
  if (kind === 'nothing') return [];
  told(path, () => refuseLinkOut(folder, path));
  return kind === 'file' ? [path] : [];
}

/** What a link names, as far as it could be part of a baseline. */
function linkedKind(path: string, isSource: boolean): 'file' | 'folder' | 'nothing' {
  try {
    if (statSync(path).isDirectory()) return 'folder';
  } catch (error) {
    if (isSource) throw error;
  }
  return isSource ? 'file' : 'nothing';
}

function refuseLinkOut(folder: string, path: string): void {
  const root = realpathSync(folder);
  const target = realpathSync(path);
  if (target !== root && !target.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) throw new FileError('LINK_OUT');
}

function told<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw new Failure(`cannot read ${failingPath(error) ?? path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Below a folder the system knows better where it failed. */
function failingPath(error: unknown): string | undefined {
  const isDenied = codeOf(error) === 'EACCES';
  return isDenied && error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}
