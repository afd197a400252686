/** A list without some of its members. The list is one object for many parts, so that what is found out about it can be remembered. */
export interface Subset<T> {
  readonly of: readonly T[];
  readonly except: ReadonlySet<T>;
}

const NOTHING: ReadonlySet<never> = new Set();

/** All of a list. */
export function whole<T>(of: readonly T[]): Subset<T> {
  return { of, except: NOTHING };
}

/** The members that are left, in the order of the list. */
export function membersOf<T>({ of, except }: Subset<T>): readonly T[] {
  return except.size === 0 ? of : of.filter((each) => !except.has(each));
}
