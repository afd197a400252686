// Runs a property, and shows what breaks it in a form that can be kept.
import fc from 'fast-check';

/** Fixed, so that a red build is about the commit and not about luck; `PROPERTY_SEED=7 PROPERTY_TIMES=20 npx vitest run test/properties` looks further. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_121);
/** A tenth in the quick suite (vitest.config.ts). */
const TIMES = Number(process.env['PROPERTY_TIMES'] ?? 1);
/** A shorter round than this says little; a property that asks for fewer gets what it asks for. */
const FEWEST = 10;

export interface PropertyOptions<T> {
  readonly runs: number;
  /** The counterexample as a person wants to read it. */
  readonly show: (counterexample: T) => string;
}

/** Throws what breaks the property within `rounds(runs)` runs. */
export function holds<T, Ts extends unknown[]>(property: fc.IProperty<[T, ...Ts]>, { runs, show }: PropertyOptions<T>): void {
  const details = fc.check(property, { seed: SEED, numRuns: rounds(runs) });
  if (!details.failed) return;
  const { counterexample, errorInstance, numRuns, numShrinks } = details;
  const head = `fails after ${numRuns} runs and ${numShrinks} shrinks (PROPERTY_SEED=${SEED})`;
  if (counterexample === null) throw new Error(`${head}: too many cases were left out`);
  const shown = show(counterexample[0]);
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${head}:\n${reason}\n\n${shown}\n`, { cause: errorInstance });
}

/** How many runs a property gets in this suite, of the runs that it has in the full one. With one seed, the first of those. */
export function rounds(runs: number): number {
  return Math.max(Math.min(runs, FEWEST), Math.round(runs * TIMES));
}

/** The distance between the cases that a suite takes of a long list, where the full one takes every `step`th. */
export function everyNth(step: number): number {
  return Math.max(step, Math.round(step / TIMES));
}
