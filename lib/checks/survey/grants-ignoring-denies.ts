// What policies give before a Deny takes from it: a set of actions that is whole but for that was written with care.
import { resourceLayers } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { NEVER, possible, type Ternary } from '../../access/cell/action-formulas.ts';
import { combineSides, ownSide, resourceSides } from '../../access/cell/sides.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { memoized } from '../../collections/memoize.ts';
import { type ActionMask, emptyMask, intersection, isEmpty, union } from '../../policy/logic/mask.ts';

/** Of what a subject is granted on a class of repositories. */
export type Undenied = (granted: Ternary, subject: Subject, number: number) => Ternary;

/** `actions` are those that matter: where no Deny speaks of them, what is granted is what was given. */
export function undeniedOf({ account, repositoryClasses }: AccessMatrix, actions: ActionMask): Undenied {
  const denials = memoized((number: number): ActionMask => {
    const repository = repositoryClasses[number]?.representative;
    if (!repository) return emptyMask();
    const { resource, rcp } = resourceLayers(account, repository.region, repository);
    const statements = [...resource.policies, ...rcp.policies].flatMap(({ compiled }) => compiled.statements);
    return statements.reduce((mask, statement) => (statement.effect === 'Deny' ? union(mask, statement.actions) : mask), emptyMask());
  });
  return (granted, subject, number) => {
    const repository = repositoryClasses[number]?.representative;
    if (!repository) return granted;
    const own = ownSide(account, subject, repository);
    if (isEmpty(intersection(union(possible(own.denied), denials(number)), actions))) return granted;
    const resource = resourceSides(account, repository)(subject);
    return combineSides({ ...own, denied: NEVER }, { ...resource, denied: NEVER }, subject.local !== undefined);
  };
}
