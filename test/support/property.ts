// Runs a property, and shows what breaks it in a form that can be kept.
import fc from 'fast-check';

/** Fixed, so that a red build is about the commit and not about luck; `PROPERTY_SEED=7 PROPERTY_TIMES=20 npx vitest run test/properties` looks further. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_121);
const TIMES = Number(process.env['PROPERTY_TIMES'] ?? 1);

export interface PropertyOptions<T> {
  readonly runs: number;
  /** The counterexample as a person wants to read it. */
  readonly show: (counterexample: T) => string;
}

export function holds<T, Ts extends unknown[]>(property: fc.IProperty<[T, ...Ts]>, { runs, show }: PropertyOptions<T>): void {
  const details = fc.check(property, { seed: SEED, numRuns: runs * TIMES });
  if (!details.failed) return;
  const { counterexample, errorInstance, numRuns, numShrinks } = details;
  const head = `fails after ${numRuns} runs and ${numShrinks} shrinks (PROPERTY_SEED=${SEED})`;
  if (counterexample === null) throw new Error(`${head}: too many cases were left out`);
  const shown = show(counterexample[0]);
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${head}:\n${reason}\n\n${shown}\n`, { cause: errorInstance });
}
