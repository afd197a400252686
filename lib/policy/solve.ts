// What a formula comes to over all truths of its atoms.
import { type Atom, atomsOf, type Formula } from './formula.ts';
import { groupBy } from './group-by.ts';

/** Beyond this many independent questions nothing is enumerated, and a formula that did not fold counts as open. */
export const MOST_QUESTIONS = 12;

export type Solution =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  /** Both outcomes are possible; `depends` are the atoms that can change the outcome. */
  /** `exact`: the questions were few enough to ask them all. */
  | { readonly kind: 'open'; readonly depends: ReadonlySet<Atom>; readonly exact: boolean };

const ALWAYS: Solution = { kind: 'true' };
const NEVER: Solution = { kind: 'false' };

export function solve(formula: Formula): Solution {
  if (formula.kind === 'true') return ALWAYS;
  if (formula.kind === 'false') return NEVER;
  const atoms = [...atomsOf(formula)];
  if (formula.kind === 'atom') return { kind: 'open', depends: new Set(atoms), exact: true };
  const { masks, count } = questionsOf(atoms);
  if (count > MOST_QUESTIONS) return { kind: 'open', depends: new Set(atoms), exact: false };
  return enumerate(formula, atoms, masks, count);
}

export function isNever(formula: Formula): boolean {
  return solve(formula).kind === 'false';
}

export function isAlways(formula: Formula): boolean {
  return solve(formula).kind === 'true';
}

function enumerate(formula: Formula, atoms: readonly Atom[], masks: ReadonlyMap<Atom, number>, count: number): Solution {
  const outcomes = new Uint8Array(1 << count);
  let yes = 0;
  for (let world = 0; world < outcomes.length; world += 1) {
    if (!holds(formula, masks, world)) continue;
    outcomes[world] = 1;
    yes += 1;
  }
  if (yes === 0) return NEVER;
  if (yes === outcomes.length) return ALWAYS;
  const deciding = decidingQuestions(outcomes, count);
  return { kind: 'open', depends: new Set(atoms.filter((atom) => ((masks.get(atom) ?? 0) & deciding) !== 0)), exact: true };
}

function decidingQuestions(outcomes: Uint8Array, count: number): number {
  let deciding = 0;
  for (let question = 0; question < count; question += 1) {
    const bit = 1 << question;
    for (let world = 0; world < outcomes.length; world += 1) {
      if (outcomes[world] === outcomes[world ^ bit]) continue;
      deciding |= bit;
      break;
    }
  }
  return deciding;
}

/** An atom is true when one of its questions is; `world` holds the answers. */
function holds(formula: Formula, masks: ReadonlyMap<Atom, number>, world: number): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'atom':
      return ((masks.get(formula) ?? 0) & world) !== 0;
    case 'not':
      return !holds(formula.of, masks, world);
    case 'all':
      return formula.of.every((part) => holds(part, masks, world));
    case 'any':
      return formula.of.some((part) => holds(part, masks, world));
  }
}

interface Questions {
  /** The questions of each atom, as bits. */
  readonly masks: ReadonlyMap<Atom, number>;
  readonly count: number;
}

/** Values of one stem that always occur together are one question, so that a long list costs no more than a short one. */
function questionsOf(atoms: readonly Atom[]): Questions {
  const masks = new Map<Atom, number>();
  let count = 0;
  for (const ofStem of groupBy(atoms, (atom) => atom.stem).values()) {
    for (const among of valueGroups(ofStem)) {
      for (const atom of among) masks.set(atom, (masks.get(atom) ?? 0) | (1 << count));
      count += 1;
    }
  }
  return { masks, count };
}

/** For each group of values that occur in the same atoms, those atoms. */
function valueGroups(atoms: readonly Atom[]): Iterable<readonly Atom[]> {
  const numbered = atoms.flatMap((atom, index) => [...new Set(atom.values)].map((value) => ({ atom, index, value })));
  const occurrences = [...groupBy(numbered, ({ value }) => value).values()];
  return [...groupBy(occurrences, (among) => among.map(({ index }) => index).join()).values()].map(([first = []]) =>
    first.map(({ atom }) => atom),
  );
}
