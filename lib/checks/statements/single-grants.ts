// What statements give, asked of each principal at each repository by itself.

import type { Subject } from '../../access/account/subjects.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membership } from '../../collections/subset.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import type { Right } from '../../drift/cell/right.ts';
import type { Repository } from '../../model/snapshot.ts';
import type { CompiledStatement } from '../../policy/compile.ts';
import { distinctlyJudged } from './distinctly-judged.ts';
import type { Given, Heard, Watched } from './heard.ts';
import { appliesTo, isUnconditional } from './statement-applies.ts';

export interface SingleGrants {
  /** Whatever statements say to the principals. */
  readonly judge: (heard: Heard) => void;
  /** Only what they do not say to all alike. */
  readonly judgeBesides: (heard: Heard) => void;
  /** Whether that is the gravest that the statement was seen to give at one of its repositories. */
  readonly isGiven: (watched: Watched, what: Given) => boolean;
}

/** Nothing is judged yet. */
export function singleGrants(matrix: AccessMatrix, isExpected: IsExpected, watched: readonly Watched[]): SingleGrants {
  const { statementsAt, classesOf } = placesOf(matrix, watched);
  const { judge, isSettled, isGiven } = ledger(matrix, isExpected);
  const isIn = membership<number>();
  const judgeAt = ({ speaking, rights }: Heard, numbers: readonly number[], isWanted: (statement: CompiledStatement) => boolean): void => {
    for (const number of numbers) {
      const atClass = statementsAt(number);
      for (const [statement, repositories] of atClass ?? []) {
        if (!isWanted(statement) || rights(statement, false).length === 0) continue;
        for (const { isOnlyDelegated, subjects } of speaking.by(statement)) {
          const given = rights(statement, isOnlyDelegated);
          if (given.length > 0) judge({ statement, repositories }, subjects, given);
        }
        // Nothing graver can be seen of it.
        if (isSettled({ statement, repositories })) atClass?.delete(statement);
      }
    }
  };
  return {
    judge: (heard) => judgeAt(heard, heard.group.classes(), () => true),
    judgeBesides: (heard) => {
      const { group, speaking } = heard;
      const besides = speaking.besides(group.among.of.length);
      const numbers = besides
        ? [...new Set(besides.flatMap((statement) => [...classesOf(statement)]))].filter(isIn(group.among))
        : group.classes();
      judgeAt(heard, numbers, speaking.isBesides);
    },
    isGiven,
  };
}

interface Ledger {
  readonly judge: (watched: Watched, subjects: readonly Subject[], rights: readonly Right[]) => void;
  /** Whether it gives what is unexpected at each of the repositories. */
  readonly isSettled: (watched: Watched) => boolean;
  readonly isGiven: SingleGrants['isGiven'];
}

function ledger({ account }: AccessMatrix, isExpected: IsExpected): Ledger {
  const seen = new Map<CompiledStatement, Map<Repository, Given>>();
  // One list is judged for many statements.
  const distinct = new WeakMap<readonly Subject[], readonly Subject[]>();
  return {
    judge: ({ statement, repositories }, named, rights) => {
      const known = getOrCreate(seen, statement, () => new Map<Repository, Given>());
      const isForAll = isUnconditional(statement);
      const subjects = isForAll ? getOrCreate(distinct, named, () => distinctlyJudged(named, isExpected)) : named;
      let open = repositories.filter((repository) => known.get(repository) !== 'unexpected');
      for (const subject of subjects) {
        if (open.length === 0) return;
        let ended = false;
        for (const repository of open) {
          if (!isForAll && !appliesTo(account, statement, subject, repository)) continue;
          const expected = rights.every((right) => isExpected({ ...right, subject, repository }));
          known.set(repository, expected ? 'expected' : 'unexpected');
          ended ||= !expected;
        }
        if (ended) open = open.filter((repository) => known.get(repository) !== 'unexpected');
      }
    },
    isSettled: ({ statement, repositories }) => {
      const known = seen.get(statement);
      return known !== undefined && repositories.every((repository) => known.get(repository) === 'unexpected');
    },
    isGiven: ({ statement, repositories }, what) => {
      const known = seen.get(statement);
      return known !== undefined && repositories.some((repository) => known.get(repository) === what);
    },
  };
}

interface StatementPlaces {
  /** Whoever is done with a statement at a class takes it out. */
  readonly statementsAt: (number: number) => Map<CompiledStatement, readonly Repository[]> | undefined;
  readonly classesOf: (statement: CompiledStatement) => Iterable<number>;
}

/** Equal policies of many repositories have one statement. */
function placesOf({ repositoryClasses }: AccessMatrix, watched: readonly Watched[]): StatementPlaces {
  const numbers = new Map(repositoryClasses.flatMap(({ members }, number) => members.map((repository) => [repository, number] as const)));
  const byClass = new Map<number, Map<CompiledStatement, Repository[]>>();
  const byStatement = new Map<CompiledStatement, Set<number>>();
  for (const { statement, repositories } of watched) {
    for (const repository of repositories) {
      const number = numbers.get(repository);
      if (number === undefined) continue;
      const atClass = getOrCreate(byClass, number, () => new Map<CompiledStatement, Repository[]>());
      getOrCreate(atClass, statement, () => []).push(repository);
      getOrCreate(byStatement, statement, () => new Set()).add(number);
    }
  }
  return { statementsAt: (number) => byClass.get(number), classesOf: (statement) => byStatement.get(statement) ?? [] };
}
