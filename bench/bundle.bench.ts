// Size of each function's bundle, and how long it takes to load: part of every cold start.
// Fails above 1 MiB or 150 ms.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions, FUNCTION_NAMES } from '../scripts/functions.ts';

const MOST_BYTES = 1_048_576;
const MOST_MILLISECONDS = 150;
const ROUNDS = 9;
const ENVIRONMENT = { AWS_REGION: 'us-east-1', POWERTOOLS_SERVICE_NAME: 'bench', POWERTOOLS_METRICS_NAMESPACE: 'EcrDrift' };

const root = fileURLToPath(new URL('..', import.meta.url));
await buildFunctions();

for (const name of FUNCTION_NAMES) {
  const path = join(root, 'dist/functions', name, 'index.js');
  const bytes = statSync(path).size;
  const rounds = Array.from({ length: ROUNDS }, () => loadTime(path)).sort((a, b) => a - b);
  const median = rounds[Math.floor(ROUNDS / 2)]!;
  const best = rounds[0]!;
  console.log(
    `${name.padEnd(8)} ${(bytes / 1024).toFixed(0).padStart(5)} KiB   load ${median.toFixed(0).padStart(4)} ms median, ${best.toFixed(0)} ms best of ${ROUNDS}`,
  );
  // The best round is the one that other work on the machine disturbed least.
  if (bytes > MOST_BYTES || best > MOST_MILLISECONDS) process.exitCode = 1;
}

/** In a process of its own, as Lambda loads it: without the start of Node itself. */
function loadTime(path: string): number {
  const script = `const begun = performance.now(); require(${JSON.stringify(path)}); process.stdout.write(String(performance.now() - begun));`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=commonjs', '-e', script], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
