// Parts of long lists that many parts share.
import { memoize } from './memoize.ts';
import type { Members } from './number-set.ts';

/** A list without some of its members. The list is one object for many parts, so that what is found out about it can be remembered. */
export interface Subset<T> {
  readonly of: readonly T[];
  readonly except: Members<T>;
}

const NOTHING: ReadonlySet<never> = new Set();

/** All of a list. */
export function whole<T>(of: readonly T[]): Subset<T> {
  return { of, except: NOTHING };
}

/** How much the members weigh together; the whole list is weighed once. */
export function weighing<T>(weightOf: (item: T) => number): (subset: Subset<T>) => number {
  const lists = memoize((of: readonly T[]) => ({ total: of.reduce((sum, each) => sum + weightOf(each), 0), members: new Set(of) }));
  return ({ of, except }) => {
    const { total, members } = lists(of);
    let left = total;
    for (const each of except) if (members.has(each)) left -= weightOf(each);
    return left;
  };
}

/** Calls `add` with every member of the subsets that it is given, and not much more than once with each of a list. */
export function gathering<T>(add: (item: T) => void): (subset: Subset<T>) => void {
  const left = new Map<readonly T[], readonly T[]>();
  return ({ of, except }) => {
    const missing: T[] = [];
    for (const each of left.get(of) ?? of) {
      if (except.has(each)) missing.push(each);
      else add(each);
    }
    left.set(of, missing);
  };
}

/** How many members are left. INVARIANT: whatever is left out is in the list. */
export function sizeOf<T>({ of, except }: Subset<T>): number {
  return of.length - except.size;
}

/** The members that are left, in the order of the list. */
export function membersOf<T>({ of, except }: Subset<T>): readonly T[] {
  return except.size === 0 ? of : of.filter((each) => !except.has(each));
}

/** Whether something is a member that is left; the members of a list are put together once. */
export function membership<T>(): (subset: Subset<T>) => (item: T) => boolean {
  const lists = memoize((of: readonly T[]) => new Set(of));
  return ({ of, except }) => {
    const members = lists(of);
    return (item) => members.has(item) && !except.has(item);
  };
}
