// What the program is at, for whoever waits at a terminal: said from beside, since the work itself leaves no time for it. Elsewhere nothing is said.
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { visible } from '../../text/quote.ts';

/** Says what comes next. What takes less than a second is never shown, and whatever is printed ends it. */
export function step(title: string): void {
  if (!process.stderr.isTTY) return;
  shown ??= startedOn(Math.max(process.stderr.columns || USUAL_COLUMNS, LEAST_COLUMNS));
  shown.worker.postMessage(visible(title));
}

/** Ends it and clears the line: before anything else is written. */
export function endSteps(): void {
  if (!shown) return;
  const { state, worker } = shown;
  shown = undefined;
  while (Atomics.compareExchange(state, TURN, FREE, OVER) === WRITING) Atomics.wait(state, TURN, WRITING, WAIT_MS);
  void worker.terminate();
  if (Atomics.load(state, DRAWN) === 1) written(CLEAR);
}

interface Shown {
  readonly worker: Worker;
  /** Whose turn it is to write, and whether there is a line. */
  readonly state: Int32Array;
}

let shown: Shown | undefined;

const USUAL_COLUMNS = 80;
const LEAST_COLUMNS = 20;
const WAIT_MS = 20;
const CLEAR = '\r\u001b[K';
/** Places in the state. */
const [TURN, DRAWN] = [0, 1];
/** Turns. */
const [FREE, WRITING, OVER] = [0, 1, 2];

function startedOn(columns: number): Shown {
  const buffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(CLOCK, { eval: true, workerData: { buffer, columns } });
  worker.unref();
  return { worker, state: new Int32Array(buffer) };
}

/** Runs beside the work. INVARIANT: it writes only while it has the turn, and never once the turn is over. */
const CLOCK = `
const { parentPort, workerData: { buffer, columns } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const state = new Int32Array(buffer);
const startedAt = Date.now();
let title = '';
parentPort.on('message', (next) => { title = next; });
setInterval(() => {
  const seconds = Math.floor((Date.now() - startedAt) / 1000);
  if (seconds < 1 || Atomics.compareExchange(state, ${TURN}, ${FREE}, ${WRITING}) !== ${FREE}) return;
  const time = ' ' + seconds + ' s';
  const text = [...title].slice(0, columns - time.length - 1).join('');
  try { writeSync(2, '\\r\\u001b[K' + text + time); } catch {}
  Atomics.store(state, ${DRAWN}, 1);
  Atomics.store(state, ${TURN}, ${FREE});
  Atomics.notify(state, ${TURN});
}, 200);
`;

function written(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody is there to see it.
  }
}
