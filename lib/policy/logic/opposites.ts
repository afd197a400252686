// Questions of which one is the opposite of the other: a truth value is true or false, a number is less or it is not.

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
