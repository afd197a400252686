// What a formula comes to over all that can be the case of its atoms, and what one formula says of another. Each answer that something can be is
// shown by a request.

import { type Atom, all, atomsOf, type Formula, not } from '../logic/formula.ts';
import { ABSENT, type Context, known } from '../match/context.ts';
import { dependsOn } from './depends.ts';
import { NO, type Node, UNKNOWN, YES } from './diagram.ts';
import { type Examined, examine } from './examine.ts';
import type { OpenQuestion, ValuesByKey } from './questions.ts';
import type { KeyValues } from './worlds.ts';

export type Solution =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  /** Both outcomes are possible; `depends` are the atoms that can change the outcome. */
  /** `exact`: both are shown. Where not, too much was asked, or no request was found. */
  | { readonly kind: 'open'; readonly depends: ReadonlySet<Atom>; readonly exact: boolean };

const ALWAYS: Solution = { kind: 'true' };
const NEVER: Solution = { kind: 'false' };

/**
 * What a formula comes to. One about which too much would have to be asked counts as open. `values`: whatever a request may hold, or only what
 * AWS puts into keys of a kind.
 */
export function solve(formula: Formula, values: KeyValues = 'any'): Solution {
  if (formula.kind === 'true') return ALWAYS;
  if (formula.kind === 'false') return NEVER;
  const examined = examine(formula, values);
  const { root } = examined;
  if (root === NO) return NEVER;
  if (root === YES) return ALWAYS;
  if (root === UNKNOWN) return { kind: 'open', depends: atomsOf(formula), exact: false };
  const exact = examined.questions.every((question) => question.exact) || (pathTo(examined, YES) && pathTo(examined, NO)) !== undefined;
  return { kind: 'open', depends: dependsOn(examined), exact };
}

/** Whether a formula holds of no request; false where that was not found out. */
export function isNever(formula: Formula, values: KeyValues = 'any'): boolean {
  return formula.kind !== 'true' && (formula.kind === 'false' || examine(formula, values).root === NO);
}

/** Whether a formula holds of every request; false where that was not found out. */
export function isAlways(formula: Formula, values: KeyValues = 'any'): boolean {
  return formula.kind === 'true' || (formula.kind !== 'false' && examine(formula, values).root === YES);
}

/** A request of which a formula holds. */
export interface Witness {
  /** What it has at the keys that the formula asks for. A key without values is not there. */
  readonly values: ValuesByKey;
  /** What else has to be the case, of which no key tells. */
  readonly besides: readonly Atom[];
}

/** A request of which a formula holds; undefined where there is none, or none was found. */
export function witnessOf(formula: Formula, values: KeyValues = 'any'): Witness | undefined {
  const examined = examine(formula, values);
  const path = pathTo(examined, YES);
  return path && witnessAlong(examined, path);
}

/** What a witness has at its keys; no other key is there. */
export function contextOf({ values }: Witness): Context {
  return (key) => {
    const found = values.get(key);
    return found ? known(...found) : ABSENT;
  };
}

/** Whether something is so of every request; if not, one of which it is not. `unknown`: too much would have to be asked, or no request was found. */
export type Entailment = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly witness: Witness } | { readonly kind: 'unknown' };

/** Whether every request of which the first holds is one of which the second holds. */
export function implies(a: Formula, b: Formula, values: KeyValues = 'any'): Entailment {
  return areDisjoint(a, not(b), values);
}

/** Whether no request is one of which both hold. */
export function areDisjoint(a: Formula, b: Formula, values: KeyValues = 'any'): Entailment {
  const examined = examine(all(a, b), values);
  if (examined.root === NO) return { kind: 'yes' };
  const path = pathTo(examined, YES);
  if (path) return { kind: 'no', witness: witnessAlong(examined, path) };
  // Each by itself asks less.
  return { kind: isNever(a, values) || isNever(b, values) ? 'yes' : 'unknown' };
}

/** Whether both hold of the same requests. */
export function areEquivalent(a: Formula, b: Formula, values: KeyValues = 'any'): Entailment {
  const there = implies(a, b, values);
  return there.kind === 'yes' ? implies(b, a, values) : there;
}

/** Answers by the numbers of their questions. */
type Path = ReadonlyMap<number, number>;

/** Answers that are shown and lead to an end. */
function pathTo({ questions, diagram, root }: Examined, end: Node): Path | undefined {
  const failed = new Set<Node>();
  const search = (node: Node): Path | undefined => {
    const asked = diagram.at(node);
    if (!asked) return node === end ? new Map() : undefined;
    if (failed.has(node)) return undefined;
    for (const [answer, next] of asked.answers.entries()) {
      if (next === 1 - end || failed.has(next) || !questions[asked.question]?.shown(answer)) continue;
      const path = search(next);
      if (path) return new Map([...path, [asked.question, answer]]);
    }
    failed.add(node);
    return undefined;
  };
  return search(root);
}

/** What does not matter is not there, where that can be. */
function witnessAlong({ questions }: Examined, path: Path): Witness {
  const taken = questions.map((question, number) => ({ question, answer: path.get(number) ?? leastAnswer(question) }));
  return {
    values: new Map(taken.flatMap(({ question, answer }) => [...(question.shown(answer) ?? [])])),
    besides: [
      ...new Set(taken.flatMap(({ question, answer }) => (question.shown(answer)?.size === 0 ? (question.answers[answer] ?? []) : []))),
    ],
  };
}

function leastAnswer({ answers, shown }: OpenQuestion): number {
  const isAbsent = (answer: number): boolean => [...(shown(answer)?.values() ?? [['']])].every((values) => values.length === 0);
  const [least = answers.findIndex((_, answer) => shown(answer) !== undefined)] = [...answers.keys()].filter(isAbsent);
  return least;
}
