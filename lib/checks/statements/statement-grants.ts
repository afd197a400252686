// What single statements of resource policies give today, and whether the baseline expects it.

import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { type ActionMask, covers, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { rightsFrom, type StatementRight } from '../survey/statement-rights.ts';
import type { SeenGroup } from '../survey/survey.ts';
import { statementsNaming } from './statements-naming.ts';

export interface Watched {
  readonly statement: CompiledStatement;
  readonly repositories: readonly Repository[];
}

export type Given = 'nothing' | 'expected' | 'unexpected';

export interface StatementGrants {
  readonly see: (group: SeenGroup) => void;
  /** The gravest of what was seen. */
  readonly given: (watched: Watched) => Given;
}

/** Watches statements during a walk over the matrix; asked for what they give once it is over. */
export function statementGrants(matrix: AccessMatrix, isExpected: IsExpected, watched: readonly Watched[]): StatementGrants {
  const byClass = statementsByClass(matrix, watched);
  const statements = [...new Set(watched.map(({ statement }) => statement))];
  const candidates = statementsNaming(statements);
  const naming = memoize((subject: Subject) => new Set(candidates(subject).filter((statement) => isNamed(statement, subject))));
  const { judge, given } = ledger(matrix.account, isExpected);
  return {
    see: ({ subjects, classes, outcome }) => {
      const named = subjects.filter((subject) => naming(subject).size > 0);
      const [first] = named;
      if (!first) return;
      const rightsBy = memoize((statement: CompiledStatement) => rightsFrom(outcome, statement.actions, first));
      const wholeBy = memoize((statement: CompiledStatement) => wholeRights(rightsBy(statement), statement.actions));
      const giving = new Set(named.flatMap((subject) => [...naming(subject)]).filter((statement) => rightsBy(statement).length > 0));
      if (giving.size === 0) return;
      for (const number of classes()) {
        for (const [statement, repositories] of byClass.get(number) ?? []) {
          if (!giving.has(statement)) continue;
          for (const subject of named) {
            if (!naming(subject).has(statement)) continue;
            const rights = isOnlyDelegated(statement, subject) ? wholeBy(statement) : rightsBy(statement);
            if (rights.length > 0) judge({ statement, repositories }, subject, rights);
          }
        }
      }
    },
    given,
  };
}

interface Ledger extends Pick<StatementGrants, 'given'> {
  readonly judge: (watched: Watched, subject: Subject, rights: readonly StatementRight[]) => void;
}

function ledger(account: Account, isExpected: IsExpected): Ledger {
  const seen = new Map<CompiledStatement, Map<Repository, Given>>();
  return {
    judge: ({ statement, repositories }, subject, rights) => {
      const known = getOrCreate(seen, statement, () => new Map<Repository, Given>());
      for (const repository of repositories) {
        if (known.get(repository) === 'unexpected' || !appliesTo(account, statement, subject, repository)) continue;
        const expected = rights.every((right) => isExpected({ ...right, subject, repository }));
        known.set(repository, expected ? 'expected' : 'unexpected');
      }
    },
    given: ({ statement, repositories }) => {
      const known = new Set(repositories.map((repository) => seen.get(statement)?.get(repository)));
      return (['unexpected', 'expected'] as const).find((each) => known.has(each)) ?? 'nothing';
    },
  };
}

type StatementsAt = ReadonlyMap<CompiledStatement, readonly Repository[]>;

function statementsByClass({ repositoryClasses }: AccessMatrix, watched: readonly Watched[]): ReadonlyMap<number, StatementsAt> {
  const numbers = new Map(repositoryClasses.flatMap(({ members }, number) => members.map((repository) => [repository, number] as const)));
  const byClass = new Map<number, Map<CompiledStatement, Repository[]>>();
  for (const { statement, repositories } of watched) {
    for (const repository of repositories) {
      const number = numbers.get(repository);
      if (number === undefined) continue;
      const atClass = getOrCreate(byClass, number, () => new Map<CompiledStatement, Repository[]>());
      getOrCreate(atClass, statement, () => []).push(repository);
    }
  }
  return byClass;
}

/** A22: one of the account's own whom the statement names by nothing but the account. */
function isOnlyDelegated({ principal }: CompiledStatement, { local, caller }: Subject): boolean {
  if (!local) return false;
  const { direct, role } = principal.match(caller, FALSE);
  return direct === FALSE && role === FALSE;
}

/** Where the principal's own policies give a right, the statement lets in no more of it than it speaks of. */
function wholeRights(rights: readonly StatementRight[], actions: ActionMask): readonly StatementRight[] {
  return rights.flatMap((right) => {
    if (isCapability(right.capability) && CAPABILITY_RULES[right.capability].needs === 'all')
      return covers(actions, right.actions) ? [right] : [];
    const shared = intersection(right.actions, actions);
    return isEmpty(shared) ? [] : [{ ...right, actions: shared }];
  });
}

/** What is not expected of service-linked roles is not reported: AWS acts for the account. */
function isNamed({ principal }: CompiledStatement, subject: Subject): boolean {
  return subject.principal.class !== 'service-linked' && principal.match(subject.caller, FALSE).some !== FALSE;
}

/** Whether the statement may speak to the subject there, going by its Resource and Condition. */
export function appliesTo({ ground }: Account, statement: CompiledStatement, { keys }: Subject, repository: Repository): boolean {
  const context = requestContext(ground, keys, { region: repository.region, repository, tagging: false });
  return conditionsHold(statement, repository.arn, context) !== FALSE;
}
