// The program against a server of this process: it has to run beside the test, not instead of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentOf } from '../../aws/collect/support/collecting.ts';
import type { AwsServer } from '../../support/aws-server/server.ts';
import { CLOCK_ENVIRONMENT } from '../../support/clock.ts';
import type { Run } from './program.ts';

const PROGRAM = fileURLToPath(new URL('../../../dist/cli/ecr-drift.js', import.meta.url));

export interface LiveOptions {
  readonly args: readonly string[];
  readonly server: AwsServer;
  readonly folder: string;
  /** Added to the environment; undefined takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with the process as soon as it runs. */
  readonly meanwhile?: (child: ChildProcess) => void;
}

/** Runs the program to its end. */
export function runLive({ args, server, folder, env = {}, meanwhile }: LiveOptions): Promise<Run> {
  const known = Object.entries({ ...CLOCK_ENVIRONMENT, ...environmentOf(server), ...env }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: Object.fromEntries(known),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  meanwhile?.(child);
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
