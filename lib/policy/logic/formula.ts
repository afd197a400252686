// A yes/no question whose unknowns stay in it as atoms. What folds to TRUE or FALSE is a fact; what does not is the residual.
import { gapPartKey } from '../../model/gap-part.ts';
import type { Gap } from '../../model/snapshot.ts';
import type { Template } from '../match/variables.ts';

/** What an atom stands for. */
export type About =
  /** A test on the request context that a scan cannot answer. */
  | { readonly kind: 'test'; readonly probe?: Probe }
  /** Whether a policy that was not read says so. */
  | { readonly kind: 'unread'; readonly gap: Gap; readonly hidden: Hidden }
  /** A question that the documentation does not settle; `rule` is an id of docs/semantics.md. */
  | { readonly kind: 'unsettled'; readonly rule: string }
  /** What the policies of another account say. */
  | { readonly kind: 'delegated'; readonly account: string };

/** What a test asks of one key of the request: tests on the same key can exclude and imply each other. */
export interface Probe {
  readonly key: string;
  /** Of the only value, of some or of every value of a set; or whether there is none. */
  readonly of: 'one' | 'some' | 'every' | 'absence';
  /** The name of a positive operator. */
  readonly comparison: string;
  /** What the values are compared with, by their raw text. */
  readonly values: ReadonlyMap<string, Template>;
  /** How the value begins of a key that is there; undefined of one that may be absent. */
  readonly beginning?: string | undefined;
}

/** True when one of its values is the case. Atoms of one stem share the truth of equal values. */
export interface Atom {
  readonly kind: 'atom';
  readonly stem: string;
  readonly values: readonly string[];
  readonly about: About;
}

export type Formula =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | Atom
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] };

export const TRUE: Formula = { kind: 'true' };
export const FALSE: Formula = { kind: 'false' };

/** TRUE or FALSE. */
export function constant(value: boolean): Formula {
  return value ? TRUE : FALSE;
}

/** The conjunction, folded: FALSE where a part is, TRUE of no parts, and constants and repetitions of one object left out. */
export function all(...parts: readonly Formula[]): Formula {
  return join('all', parts, FALSE, TRUE);
}

/** The disjunction, folded: TRUE where a part is, FALSE of no parts, and constants and repetitions of one object left out. */
export function any(...parts: readonly Formula[]): Formula {
  return join('any', parts, TRUE, FALSE);
}

/** The negation, folded; of a negation what it negates. */
export function not(of: Formula): Formula {
  if (of === TRUE) return FALSE;
  if (of === FALSE) return TRUE;
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

/**
 * Whether a value of the request is one of `values`, which a scan cannot know. Tests of one stem share the truth of equal values; `probe`
 * says what is compared, so that tests on one key can exclude each other.
 */
export function test(stem: string, values: readonly string[], probe?: Probe): Formula {
  return { kind: 'atom', stem: `test ${stem}`, values, about: probe ? { kind: 'test', probe } : { kind: 'test' } };
}

/**
 * What the unread part of `gap` may hold: an Allow that grants, an Allow that grants nothing and has to be there as well (of a boundary,
 * a session policy or a control policy), a Deny, or a value that a condition asks for.
 */
export type Hidden = 'Allow' | 'gate' | 'Deny' | 'value';

/** Whether an unread part holds something that matters here. */
export function unread(gap: Gap, hidden: Hidden): Formula {
  return { kind: 'atom', stem: `unread ${hidden} ${gapPartKey(gap.part)}`, values: [''], about: { kind: 'unread', gap, hidden } };
}

/** A question on which AWS's documentation is silent or contradicts itself. `rule`: an id of docs/semantics.md. */
export function unsettled(rule: string): Formula {
  return { kind: 'atom', stem: `unsettled ${rule}`, values: [''], about: { kind: 'unsettled', rule } };
}

/** Whether the policies of an account that is not looked into allow. */
export function delegated(account: string): Formula {
  return { kind: 'atom', stem: `delegated ${account}`, values: [''], about: { kind: 'delegated', account } };
}

function join(kind: 'all' | 'any', parts: readonly Formula[], absorbing: Formula, neutral: Formula): Formula {
  let only: Formula | undefined;
  let kept: Formula[] | undefined;
  for (const part of parts) {
    if (part === absorbing) return absorbing;
    if (part === neutral || part === only) continue;
    if (!only) only = part;
    else if (kept) kept.push(part);
    else kept = [only, part];
  }
  return kept ? { kind, of: kept } : (only ?? neutral);
}

/** The atoms of a formula, each object once. */
export function atomsOf(formula: Formula): ReadonlySet<Atom> {
  const atoms = new Set<Atom>();
  const visit = (part: Formula): void => {
    if (part.kind === 'atom') atoms.add(part);
    else if (part.kind === 'not') visit(part.of);
    else if (part.kind === 'all' || part.kind === 'any') part.of.forEach(visit);
  };
  visit(formula);
  return atoms;
}

/** The formula with some atoms answered: `answer` gives a formula in place of an atom, the atom itself to keep it. */
export function assume(formula: Formula, answer: (atom: Atom) => Formula): Formula {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula;
    case 'atom':
      return answer(formula);
    case 'not':
      return not(assume(formula.of, answer));
    case 'all':
      return all(...formula.of.map((part) => assume(part, answer)));
    case 'any':
      return any(...formula.of.map((part) => assume(part, answer)));
  }
}

/** A text that is equal for formulas of equal shape and atoms. `nameOf` gives an atom another name; by undefined it keeps its own. */
export function formulaKey(formula: Formula, nameOf: (atom: Atom) => string | undefined = () => undefined): string {
  switch (formula.kind) {
    case 'true':
    case 'false':
      return formula.kind;
    case 'atom':
      return nameOf(formula) ?? JSON.stringify([formula.stem, formula.values]);
    case 'not':
      return `!(${formulaKey(formula.of, nameOf)})`;
    case 'all':
    case 'any':
      return `${formula.kind}(${formula.of.map((part) => formulaKey(part, nameOf)).join()})`;
  }
}
