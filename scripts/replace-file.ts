// Files of a build: a reader, or a packager at work, finds the old file or the new one, and the old one where nothing has changed.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes `text` beside `path` and renames; leaves a file alone that holds it already. */
export async function replaceFile(path: string, text: string, mode = 0o644): Promise<void> {
  if ((await textOf(path)) === text) return;
  const next = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(next, text, { mode });
  await rename(next, path);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not there, or not to be read: then it is to be written.
    return undefined;
  }
}
