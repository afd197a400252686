// Where access that is asked for is not granted, by rights of principals: there may be as many places as cells.
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type Bits, bitsOfNumbers, has, minus, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { BeatenAt } from './beaten.ts';
import { grantedClasses } from './granted-classes.ts';
import type { Required, Wanted } from './missing-cell.ts';

/** Where the matrix has no grant of one right of one principal. */
export interface Ungranted {
  readonly size: number;
  /** So many of them; found again whenever they are asked for, since there may be as many lists as principals. */
  readonly first: (most: number) => readonly Wanted[];
}

/** What is asked of whom, and where. */
export interface Wish {
  readonly principals: readonly Required[];
  readonly repositories: readonly Repository[];
  /** Capabilities and raw actions. */
  readonly words: readonly string[];
}

/** What of some wishes the matrix does not grant, and nothing beats: what is there is found class by class. */
export function ungrantedIn(matrix: AccessMatrix, wishes: readonly Wish[], beatenAt: BeatenAt): (wish: Wish) => readonly Ungranted[] {
  const { repositoryClasses } = matrix;
  const granted = grantedClasses(matrix, {
    principals: new Set(wishes.flatMap(({ principals }) => principals.map(({ name }) => name))),
    words: new Set(wishes.flatMap(({ words }) => words)),
  });
  const numbers = new Map(repositoryClasses.flatMap(({ members }, number) => members.map((each) => [each, number] as const)));
  const placesOf = memoize((repositories: readonly Repository[]) => {
    const byClass = new Map<number, Repository[]>();
    for (const repository of repositories) getOrCreate(byClass, numbers.get(repository) ?? -1, () => []).push(repository);
    const listed = byClass.size > FEW ? undefined : [...byClass.keys()].sort((a, b) => a - b);
    return { byClass, listed, wanted: bitsOfNumbers(repositoryClasses.length, byClass.keys()) };
  });
  return ({ principals, repositories, words }) => {
    const { byClass, listed, wanted } = placesOf(repositories);
    const without = (there: Bits): readonly number[] => listed?.filter((number) => !has(there, number)) ?? numbersIn(minus(wanted, there));
    return principals.flatMap((required) =>
      words.map((capability): Ungranted => {
        const there = granted(required.name, capability);
        const left = (): readonly number[] => (there ? without(there) : numbersIn(wanted));
        const isBeaten = beatenAt({ ...required, capability });
        const open = (number: number): readonly Repository[] => {
          const those = byClass.get(number) ?? [];
          return isBeaten ? those.filter((repository) => !isBeaten(repository)) : those;
        };
        return {
          size: left().reduce((sum, number) => sum + open(number).length, 0),
          first: (most) =>
            left()
              .flatMap(open)
              .slice(0, most)
              .map((repository) => ({ ...required, repository, capability })),
        };
      }),
    );
  };
}

/** So many classes are looked at one by one. */
const FEW = 64;
