// For each test file: no network, one seed for all properties, and nothing left over for the next file.
import { BlockList, isIP, Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, vi } from 'vitest';
import { rounds } from './support/property.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

// Every TCP and TLS client in Node, fetch and the AWS SDK included, connects through this method. Once for each process, however many
// files it runs.
const { connect } = Socket.prototype;
if (connect.name !== connectToLoopback.name) Socket.prototype.connect = connectToLoopback;

function connectToLoopback(this: Socket, ...args: unknown[]): Socket {
  const host = hostOf(args);
  if (!isLoopback(host)) throw new Error(`tests have no network: connection to \`${host}\` refused`);
  return Reflect.apply(connect, this, args);
}

/** Reads the three forms of `connect`: (options), (port, host), (path); `net.connect` wraps its own in one more array. */
function hostOf(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
  return typeof second === 'string' ? second : 'localhost';
}

function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? host === 'localhost' : loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

// A red build is about the commit and not about luck; `PROPERTY_SEED=7 npx vitest run` looks elsewhere.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_121), numRuns: rounds(100) });

// What a file sets is not there for the next one.
const environment = { ...process.env };
const folder = process.cwd();
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  if (process.cwd() !== folder) throw new Error(`the next file would run in ${process.cwd()}: go back to ${folder}`);
});
