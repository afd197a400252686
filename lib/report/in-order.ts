// What is as it should be, in numbers: a list of what is wrong says nothing of how much is right. What was not read is in none of them.
import { resourceLayers } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { memoize } from '../collections/memoize.ts';
import { gathering } from '../collections/subset.ts';
import type { PrincipalClass } from '../model/access.ts';
import type { AuditView } from './schema.ts';

export interface InOrder {
  /** Repositories to which nobody outside the account has access, as far as their policies were read. */
  readonly closed: number;
  /** All that are known. */
  readonly repositories: number;
  /** Users and roles that no open finding names. */
  readonly quiet: number;
  /** None where some of them may have what findings do not tell of. */
  readonly principals: number;
}

/** AWS services act for somebody: they are nobody by themselves. */
const OUTSIDE: ReadonlySet<PrincipalClass> = new Set<PrincipalClass>(['public', 'external', 'organization']);

/** Counts over the classes of the matrix, none of which is expanded. */
export function inOrder(
  { account, repositoryClasses, alike }: AccessMatrix,
  { findings, leftOut }: Pick<AuditView, 'findings' | 'leftOut'>,
): InOrder {
  const entered = new Set<number>();
  const enter = gathering((number: number) => entered.add(number));
  const outsidersIn = memoize((of: readonly Subject[]) => of.filter(({ principal }) => OUTSIDE.has(principal.class)));
  for (const { subjects, classes } of alike()) {
    if (outsidersIn(subjects.of).some((subject) => !subjects.except.has(subject))) enter(classes);
  }
  let [closed, repositories] = [0, 0];
  repositoryClasses.forEach(({ members }, number) => {
    repositories += members.length;
    if (entered.has(number)) return;
    const [first] = members;
    // A policy that nobody read may let in whom nobody knows; equal classes have equal gaps.
    const isRead = first !== undefined && resourceLayers(account, first.region, first).resource.gaps.length === 0;
    if (isRead) closed += members.length;
  });
  const named = new Set(findings.flatMap(({ state, principal }) => (state === 'open' && principal !== null ? [principal] : [])));
  const principals = leftOut === undefined ? account.everybody.length : 0;
  const quiet = account.everybody.filter(({ principal }) => !named.has(principal.name)).length;
  return { closed, repositories, quiet, principals };
}
