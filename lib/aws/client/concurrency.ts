// Work that runs side by side, a bounded number at a time.

/** Runs `task` on every item, `width()` at a time, until all are done or `more` says to stop. Rejects with the first error, and begins no other then. */
export function eachOf<T>(items: Iterable<T>, { width, more, task }: Work<T>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let running = 0;
  let hasFailed = false;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      hasFailed = true;
      reject(error);
    };
    const fill = (): void => {
      while (running < Math.max(1, width()) && !hasFailed && more()) {
        const { done, value } = rest.next();
        if (done) break;
        running += 1;
        task(value).then(ended).catch(fail);
      }
      if (running === 0) resolve();
    };
    const ended = (): void => {
      running -= 1;
      fill();
    };
    fill();
  });
}

export interface Work<T> {
  /** How many may be under way, at least one: asked whenever one is done, since it may change. */
  readonly width: () => number;
  /** Whether another item may be begun. */
  readonly more: () => boolean;
  readonly task: (item: T) => Promise<void>;
}

/** The results of `task` in the order of `items`, `width` at a time. */
export async function mapOf<T, R>(items: readonly T[], width: number, task: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  await eachOf(items.entries(), {
    width: () => width,
    more: () => true,
    task: async ([index, item]) => {
      results[index] = await task(item);
    },
  });
  return results;
}
