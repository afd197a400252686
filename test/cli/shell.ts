// The built program as a shell runs it: in pipes, with redirections, beside other programs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Run } from './program.ts';

export const PROGRAM = fileURLToPath(new URL('../../dist/cli/ecr-drift.js', import.meta.url));

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
