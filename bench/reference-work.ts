// A fixed piece of work, about a second on a quiet core: figures of busy machines are compared as multiples of it.

/** Seconds of processor time that the work took. */
export function referenceWork(): number {
  const before = process.cpuUsage();
  let sum = 0;
  for (let turn = 0; turn < 130; turn += 1) {
    const words = new Map<string, number>();
    for (let at = 0; at < 40_000; at += 1) words.set(`word ${(at * 7919 + turn) % 20_011}`, at);
    for (const value of words.values()) sum += value;
  }
  if (sum === 0) throw new Error('the reference work was left out');
  return process.cpuUsage(before).user / 1e6;
}
