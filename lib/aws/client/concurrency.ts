// Work that runs side by side, a bounded number at a time.

/** Runs `task` on every item, `width` at a time, until all are done or `more` says to stop. Rejects with the first error. */
export async function eachOf<T>(items: Iterable<T>, { width, more, task }: Work<T>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    while (more()) {
      const { done, value } = rest.next();
      if (done) return;
      await task(value);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

export interface Work<T> {
  readonly width: number;
  /** Whether another item may be begun. */
  readonly more: () => boolean;
  readonly task: (item: T) => Promise<void>;
}

/** The results of `task` in the order of `items`, `width` at a time. */
export async function mapOf<T, R>(items: readonly T[], width: number, task: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  await eachOf(items.entries(), {
    width,
    more: () => true,
    task: async ([index, item]) => {
      results[index] = await task(item);
    },
  });
  return results;
}
