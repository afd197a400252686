// The files of a baseline. In its folder only plain files are read: nothing that would not end, and nothing that lies elsewhere.
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { SourceFile } from '../../model/baseline.ts';
import { FileError, reasonOf } from '../files/file-error.ts';
import { readPlainText, readText } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';

const SOURCE_ENDINGS = ['.yaml', '.yml', '.json', '.lock.jsonl'];

/** A file, or every YAML and JSON file below a folder and its lock, sorted by path. Throws a Failure. */
export function readSources(path: string): readonly SourceFile[] {
  if (!looked(path, () => statSync(path)).isDirectory()) return [{ path, text: readText(path) }];
  const files = sourcesIn(path);
  if (files.length === 0) throw new Failure(`no YAML or JSON files in ${path}`);
  return files.map((file) => ({ path: file, text: readPlainText(file) }));
}

/** A policy document that a file of `folder` names. Throws a Failure. */
export function readNamedSource(folder: string, path: string): SourceFile {
  looked(path, () => refuseLinkOut(folder, path));
  return { path, text: readPlainText(path) };
}

function sourcesIn(root: string): readonly string[] {
  return below(root, root).toSorted();
}

/** Folder by folder: Node's own recursion follows links, and a circle of them until the system stops it. */
function below(root: string, folder: string): readonly string[] {
  const entries = looked(folder, () => readdirSync(folder, { withFileTypes: true, encoding: 'utf8' }));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    const isSource = SOURCE_ENDINGS.some((ending) => entry.name.endsWith(ending));
    if (entry.isSymbolicLink()) return linked(root, path, isSource);
    return [...(isSource ? [path] : []), ...(entry.isDirectory() ? below(root, path) : [])];
  });
}

/** A link to a folder is not followed: what it names inside is read in its own place. */
function linked(root: string, path: string, isSource: boolean): readonly string[] {
  const kind = looked(path, () => linkedKind(path, isSource));
  if (kind === 'nothing') return [];
  looked(path, () => refuseLinkOut(root, path));
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

function looked<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
