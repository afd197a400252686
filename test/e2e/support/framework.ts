// The Serverless Framework as a user starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { alone } from '../../deploy/support/alone.ts';
import { Hang } from './patience.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const MINUTES = 5;

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Framework = (...args: readonly string[]) => Promise<Ran>;

/**
 * Runs commands of the framework with this environment, each while no other test packs the functions; a command that does not end is stopped,
 * and is a Hang.
 */
export function framework(environment: Readonly<Record<string, string>>): Framework {
  return (...args) => alone(() => run(args, environment));
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const argv = [join(root, 'node_modules/serverless/bin/serverless.js'), ...args];
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MINUTES * 60_000,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit');
  const [stdout, stderr, [status, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (signal !== null) throw new Hang(`serverless ${args[0]} did not end in ${MINUTES} minutes`);
  return { status, stdout, stderr };
}
