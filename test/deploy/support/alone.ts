// The framework packs and runs what is in dist/functions, where each start of it writes the list of accounts: one start at a time.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LOCK = fileURLToPath(new URL('../../../.cache/framework.lock', import.meta.url));
const PAUSE = 100;

/** Runs `work` when no other test file, of this process or another one, is in its own. */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(LOCK), { recursive: true });
  while (!isTaken()) await wait(PAUSE);
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function isTaken(): boolean {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (isLeft()) rmSync(LOCK, { force: true });
    return false;
  }
}

/** Whether whoever took it has ended without giving it back. */
function isLeft(): boolean {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
