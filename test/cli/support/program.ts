// The built program as its users run it: a process with arguments, files and an exit status.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { CLOCK_ENVIRONMENT } from '../../support/clock.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = join(ROOT, 'dist/cli/ecr-drift.js');
const SOURCES = ['lib', 'action', 'page', 'scripts/build.ts', 'scripts/page.ts', 'package.json'].map((name) => join(ROOT, name));

export const ACME = join(ROOT, 'examples/acme/snapshot.json');
export const ACME_BASELINE = join(ROOT, 'examples/acme/baseline');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workplace {
  /** Runs the program in the folder; relative paths in arguments and messages are of that folder. */
  readonly run: (args: readonly string[], input?: string | Uint8Array, env?: Readonly<Record<string, string>>) => Run;
  /** Pipes a file into the program, after a second. */
  readonly runSlowly: (args: readonly string[], name: string) => Run;
  /** Writes a file and gives its name back. Values that are no text and no bytes become JSON. */
  readonly file: (name: string, content: unknown) => string;
  readonly read: (name: string) => string;
  readonly folder: (name: string) => string;
  readonly names: (folder?: string) => readonly string[];
  /** Where it is. */
  readonly path: string;
}

/** A folder for one test file, with a program that is as new as its sources. */
export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'ecr-drift-'));
  beforeAll(build);
  afterAll(() => rmSync(folder, { recursive: true }));
  const options = { cwd: folder, env: CLOCK_ENVIRONMENT, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000 } as const;
  return {
    run: (args, input = '', env = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
        ...options,
        input,
        env: { ...options.env, ...env },
      });
      return { status, stdout, stderr };
    },
    runSlowly: (args, name) => {
      const script = '(sleep 1; cat "$0") | "$@"';
      const env = { ...CLOCK_ENVIRONMENT, PATH: process.env['PATH'] };
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script, name, process.execPath, PROGRAM, ...args], { ...options, env });
      return { status, stdout, stderr };
    },
    file: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content));
      return name;
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    folder: (name) => {
      mkdirSync(join(folder, name), { recursive: true });
      return name;
    },
    names: (name = '.') => readdirSync(join(folder, name)).sort(),
    path: folder,
  };
}

function build(): void {
  if (newest(PROGRAM) > Math.max(...SOURCES.map(newest))) return;
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')]);
}

/** The time of the last change at or below `path`; 0 where there is nothing. */
function newest(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Exit status 1, nothing on standard output, and one clean line of standard error that has all of `fragments`. */
export function expectRefusal({ status, stdout, stderr }: Run, fragments: readonly string[]): void {
  expect(stderr.split('\n').slice(1)).toEqual(['']);
  for (const fragment of fragments) expect(stderr).toContain(fragment);
  expectNoTrace(stderr);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
}

/** Neither a stack trace nor a word of the program's insides. */
export function expectNoTrace(text: string): void {
  expect(text).not.toMatch(/^\s*at |\bat file:|node:internal|\bbug in ecr-drift|\[object |undefined|ZodError|outputHelp/m);
}

export function jsonLines(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
