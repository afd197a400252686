// The access of any principal to any repository, before some edits and after them. Sides are worked out once for all that
// answer alike, and what edits leave alone is taken over.
import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { memoize } from '../../collections/memoize.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compactText } from '../policy/document.ts';
import type { Edit } from '../policy/edit.ts';
import { type OutcomeOfSides, outcomesOf } from './outcomes.ts';
import { isEdited, isReached, reachedIn } from './reach.ts';
import { type Meter, type OwnSideAt, ownSides, type ResourceSideAt, resourceSidesBy } from './shared-sides.ts';

/** The outcome of any cell. Equal outcomes are mostly one object. */
export type AccessAt = (subject: Subject, repository: Repository) => Outcome;

export interface Cells {
  readonly at: AccessAt;
  readonly own: OwnSideAt;
  readonly resource: ResourceSideAt;
  /** Equal for repositories whose policies answer everybody alike. */
  readonly answers: (repository: Repository) => string;
  /** What two sides come to; the same before edits and after them. */
  readonly outcome: OutcomeOfSides;
  readonly work: Meter | undefined;
}

/** The cells of an account as it is. */
export function cellsOf(matrix: AccessMatrix, work?: Meter, outcome = outcomesOf(matrix)): Cells {
  const { account, repositoryClasses, columnsAt } = matrix;
  const numbers = new Map<string, number>(repositoryClasses.flatMap((each, number) => each.members.map(({ arn }) => [arn, number])));
  const numberOf = ({ arn }: Repository): number => numbers.get(arn) ?? -1;
  const answers = (repository: Repository): string => repositoryClasses[numberOf(repository)]?.answers ?? repository.arn;
  return cellsWith({
    own: ownSides(account, account.locals, work),
    resource: resourceSidesBy(account, answers, { work, columnsOf: (repository) => columnsAt(numberOf(repository)) }),
    answers,
    outcome,
    work,
  });
}

/** The cells of the account that the edits leave; `cells` are those before. */
export function cellsAfter(cells: Cells, after: Account, edits: readonly Edit[]): Cells {
  const answers = answersAfter(cells, edits);
  const isOwner = memoize((subject: Subject) => isReached(subject, edits));
  const isChanged = memoize((repository: Repository) => isEdited(repository, edits));
  const rewritten = ownSides(
    after,
    reachedIn(after.locals, edits).flatMap((number) => after.locals[number] ?? []),
    cells.work,
  );
  const changed = resourceSidesBy(after, answers, { work: cells.work });
  return cellsWith({
    own: (subject, repository) => (isOwner(subject) ? rewritten : cells.own)(subject, repository),
    resource: (subject, repository) => (isChanged(repository) ? changed : cells.resource)(subject, repository),
    answers,
    outcome: cells.outcome,
    work: cells.work,
  });
}

/** An edited policy may tell apart what nothing told apart before: the repositories that a registry policy names, and its own. */
function answersAfter({ answers }: Cells, edits: readonly Edit[]): Cells['answers'] {
  const own = edits.filter(({ kind }) => kind === 'repositoryPolicy');
  const texts = edits.flatMap((edit) => (edit.kind === 'registryPolicy' && edit.after ? [compactText(edit.after)] : []));
  return memoize((repository) => {
    const { arn } = repository;
    return isEdited(repository, own) || texts.some((text) => text.includes(arn)) ? arn : answers(repository);
  });
}

function cellsWith({ own, resource, answers, outcome, work }: Omit<Cells, 'at'>): Cells {
  const at: AccessAt = (subject, repository) =>
    outcome(own(subject, repository), resource(subject, repository), subject.local !== undefined);
  return { at, own, resource, answers, outcome, work };
}
