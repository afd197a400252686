// The program as a process of its own, measured from outside, and a fixed piece of work to compare it with: machines are noisy.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a function of the largest size leaves for data. */
const MOST_MEBIBYTES = 1_700;
const MOST_SECONDS = 3_600;
const PROGRAM = fileURLToPath(new URL('../dist/cli/ecr-drift.js', import.meta.url));
const USAGE = new URL('usage.ts', import.meta.url).href;

export interface Measured {
  /** Of the processor, by the process itself; undefined where it died. */
  readonly user: number | undefined;
  readonly wall: number;
  readonly mebibytes: number | undefined;
  /** Of the processor, for the fixed piece of work right before. */
  readonly reference: number;
  /** Why there is no result. */
  readonly died: string | undefined;
}

/** Runs the built program with some arguments; what it prints is thrown away, since it may be more than a disk holds. */
export function measured(folder: string, args: readonly string[]): Measured {
  const reference = referenceWork();
  const usage = join(folder, 'usage.json');
  const nowhere = openSync(devNull, 'w');
  const started = performance.now();
  const { status, signal } = spawnSync(process.execPath, [`--max-old-space-size=${MOST_MEBIBYTES}`, '--import', USAGE, PROGRAM, ...args], {
    stdio: ['ignore', nowhere, 'ignore'],
    env: { ...process.env, BENCH_USAGE: usage, NODE_NO_WARNINGS: '1' },
    timeout: MOST_SECONDS * 1_000,
    killSignal: 'SIGKILL',
  });
  const wall = (performance.now() - started) / 1_000;
  closeSync(nowhere);
  const found = status === 0 ? readUsage(usage) : undefined;
  rmSync(usage, { force: true });
  const reason = wall >= MOST_SECONDS ? `not within ${MOST_SECONDS} s` : `exit ${status ?? signal}`;
  return { user: found?.user, wall, mebibytes: found?.mebibytes, reference, died: found ? undefined : reason };
}

function readUsage(file: string): { readonly user: number; readonly mebibytes: number } {
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const numberAt = (key: string): number => Number(Object.entries(Object(found)).find(([name]) => name === key)?.[1]);
  return { user: numberAt('user'), mebibytes: numberAt('mebibytes') };
}

/** About a second of what the program does most: reading JSON, and looking texts up. */
function referenceWork(): number {
  const before = process.cpuUsage();
  const text = JSON.stringify(Array.from({ length: 2_000 }, (_, at) => ({ name: `name-${at}`, list: [at, at + 1, `text-${at % 97}`] })));
  let found = 0;
  for (let round = 0; round < 900; round += 1) {
    const read: readonly { readonly name: string }[] = JSON.parse(text);
    const byName = new Map(read.map((each) => [each.name, each]));
    for (let at = 0; at < 2_000; at += 1) if (byName.has(`name-${at * round}`)) found += 1;
  }
  if (found === 0) throw new Error('the reference work looks something up');
  return process.cpuUsage(before).user / 1e6;
}
