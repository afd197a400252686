// Which sets can be parts of another: found by their least number, since a part has all its numbers in the whole.
import { type Bits, has, includes, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';

export interface CandidateParts {
  /** Adds a set that has a rule. */
  readonly keep: (set: Bits) => void;
  /** The sets inside another: those that have rules in the order in which they came, then the natural ones. */
  readonly within: (classes: Bits) => readonly Bits[];
}

/** A set, how large it is, and, where it is small, its numbers. */
interface Candidate {
  readonly set: Bits;
  readonly size: number;
  readonly numbers: readonly number[] | undefined;
  place: number;
}

const SMALL = 64;

/** `naturals`: sets that are there from the start. */
export function candidateParts(naturals: readonly Bits[]): CandidateParts {
  const byLeast = new Map<number, Candidate[]>();
  const known = new Map<Bits, Candidate>();
  const enter = (set: Bits, place: number): Candidate =>
    getOrCreate(known, set, () => {
      const numbers = numbersIn(set);
      const candidate = { set, size: numbers.length, numbers: numbers.length > SMALL ? undefined : numbers, place };
      getOrCreate(byLeast, numbers[0] ?? -1, () => []).push(candidate);
      return candidate;
    });
  for (const [at, set] of naturals.entries()) enter(set, AFTER_KEPT + at);
  let kept = 0;
  return {
    keep: (set) => {
      enter(set, kept).place = kept;
      kept += 1;
    },
    within: (classes) => {
      const found: Candidate[] = [];
      const numbers = numbersIn(classes);
      for (const number of numbers) {
        for (const each of byLeast.get(number) ?? []) if (each.size < numbers.length && isPart(each, classes)) found.push(each);
      }
      return found.sort((a, b) => a.place - b.place).map(({ set }) => set);
    },
  };
}

const AFTER_KEPT = 2 ** 40;

function isPart({ set, numbers }: Candidate, classes: Bits): boolean {
  return numbers ? numbers.every((number) => has(classes, number)) : includes(classes, set);
}
