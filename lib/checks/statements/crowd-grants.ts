// What statements give to everybody of an account whom they do not name alone, for all repositories at once: where each principal and each
// repository differ there are too many pairs to ask of each whether it is expected.

import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type Bits, type BitsUnion, bitsOfNumbers, bitsUnion, common, has, includes, minus } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Subset } from '../../collections/subset.ts';
import type { AlikeAnswers, IsExpected } from '../../drift/cell/expected.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import type { SpokenTogether } from './crowds.ts';
import { distinctlyJudged } from './distinctly-judged.ts';
import type { Heard, Watched } from './heard.ts';

export interface CrowdGrants {
  /** What statements say to all alike who are no more than members of the crowd. The answer has to be alike for each of the principals. */
  readonly judge: (heard: Heard) => void;
  /** Whether what the statement gives at one of its repositories was judged to be so; it can be both, of several principals. */
  readonly isGiven: (watched: Watched, what: keyof Judged) => boolean;
}

/** Positions of repositories. */
interface Judged {
  readonly expected: BitsUnion;
  readonly unexpected: BitsUnion;
}

/** Nothing is judged yet. */
export function crowdGrants(matrix: AccessMatrix, isExpected: IsExpected, { placesIn }: AlikeAnswers): CrowdGrants {
  const { repositories, positions, placesOf } = repositoryPlaces(matrix);
  // Many accounts have no statement about a crowd.
  const expectedOf = memoize((_: undefined) => placesIn(repositories));
  const judged = new Map<SpokenTogether, Judged>();
  const judgedOf = memoize((statement: CompiledStatement) =>
    [...judged].flatMap(([{ statements }, each]) => (statements.has(statement) ? [each] : [])),
  );
  return {
    judge: ({ group, speaking, rights }) => {
      const crowds = speaking.crowds().filter(({ together }) => together.length > 0);
      if (crowds.length === 0) return;
      const where = placesOf(group.among);
      for (const { subjects, together: alike } of crowds) {
        const distinct = distinctlyJudged(subjects, isExpected);
        for (const together of alike) {
          const given = rights(together, together.isOnlyDelegated);
          if (given.length === 0) continue;
          const { expected, unexpected } = getOrCreate(judged, together, () => noneOf(repositories.length));
          for (const subject of distinct) {
            // Nothing graver can be found.
            if (includes(unexpected.bits, where)) break;
            const places = expectedOf(undefined)(subject, given);
            expected.add(common(where, places));
            unexpected.add(minus(where, places));
          }
        }
      }
    },
    isGiven: ({ statement, repositories: those }, what) =>
      judgedOf(statement).some((each) => those.some((repository) => has(each[what].bits, positions.get(repository) ?? -1))),
  };
}

function noneOf(count: number): Judged {
  return { expected: bitsUnion(count), unexpected: bitsUnion(count) };
}

interface RepositoryPlaces {
  /** In the order of their positions. */
  readonly repositories: readonly Repository[];
  readonly positions: ReadonlyMap<Repository, number>;
  readonly placesOf: (classes: Subset<number>) => Bits;
}

function repositoryPlaces({ repositoryClasses }: AccessMatrix): RepositoryPlaces {
  const repositories = repositoryClasses.flatMap(({ members }) => members);
  const positions = new Map(repositories.map((repository, position) => [repository, position]));
  const positionsAt = repositoryClasses.map(({ members }) => members.flatMap((repository) => positions.get(repository) ?? []));
  const placesAt = (numbers: Iterable<number>): Bits =>
    bitsOfNumbers(
      repositories.length,
      [...numbers].flatMap((number) => positionsAt[number] ?? []),
    );
  const placesOfList = memoize((of: readonly number[]) => placesAt(of));
  return {
    repositories,
    positions,
    placesOf: ({ of, except }) => (except.size === 0 ? placesOfList(of) : minus(placesOfList(of), placesAt(except))),
  };
}
