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

/**
 * Those classes of repositories on which some of the actions are the subject's own: by its policies, or by a resource policy that names it. The
 * very list that was asked about where it is all of them.
 */
export type MeantAt = (cells: SeenCells, actions: ActionMask) => readonly number[];

/** A principal and classes of repositories of a group of the matrix. */
export interface SeenCells {
  readonly group: SeenGroup;
  readonly subject: Subject;
  readonly numbers: readonly number[];
}

/** What it needs of a class of repositories, of a subject or of a group is worked out once. */
export function directGrantsOf(matrix: AccessMatrix): MeantAt {
  // Of the changed accounts of remediations most are never asked who is named.
  const byName = memoize((_: undefined) => classesByName(matrix));
  const naming = memoize((subject: Subject) => new Set(namesOf(subject).flatMap((name) => byName(undefined).get(name) ?? [])));
  const allowed = memoize((subject: Subject) => allowedMask(matrix, subject));
  const given = new WeakMap<SeenGroup, { readonly mask: ActionMask }>();
  const isOwn = (group: SeenGroup, subject: Subject, number: number, actions: ActionMask): boolean => {
    if (isEmpty(intersection(allowed(subject), actions))) return false;
    const repository = matrix.repositoryClasses[number]?.representative;
    if (!repository) return false;
    // The own sides of a group are of one shape.
    const { mask } = getOrCreate(given, group, () => ({ mask: possible(ownGrants(principalSide(matrix.account, subject, repository))) }));
    return !isEmpty(intersection(mask, actions));
  };
  return ({ group, subject, numbers }, actions) => {
    const [first] = numbers;
    if (first === undefined || !subject.local || isOwn(group, subject, first, actions)) return numbers;
    const named = naming(subject);
    if (named.size === 0) return [];
    const found = numbers.filter((number) => named.has(number));
    return found.length === numbers.length ? numbers : found;
  };
}

/** The classes of repositories whose policies name somebody, by that name. */
function classesByName({ account, repositoryClasses }: AccessMatrix): ReadonlyMap<string, readonly number[]> {
  const byName = new Map<string, number[]>();
  for (const [number, { representative }] of repositoryClasses.entries()) {
    const { resource } = resourceLayers(account, representative.region, representative);
    const names = namedPrincipals(resource.policies.flatMap(({ compiled }) => compiled.statements));
    for (const name of names) getOrCreate(byName, name, () => []).push(number);
  }
  return byName;
}

/** What the subject's policies allow anywhere. */
function allowedMask({ account }: AccessMatrix, subject: Subject): ActionMask {
  const { identity } = ownLayers(account, subject);
  if (identity === 'delegated') return emptyMask();
  const statements = identity.policies.flatMap(({ compiled }) => compiled.statements);
  return statements.reduce((mask, { effect, actions }) => (effect === 'Allow' ? union(mask, actions) : mask), emptyMask());
}
