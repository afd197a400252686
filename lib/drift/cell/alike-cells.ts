// Cells that entries with conditions judge alike: where no key that they ask about tells the principals or the repositories apart.

import type { AuditScope } from '../../access/account/request-context.ts';
import { requestContext } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { groupBy } from '../../collections/group-by.ts';
import type { Repository } from '../../model/snapshot.ts';
import { compileCondition } from '../../policy/condition/condition.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import type { ConditionalEntry, Expectation } from './expectation.ts';

/** Principals and repositories of one outcome, all of whose cells the same entries judge alike. */
export interface AlikeCells {
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
}

/**
 * Undefined where cells have to be judged one by one: a policy document is about one repository. Otherwise those principals are together for
 * whom each condition comes to the same at each kind of repository.
 */
export function alikeCells(
  ground: AuditScope,
  { subjects, repositories }: AlikeCells,
  { conditionalAllows, conditionalForbids, lapsed }: Expectation,
): readonly AlikeCells[] | undefined {
  const entries = [...conditionalAllows, ...conditionalForbids, ...lapsed.conditionalAllows];
  if (entries.some(({ entry }) => entry.policy !== undefined)) return undefined;
  const conditions = conditionsIn(entries);
  const [someone] = subjects;
  const [somewhere] = repositories;
  if (!someone || !somewhere) return [];
  const outcome = (subject: Subject, repository: Repository): string => {
    const context = requestContext(ground, subject.keys, { region: repository.region, repository, tagging: true });
    return conditions.map(({ holds }) => formulaKey(holds(context))).join('\n');
  };
  // A condition that compares a key of the one with a key of the other is asked of each pair.
  if (conditions.some(({ keys }) => keys.length > 1)) return undefined;
  const bySubject = groupBy(subjects, (subject) => outcome(subject, somewhere));
  const byRepository = groupBy(repositories, (repository) => outcome(someone, repository));
  return [...bySubject.values()].flatMap((those) =>
    [...byRepository.values()].map((places) => ({ subjects: those, repositories: places })),
  );
}

function conditionsIn(entries: readonly ConditionalEntry[]): readonly ReturnType<typeof compileCondition>[] {
  return entries.flatMap(({ entry }) => entry.when.map((condition) => compileCondition(condition, true)));
}
