// Whether rights were meant for a principal. What a statement for everybody gives is reported of everybody, not of each user and role.
import { ownLayers, resourceLayers } from '../../access/account/account.ts';
import { namedPrincipals, namesOf } from '../../access/account/named-principals.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { possible } from '../../access/cell/action-formulas.ts';
import { ownGrants, principalSide } from '../../access/cell/sides.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { type ActionMask, emptyMask, intersection, isEmpty, union } from '../../policy/logic/mask.ts';
import type { SeenGroup } from './survey.ts';

/** Whether some of the actions are the subject's own on a class of repositories: by its policies, or by a resource policy that names it. */
export type IsMeant = (cell: SeenCell, actions: ActionMask) => boolean;

/** A principal and a class of repositories of a group of the matrix. */
export interface SeenCell {
  readonly group: SeenGroup;
  readonly subject: Subject;
  readonly number: number;
}

/** Asked cell by cell; what it needs of a class of repositories, of a subject or of a group is worked out once. */
export function directGrantsOf(matrix: AccessMatrix): IsMeant {
  const names = memoize((number: number) => namesAt(matrix, number));
  const allowed = memoize((subject: Subject) => allowedMask(matrix, subject));
  const given = new WeakMap<SeenGroup, { readonly mask: ActionMask }>();
  return ({ group, subject, number }, actions) => {
    if (!subject.local || isNamed(subject, names(number))) return true;
    if (isEmpty(intersection(allowed(subject), actions))) return false;
    const repository = matrix.repositoryClasses[number]?.representative;
    if (!repository) return false;
    // The own sides of a group are of one shape.
    const { mask } = getOrCreate(given, group, () => ({ mask: possible(ownGrants(principalSide(matrix.account, subject, repository))) }));
    return !isEmpty(intersection(mask, actions));
  };
}

function isNamed(subject: Subject, names: ReadonlySet<string>): boolean {
  return names.size > 0 && namesOf(subject).some((name) => names.has(name));
}

function namesAt({ account, repositoryClasses }: AccessMatrix, number: number): ReadonlySet<string> {
  const repository = repositoryClasses[number]?.representative;
  if (!repository) return new Set();
  const { resource } = resourceLayers(account, repository.region, repository);
  return namedPrincipals(resource.policies.flatMap(({ compiled }) => compiled.statements));
}

/** What the subject's policies allow anywhere. */
function allowedMask({ account }: AccessMatrix, subject: Subject): ActionMask {
  const { identity } = ownLayers(account, subject);
  if (identity === 'delegated') return emptyMask();
  const statements = identity.policies.flatMap(({ compiled }) => compiled.statements);
  return statements.reduce((mask, { effect, actions }) => (effect === 'Allow' ? union(mask, actions) : mask), emptyMask());
}
