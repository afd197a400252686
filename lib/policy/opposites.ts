// Questions of which one is the opposite of the other: a truth value is true or false, a number is less or it is not. The engine asks each
// by itself; where two formulas are compared by their meaning, what is known of them together counts.
import { type Atom, all, any, atomsOf, type Formula, not, test } from './formula.ts';

/** Who asks for the opposite of a question, wherever the key is there. */
export interface Opposite {
  readonly comparison: string;
  readonly value: string;
}

const TURNED: ReadonlyMap<string, string> = new Map(
  ['Numeric', 'Date'].flatMap((type) => [
    [`${type}LessThan`, `${type}GreaterThanEquals`] as const,
    [`${type}GreaterThanEquals`, `${type}LessThan`] as const,
    [`${type}GreaterThan`, `${type}LessThanEquals`] as const,
    [`${type}LessThanEquals`, `${type}GreaterThan`] as const,
  ]),
);

/** Undefined where no question is the opposite. */
export function oppositeOf(comparison: string, value: string): Opposite | undefined {
  if (comparison === 'Bool') return truthOf(value) === undefined ? undefined : { comparison, value: String(!truthOf(value)) };
  const turned = TURNED.get(comparison);
  return turned === undefined ? undefined : { comparison: turned, value };
}

function truthOf(value: string): boolean | undefined {
  const text = value.toLowerCase();
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

/** What is known of the questions of a formula together: exactly one of two opposites is so where the key is there, and none where it is not. */
export function knownTogether(formula: Formula): Formula {
  const told = new Set<string>();
  return all(...[...atomsOf(formula)].flatMap((atom) => factsOf(atom, told)));
}

function factsOf({ stem, values }: Atom, told: Set<string>): readonly Formula[] {
  const [, comparison = '', ...rest] = stem.split(' ');
  const key = rest.join(' ');
  return values.flatMap((value) => {
    const opposite = oppositeOf(comparison, value);
    const id = JSON.stringify([comparison, key, value]);
    if (!opposite || told.has(id)) return [];
    told.add(id);
    const absent = test(`Null ${key}`, ['true']);
    const [one, other] = [test(`${comparison} ${key}`, [value]), test(`${opposite.comparison} ${key}`, [opposite.value])];
    return [any(absent, one, other), not(all(one, other)), not(all(absent, one)), not(all(absent, other))];
  });
}
