// Memory that is nearly used up is told while there is time: where it ends, the engine ends the program and says nothing that helps.
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';

const MIB = 1024 * 1024;
/** An account that takes less than this part of the memory to hold has never come near the end of it. */
const HARMLESS = 0.1;

/** Says one line on standard error once the memory that the process may use is nearly used up. Costs nothing where little is used yet. */
export function watchMemory(): void {
  const limit = getHeapStatistics().heap_size_limit;
  if (watching || process.memoryUsage.rss() < HARMLESS * limit) return;
  watching = true;
  const line =
    `memory is nearly used up: the account is large for ${Math.round(limit / MIB)} MiB. If the program ends here, ` +
    `run it with more: NODE_OPTIONS=--max-old-space-size=${Math.round((2 * limit) / MIB)}`;
  new Worker(WATCH, { eval: true, workerData: { limit, line: `${process.stderr.isTTY ? '\r\u001b[K' : ''}${line}\n` } }).unref();
}

let watching = false;

/** Runs beside the work, which leaves no time for it. */
const WATCH = `
const { workerData: { limit, line } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const timer = setInterval(() => {
  if (process.memoryUsage.rss() < 0.95 * limit) return;
  clearInterval(timer);
  try { writeSync(2, line); } catch {}
}, 100);
`;
