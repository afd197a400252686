// What policies give before a Deny takes from it: a set of actions that is whole but for that was written with care.
import { resourceLayers } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, NEVER, possible } from '../../access/cell/action-formulas.ts';
import { combineSides, principalSide, resourceSides } from '../../access/cell/sides.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { memoize } from '../../collections/memoize.ts';
import { type ActionMask, emptyMask, intersection, isEmpty, union } from '../../policy/logic/mask.ts';

/** Of what a subject is granted on a class of repositories. */
export type GrantsIgnoringDenies = (granted: ActionFormulas, subject: Subject, number: number) => ActionFormulas;

/** Asked cell by cell. `actions` are those that matter: where no Deny speaks of them, what is granted is what was given. */
export function grantsIgnoringDenies({ account, repositoryClasses }: AccessMatrix, actions: ActionMask): GrantsIgnoringDenies {
  const denials = memoize((number: number): ActionMask => {
    const repository = repositoryClasses[number]?.representative;
    if (!repository) return emptyMask();
    const { resource, rcp } = resourceLayers(account, repository.region, repository);
    const statements = [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
    return statements.reduce((mask, statement) => (statement.effect === 'Deny' ? union(mask, statement.actions) : mask), emptyMask());
  });
  return (granted, subject, number) => {
    const repository = repositoryClasses[number]?.representative;
    if (!repository) return granted;
    const own = principalSide(account, subject, repository);
    if (isEmpty(intersection(union(possible(own.denied), denials(number)), actions))) return granted;
    const resource = resourceSides(account, repository)(subject);
    return combineSides({ ...own, denied: NEVER }, { ...resource, denied: NEVER });
  };
}
