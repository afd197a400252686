// The virtual environment of the emulators below .cache: made once, and again when the pinned versions change.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Python = { readonly kind: 'ready'; readonly bin: string } | { readonly kind: 'missing'; readonly reason: string };

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDER = join(ROOT, '.cache/python');
const BIN = join(FOLDER, 'bin');
const INSTALLED = join(FOLDER, 'installed.txt');
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** Finds the environment or makes it; gives the reason when Python or the packages cannot be had. */
export function preparePython(): Python {
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return { kind: 'ready', bin: BIN };
  const made = run('python3', ['-m', 'venv', FOLDER]);
  if (made !== undefined) return { kind: 'missing', reason: `no Python environment: ${made}` };
  const installed = run(join(BIN, 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--retries',
    '1',
    '--timeout',
    '15',
    '-r',
    REQUIREMENTS,
  ]);
  if (installed !== undefined) return { kind: 'missing', reason: `no packages from PyPI: ${installed}` };
  writeFileSync(INSTALLED, wanted);
  return { kind: 'ready', bin: BIN };
}

/** Runs a program for up to five minutes; gives what went wrong, in one line. */
function run(program: string, args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 300_000 });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? `exit status ${status}`);
}
