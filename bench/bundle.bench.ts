// Size of each function's bundle, and how long it takes to load: part of every cold start.
// Fails above 1 MiB or 150 ms. Other work on the machine slows it down, so the best of several rounds counts.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions, FUNCTION_NAMES } from '../scripts/functions.ts';

const MOST_BYTES = 1_048_576;
const MOST_MILLISECONDS = 150;
const ROUNDS = 15;
const ENVIRONMENT = { AWS_REGION: 'us-east-1', POWERTOOLS_SERVICE_NAME: 'bench', POWERTOOLS_METRICS_NAMESPACE: 'EcrDrift' };

const root = fileURLToPath(new URL('..', import.meta.url));
await buildFunctions();

for (const name of FUNCTION_NAMES) {
  const path = join(root, 'dist/functions', name, 'index.js');
  const bytes = statSync(path).size;
  const rounds = Array.from({ length: ROUNDS }, () => loading(path));
  const passed = Math.min(...rounds.map((round) => round.passed));
  const used = Math.min(...rounds.map((round) => round.used));
  const size = `${(bytes / 1024).toFixed(0).padStart(5)} KiB`;
  console.log(`${name.padEnd(8)} ${size}   loads in ${passed.toFixed(0)} ms (${used.toFixed(0)} ms of processor time), best of ${ROUNDS}`);
  if (bytes > MOST_BYTES || Math.min(passed, used) > MOST_MILLISECONDS) process.exitCode = 1;
}

interface Loading {
  /** Milliseconds. */
  readonly passed: number;
  readonly used: number;
}

/** In a process of its own, as Lambda loads it: without the start of Node itself. */
function loading(path: string): Loading {
  const script = `
    const begun = performance.now(), before = process.cpuUsage();
    require(${JSON.stringify(path)});
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(JSON.stringify({ passed: performance.now() - begun, used: (user + system) / 1000 }));`;
  const argv = ['--input-type=commonjs', '-e', script];
  const { stdout, status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env: ENVIRONMENT });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
