// What single statements of resource policies give today, and whether the baseline expects it.

import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';
import { CAPABILITY_RULES } from '../../ecr/capabilities.ts';
import { isCapability } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type CompiledStatement, conditionsHold } from '../../policy/compile.ts';
import { hasVariable } from '../../policy/condition/written-value.ts';
import { FALSE } from '../../policy/logic/formula.ts';
import { type ActionMask, covers, intersection, isEmpty } from '../../policy/logic/mask.ts';
import { rightsFrom, type StatementRight } from '../survey/statement-rights.ts';
import type { SeenGroup } from '../survey/survey.ts';
import { speakingTo } from './statements-naming.ts';

export interface Watched {
  readonly statement: CompiledStatement;
  /** Of which its Resource may speak. */
  readonly repositories: readonly Repository[];
}

export type Given = 'nothing' | 'expected' | 'unexpected';

export interface StatementGrants {
  /** What is not expected of service-linked roles is not reported: AWS acts for the account. */
  readonly see: (group: SeenGroup) => void;
  /** The gravest of what was seen. */
  readonly given: (watched: Watched) => Given;
}

/** Watches statements during a walk over the matrix; asked for what they give once it is over. */
export function statementGrants(matrix: AccessMatrix, isExpected: IsExpected, watched: readonly Watched[]): StatementGrants {
  const statements = [...new Set(watched.map(({ statement }) => statement))];
  const byClass = statementsByClass(matrix, watched);
  const speaking = speakingTo(statements);
  const actionsOf = sharedActions(statements);
  const unconditional = new Set(statements.filter(isUnconditional));
  const { judge, isSettled, given } = ledger(matrix.account, isExpected);
  const judgedBefore = classesJudged(matrix, isExpected);
  return {
    see: ({ subjects, classes, outcome }) => {
      const among = subjects.filter(({ principal }) => principal.class !== 'service-linked');
      const [first] = among;
      if (!first) return;
      const rightsBy = memoize((actions: ActionMask) => rightsFrom(outcome, actions, first));
      const wholeBy = memoize((actions: ActionMask) => wholeRights(rightsBy(actions), actions));
      const isGiving = (statement: CompiledStatement): boolean => rightsBy(actionsOf(statement)).length > 0;
      const addressed = speaking(among);
      if (!addressed.some(isGiving)) return;
      const judged = judgedBefore(among, outcome);
      for (const number of classes()) {
        const atClass = byClass.get(number);
        const isJudged = judged?.[number] === 1;
        if (judged) judged[number] = 1;
        for (const [statement, repositories] of atClass ?? []) {
          if (isJudged && unconditional.has(statement) && !addressed.isSingling(statement)) continue;
          if (!isGiving(statement)) continue;
          for (const { isOnlyDelegated, subjects: named } of addressed.by(statement)) {
            const rights = (isOnlyDelegated ? wholeBy : rightsBy)(actionsOf(statement));
            if (rights.length > 0) judge({ statement, repositories }, named, rights);
          }
          // Nothing graver can be seen of it.
          if (isSettled({ statement, repositories })) atClass?.delete(statement);
        }
      }
    },
    given,
  };
}

/** More kinds of principals and outcomes than these are judged one by one. */
const MOST_KINDS = 500;

/**
 * The classes at which the same was judged before: principals of whom the same is expected, with the same rights. Undefined where they are not
 * known to be alike. Whoever asks writes down what is judged now.
 */
function classesJudged(
  { repositoryClasses }: AccessMatrix,
  { alike }: IsExpected,
): (among: readonly Subject[], outcome: Outcome) => Uint8Array | undefined {
  const numbers = new Map<object, number>();
  const numberOf = (who: object): number => getOrCreate(numbers, who, () => numbers.size);
  const known = new Map<string, Uint8Array>();
  return (among, { capabilities }) => {
    if (!alike || !among.every((subject) => subject.local && alike.isFor(subject))) return undefined;
    const who = [...new Set(among.map((subject) => numberOf(alike.whoOf(subject))))].sort((a, b) => a - b);
    const rights = capabilities.map(({ capability, decision, actions: { lo, hi } }) => [capability, decision === 'unknown', lo, hi]);
    const kind = JSON.stringify([who, rights]);
    if (!known.has(kind) && known.size === MOST_KINDS) return undefined;
    return getOrCreate(known, kind, () => new Uint8Array(repositoryClasses.length));
  };
}

interface Ledger extends Pick<StatementGrants, 'given'> {
  readonly judge: (watched: Watched, subjects: readonly Subject[], rights: readonly StatementRight[]) => void;
  /** Whether it gives what is unexpected at each of the repositories. */
  readonly isSettled: (watched: Watched) => boolean;
}

function ledger(account: Account, isExpected: IsExpected): Ledger {
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
    given: ({ statement, repositories }) => {
      const known = new Set(repositories.map((repository) => seen.get(statement)?.get(repository)));
      return (['unexpected', 'expected'] as const).find((each) => known.has(each)) ?? 'nothing';
    },
  };
}

/** One of those of whom the same is expected everywhere. */
function distinctlyJudged(subjects: readonly Subject[], { alike }: IsExpected): readonly Subject[] {
  if (!alike) return subjects;
  return [...new Map(subjects.map((subject) => [alike.isFor(subject) ? alike.whoOf(subject) : subject, subject])).values()];
}

/** Whether a statement speaks to whomever it names, going by its Resource and Condition, where it speaks of a repository at all. */
function isUnconditional({ conditions, source: { resource } }: CompiledStatement): boolean {
  return conditions.length === 0 && (resource.kind === 'every' || !resource.of.some(hasVariable));
}

/** The actions of each statement: one object for the same ones. */
function sharedActions(statements: readonly CompiledStatement[]): (statement: CompiledStatement) => ActionMask {
  const masks = new Map<string, ActionMask>();
  const shared = new Map(
    statements.map((statement) => {
      const { actions } = statement;
      return [statement, getOrCreate(masks, `${actions.lo} ${actions.hi}`, () => actions)];
    }),
  );
  return (statement) => shared.get(statement) ?? statement.actions;
}

type StatementsAt = Map<CompiledStatement, readonly Repository[]>;

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

/** Where the principal's own policies give a right, the statement lets in no more of it than it speaks of. */
function wholeRights(rights: readonly StatementRight[], actions: ActionMask): readonly StatementRight[] {
  return rights.flatMap((right) => {
    if (isCapability(right.capability) && CAPABILITY_RULES[right.capability].needs === 'all')
      return covers(actions, right.actions) ? [right] : [];
    const shared = intersection(right.actions, actions);
    return isEmpty(shared) ? [] : [{ ...right, actions: shared }];
  });
}

/** Whether the statement may speak to the subject there, going by its Resource and Condition. */
export function appliesTo({ ground }: Account, statement: CompiledStatement, { keys }: Subject, repository: Repository): boolean {
  const context = requestContext(ground, keys, { region: repository.region, repository, tagging: false });
  return conditionsHold(statement, repository.arn, context) !== FALSE;
}
