// Starts an emulator of AWS as a process of its own, on a free port of 127.0.0.1, and stops that process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type EmulatorName = 'moto' | 'ministack';

export interface Emulator {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 60_000;
const RUNNING = /Running on (http:\/\/127\.0\.0\.1:[0-9]+)/;

/** Starts it, with `more` in its environment, and waits until it says that it listens; rejects when it ends before, or does not within a minute. */
export async function startEmulator(name: EmulatorName, bin: string, more: Readonly<Record<string, string>> = {}): Promise<Emulator> {
  const { program, args, env } = STARTS[name](String(await freePort()));
  const child = spawn(join(bin, program), args, { cwd: tmpdir(), env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const url = await Promise.race([listening(child), ended.then(() => undefined)]).finally(() => clearTimeout(patience));
  if (url === undefined) throw new Error(`${name} ended before it listened`);
  return {
    url,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const STARTS: Readonly<Record<EmulatorName, (port: string) => Start>> = {
  moto: (port) => ({ program: 'moto_server', args: ['-H', '127.0.0.1', '-p', port], env: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' } }),
  ministack: (port) => ({
    program: 'ministack',
    args: [],
    env: { BIND_HOST: '127.0.0.1', GATEWAY_PORT: port, SFTP_ENABLED: '0', IOT_MTLS_ENABLED: '0', DOCKER_HOST: 'unix:///nowhere' },
  }),
};

/** Reads both outputs to the end, or a full pipe would stop the process. */
async function listening({ stdout, stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    for (const stream of [stdout, stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        const [, url] = RUNNING.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
