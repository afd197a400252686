// The built program as a shell runs it: in pipes, with redirections, beside other programs.
import { spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run } from './program.ts';

export const PROGRAM = fileURLToPath(new URL('../../../dist/cli/ecr-drift.js', import.meta.url));

/** Runs a script in which `ecr-drift` is the program; a script that hangs has no status. */
export function shell(folder: string, script: string): Run {
  const start = `ecr_drift() { "${process.execPath}" "${PROGRAM}" "$@"; }\n`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', start + script.replaceAll('ecr-drift ', 'ecr_drift ')], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** Windows has neither FIFOs, nor devices with names, nor links without a privilege. */
export const WITHOUT_POSIX = process.platform === 'win32';
export const AS_ROOT = process.getuid?.() === 0;

const MINOR = { null: '3', full: '7' } as const;

/** A device that a program may be pointed at. Root could replace those of the machine, and so gets others; undefined where none can be made. */
export function deviceIn(folder: string, name: keyof typeof MINOR): string | undefined {
  if (!AS_ROOT) return `/dev/${name}`;
  const path = join(folder, `${name}-device`);
  if (!existsSync(path)) spawnSync('mknod', [path, 'c', '1', MINOR[name]]);
  return canBeOpened(path) ? path : undefined;
}

/** Not where the file system is mounted without devices. */
function canBeOpened(path: string): boolean {
  try {
    closeSync(openSync(path, constants.O_WRONLY));
    return true;
  } catch {
    return false;
  }
}

export const NO_DEVICES = 'no device can be made here, and those of the machine are not put at risk';
