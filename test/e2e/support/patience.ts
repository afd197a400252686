// Emulators hang now and then: a step that takes far too long is told apart from one with a wrong result.

/** Something did not end; what it would have said is not known. */
export class Hang extends Error {
  override readonly name = 'Hang';
}

/** What `work` gives; throws a Hang when it takes longer than `seconds`. */
async function within<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Hang(`${what} did not end in ${seconds} seconds`)), seconds * 1_000);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until there is an answer; throws a Hang when there is none after `seconds`. */
export async function until<T>(seconds: number, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await within(seconds, what, ask());
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Hang(`${what} did not happen in ${seconds} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
