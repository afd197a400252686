// What policies of repositories deny to everybody under conditions: said once, by a forbid, and not of each grant.
import type { Account } from '../../access/account/account.ts';
import { requestContext } from '../../access/account/request-context.ts';
import { outsider } from '../../access/account/subjects.ts';
import { type ActionFormulas, EVERY_BIT, either, formulaOf, when, within } from '../../access/cell/action-formulas.ts';
import { resourceParts } from '../../access/cell/side-shapes.ts';
import { type ResourceSide, resourceSides, sideKey } from '../../access/cell/sides.ts';
import type { AlikeGroup, SideAt } from '../../access/matrix/cell-group.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
import { ALL_CAPABILITY_ACTIONS } from '../../ecr/capabilities.ts';
import { PRINCIPAL_CLASSES, type PrincipalClass } from '../../model/access.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type Atom, all, any, assume, atomsOf, FALSE, type Formula, formulaKey, not, TRUE } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, difference, emptyMask, intersection, isEmpty, maskOf, union } from '../../policy/logic/mask.ts';
import { isNever } from '../../policy/theory/solve.ts';
import { isOfConditions, type Way, waysOf } from './ways.ts';

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
  /** The resource sides of a group, each but for what a forbid says. */
  readonly sideAt: (group: AlikeGroup) => SideAt;
}

/** What is denied, and for which classes of principals everybody with access is denied at least that. */
export function denialsOf(matrix: AccessMatrix): Denials {
  const { account, repositoryClasses } = matrix;
  const sayable = sayableDenials(account);
  const denied = new Map(
    repositoryClasses.flatMap(({ representative }, number) => {
      const found = sayable(representative);
      return found ? [[number, found] as const] : [];
    }),
  );
  const undenied = undeniedSides();
  const spared = denied.size === 0 ? new Map<number, Set<PrincipalClass>>() : sparedClasses(matrix, denied, undenied);
  const isForbidden = (number: number, name: PrincipalClass): boolean => !(spared.get(number)?.has(name) ?? false);
  const known = new WeakMap<SideAt, Map<PrincipalClass | undefined, SideAt>>();
  return {
    list: listed(denied, isForbidden),
    sideAt: ({ subjects: { of }, sideAt }) => {
      const name = of[0]?.principal.class;
      const ofNames = getOrCreate(known, sideAt, () => new Map<PrincipalClass | undefined, SideAt>());
      return getOrCreate(ofNames, name, () => (number) => {
        const side = sideAt(number);
        const found = name && isForbidden(number, name) ? denied.get(number) : undefined;
        return side && undenied(side, found).side;
      });
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
    const denied = ofCapabilities(resourceSides(account, repository)(everybody).denied);
    const context = requestContext(account.ground, everybody.keys, { region: repository.region, repository, tagging: true });
    const parts = denied.depends.flatMap(({ mask, when: formula }): readonly DeniedPart[] => {
      const found = waysOf(formula, context);
      return found.kind === 'ways' && found.ways.every(isOfConditions) ? [{ actions: mask, ways: found.ways }] : [];
    });
    if (parts.length === 0 || parts.length < denied.depends.length) return undefined;
    return getOrCreate(known, JSON.stringify(parts), () => ({ denied, parts }));
  };
}

/** A resource side but for what a forbid says, and as far as it is about capabilities. */
interface Undenied {
  /** Equal ones are one object. */
  readonly side: ResourceSide;
  /** Actions for which the forbid says more than the side. */
  readonly spared: ActionMask;
}

type UndeniedSide = (side: ResourceSide, denied: Denied | undefined) => Undenied;

function undeniedSides(): UndeniedSide {
  const sides = new Map<string, ResourceSide>();
  const one = (side: ResourceSide): ResourceSide => getOrCreate(sides, sideKey(resourceParts(side)), () => side);
  const known = new WeakMap<ResourceSide, Map<Denied | undefined, Undenied>>();
  return (side, denied) => {
    const ofSide = getOrCreate(known, side, () => new Map<Denied | undefined, Undenied>());
    return getOrCreate(ofSide, denied, () => {
      const rest = denied ? besides(side.denied, denied.denied) : { denied: side.denied, spared: emptyMask() };
      const parts = { direct: ofCapabilities(side.direct), role: ofCapabilities(side.role), some: ofCapabilities(side.some) };
      return { side: one({ ...parts, denied: ofCapabilities(rest.denied) }), spared: rest.spared };
    });
  };
}

function ofCapabilities(answer: ActionFormulas): ActionFormulas {
  return within(answer, ALL_CAPABILITY_ACTIONS);
}

/** What is denied besides what a forbid says. */
function besides(denied: ActionFormulas, forbidden: ActionFormulas): { readonly denied: ActionFormulas; readonly spared: ActionMask } {
  const mask = forbidden.depends.reduce<ActionMask>((sum, each) => union(sum, each.mask), emptyMask());
  let rest = within(denied, difference(EVERY_BIT, mask));
  let spared = emptyMask();
  const known = new Map<Formula, Map<Formula, Formula | undefined>>();
  for (const bit of bitsOf(mask)) {
    const [formula, denial] = [formulaOf(denied, bit), formulaOf(forbidden, bit)];
    const ofFormula = getOrCreate(known, formula, () => new Map<Formula, Formula | undefined>());
    const left = getOrCreate(ofFormula, denial, () => formulaBesides(formula, denial));
    if (left === undefined) spared = union(spared, maskOf([bit]));
    rest = either(rest, when(maskOf([bit]), left ?? formula));
  }
  return { denied: rest, spared };
}

/** A formula that is true with each that the denial is true with, but for these; undefined where the denial is true with others. */
function formulaBesides(formula: Formula, denial: Formula): Formula | undefined {
  if (formulaKey(formula) === formulaKey(denial)) return FALSE;
  if (!isNever(all(denial, not(formula)), 'ofKind')) return undefined;
  const rest = withoutDenial(formula, denial);
  return isNever(all(formula, not(any(denial, rest))), 'ofKind') && isNever(all(rest, not(formula)), 'ofKind') ? rest : formula;
}

/** The formula where the denial does not strike. */
function withoutDenial(formula: Formula, denial: Formula): Formula {
  const answers = harmless(denial);
  return assume(formula, (atom) => answers.get(atomKey(atom)) ?? atom);
}

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

/** By repository class the classes of principals some of whom are granted something that a forbid would deny, and the policies do not. */
function sparedClasses(
  { alike }: AccessMatrix,
  denied: ReadonlyMap<number, Denied>,
  undenied: UndeniedSide,
): ReadonlyMap<number, Set<PrincipalClass>> {
  const sparedAt = new Map<number, Set<PrincipalClass>>();
  for (const { subjects, classes, outcome, sideAt } of alike()) {
    const name = subjects.of[0]?.principal.class;
    const mask = outcome.capabilities.reduce<ActionMask>((sum, { actions }) => union(sum, actions), emptyMask());
    if (!name || isEmpty(mask)) continue;
    for (const number of membersOf(classes)) {
      const [found, side] = [denied.get(number), sideAt(number)];
      if (!found || !side || isEmpty(intersection(undenied(side, found).spared, mask))) continue;
      getOrCreate(sparedAt, number, () => new Set<PrincipalClass>()).add(name);
    }
  }
  return sparedAt;
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
