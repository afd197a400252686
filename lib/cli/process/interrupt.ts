// Ctrl-C and SIGTERM end a scan at once: the calls under way are given up, and nothing half-done stays.
import { EXIT, Failure } from './failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** What still holds the process after that, a connection being closed or a slow provider of credentials, is cut off. */
const PATIENCE_MS = 600;

/** Runs `task` with a signal that aborts when the user interrupts; what it then throws becomes one line. */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    controller.abort(new Failure('interrupted: nothing was written'));
    setTimeout(() => process.exit(EXIT.failed), PATIENCE_MS).unref();
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await task(controller.signal);
  } finally {
    // Once interrupted the process is on its way out, and says so first: an impatient second signal changes nothing.
    if (!controller.signal.aborted) for (const name of SIGNALS) process.off(name, stop);
  }
}
