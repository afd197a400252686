// What policies of repositories deny to everybody under conditions: said once, by a forbid, and not of each grant.
import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import { outsider, type Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, formulaOf, possible, within } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { resourceSides } from '../../access/cell/sides.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
import { ALL_CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { PRINCIPAL_CLASSES, type PrincipalClass } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type Atom, all, assume, atomsOf, FALSE, type Formula, not, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, difference, emptyMask, intersection, union } from '../../policy/logic/mask.ts';
import { isNever } from '../../policy/theory/solve.ts';
import { type Way, waysOf } from './ways.ts';

/** A denial of some repository classes, as a forbid says it. */
export interface Denial {
  readonly classes: readonly number[];
  readonly principals: readonly PrincipalClass[];
  readonly parts: readonly DeniedPart[];
}

export interface DeniedPart {
  readonly actions: ActionMask;
  readonly ways: readonly Way[];
}

export interface Denials {
  readonly list: readonly Denial[];
  /** The classes by what a forbid says is denied there to the subject; undefined where none says it. */
  readonly byDenial: (classes: readonly number[], subject: Subject) => ReadonlyMap<ActionFormulas | undefined, readonly number[]>;
}

/** The formula where the denial does not strike. */
export function withoutDenial(formula: Formula, denial: Formula): Formula {
  if (denial === FALSE || denial === TRUE) return formula;
  const answers = getOrCreate(harmlessOf, denial, () => harmless(denial));
  return assume(formula, (atom) => answers.get(atomKey(atom)) ?? atom);
}

/** Many grants are held against one denial. */
const harmlessOf = new WeakMap<Formula, ReadonlyMap<string, Formula>>();

/** For each atom the answer with which the denial does not strike, where one answer does. */
function harmless(denial: Formula): ReadonlyMap<string, Formula> {
  const answers = new Map<string, Formula>();
  for (const atom of atomsOf(denial)) {
    const key = atomKey(atom);
    const answered = (truth: Formula): Formula => assume(denial, (each) => (atomKey(each) === key ? truth : each));
    const [ifTrue, ifFalse] = [answered(TRUE), answered(FALSE)];
    if (isNever(all(ifTrue, not(ifFalse)))) answers.set(key, TRUE);
    else if (isNever(all(ifFalse, not(ifTrue)))) answers.set(key, FALSE);
  }
  return answers;
}

function atomKey({ stem, values }: Atom): string {
  return JSON.stringify([stem, values]);
}

/** What is denied, and for which classes of principals each grant is one but for that. */
export function denialsOf(matrix: AccessMatrix): Denials {
  const { account, repositoryClasses } = matrix;
  const sayable = sayableDenials(account);
  const denied = new Map(
    repositoryClasses.flatMap(({ representative }, number) => {
      const found = sayable(representative);
      return found ? [[number, found] as const] : [];
    }),
  );
  const spared = denied.size === 0 ? new Map<number, Set<PrincipalClass>>() : sparedClasses(matrix, denied);
  const isForbidden = (number: number, name: PrincipalClass): boolean => !(spared.get(number)?.has(name) ?? false);
  return {
    list: listed(denied, isForbidden),
    byDenial: (classes, { principal }) => {
      const groups = new Map<ActionFormulas | undefined, number[]>();
      for (const number of classes) {
        const found = isForbidden(number, principal.class) ? denied.get(number)?.denied : undefined;
        getOrCreate(groups, found, () => []).push(number);
      }
      return groups;
    },
  };
}

interface Denied {
  readonly denied: ActionFormulas;
  readonly parts: readonly DeniedPart[];
}

/** Equal denials are one object. */
function sayableDenials(account: Account): (repository: Repository) => Denied | undefined {
  const everybody = outsider(account.ground, '*');
  const known = new Map<string, Denied>();
  return (repository) => {
    const denied = within(resourceSides(account, repository)(everybody).denied, ALL_CAPABILITY_ACTIONS);
    const context = requestContext(account.ground, everybody.keys, { region: repository.region, repository, tagging: true });
    const parts = denied.depends.flatMap(({ mask, when }): readonly DeniedPart[] => {
      const found = waysOf(when, context);
      return found.kind === 'ways' && found.ways.every(isPlain) ? [{ actions: mask, ways: found.ways }] : [];
    });
    if (parts.length === 0 || parts.length < denied.depends.length) return undefined;
    return getOrCreate(known, JSON.stringify(parts), () => ({ denied, parts }));
  };
}

function isPlain({ fails, resources, sessions, holds }: Way): boolean {
  return holds.length > 0 && fails.length + resources.length + sessions.length === 0;
}

/** By repository class the classes of principals some of whom are not denied what everybody else is. */
function sparedClasses({ groups }: AccessMatrix, denied: ReadonlyMap<number, Denied>): ReadonlyMap<number, Set<PrincipalClass>> {
  const spared = new Map<number, Set<PrincipalClass>>();
  const known = new Map<Denied, Map<Outcome, boolean>>();
  for (const { subjects, classes, outcome } of groups()) {
    const numbers = membersOf(classes).filter((number) => denied.has(number));
    const names = numbers.length === 0 ? [] : new Set(membersOf(subjects).map(({ principal }) => principal.class));
    for (const number of numbers) {
      const found = denied.get(number);
      if (!found) continue;
      const holds = getOrCreate(
        getOrCreate(known, found, () => new Map<Outcome, boolean>()),
        outcome,
        () => isBut(outcome, found.denied),
      );
      if (!holds) for (const name of names) getOrCreate(spared, number, () => new Set<PrincipalClass>()).add(name);
    }
  }
  return spared;
}

/** Whether what is granted is something, but for what is denied. */
function isBut({ granted, capabilities }: Outcome, denied: ActionFormulas): boolean {
  const mask = capabilities.reduce<ActionMask>((sum, { actions }) => union(sum, actions), emptyMask());
  const open = difference(possible(denied), denied.always);
  const holds = new Map<Formula, Map<Formula, boolean>>();
  return bitsOf(intersection(mask, open)).every((bit) => {
    const [formula, denial] = [formulaOf(granted, bit), formulaOf(denied, bit)];
    const ofFormula = getOrCreate(holds, formula, () => new Map<Formula, boolean>());
    return getOrCreate(ofFormula, denial, () => isButFor(formula, denial));
  });
}

function isButFor(formula: Formula, denial: Formula): boolean {
  const again = all(withoutDenial(formula, denial), not(denial));
  return isNever(all(formula, not(again))) && isNever(all(again, not(formula)));
}

function listed(denied: ReadonlyMap<number, Denied>, isForbidden: (number: number, name: PrincipalClass) => boolean): readonly Denial[] {
  const alike = new Map<
    string,
    { readonly classes: number[]; readonly principals: readonly PrincipalClass[]; readonly parts: readonly DeniedPart[] }
  >();
  for (const [number, { parts }] of denied) {
    const principals = PRINCIPAL_CLASSES.filter((name) => isForbidden(number, name));
    if (principals.length === 0) continue;
    getOrCreate(alike, JSON.stringify([principals, parts]), () => ({ classes: [], principals, parts })).classes.push(number);
  }
  return [...alike.values()];
}
