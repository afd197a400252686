// What a formula comes to over all that can be the case of its atoms.

import { groupBy } from '../../collections/group-by.ts';
import { type Atom, atomsOf, type Formula, type Probe } from '../logic/formula.ts';
import { type KeyValues, MOST_WORLDS, worldsOf } from './worlds.ts';

export type Solution =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  /** Both outcomes are possible; `depends` are the atoms that can change the outcome. */
  /** `exact`: all that can be the case was looked at, and nothing else. */
  | { readonly kind: 'open'; readonly depends: ReadonlySet<Atom>; readonly exact: boolean };

const ALWAYS: Solution = { kind: 'true' };
const NEVER: Solution = { kind: 'false' };

/**
 * Where more can be the case than `MOST_WORLDS` combinations, a formula that did not fold counts as open. `values`: whatever a request may hold,
 * or only what AWS puts into keys of a kind.
 */
export function solve(formula: Formula, values: KeyValues = 'any'): Solution {
  if (formula.kind === 'true') return ALWAYS;
  if (formula.kind === 'false') return NEVER;
  const atoms = [...atomsOf(formula)];
  if (formula.kind === 'atom') return { kind: 'open', depends: new Set(atoms), exact: true };
  const domains = domainsOf(atoms, values);
  const count = domains?.reduce((product, { worlds }) => product * worlds.length, 1) ?? Number.POSITIVE_INFINITY;
  if (!domains || count > MOST_WORLDS) return { kind: 'open', depends: new Set(atoms), exact: false };
  return enumerate(formula, domains, count);
}

/** Whether a formula holds of no request; false where that was not found out, for `solve` gives up beyond `MOST_WORLDS`. */
export function isNever(formula: Formula, values: KeyValues = 'any'): boolean {
  return solve(formula, values).kind === 'false';
}

/** Whether a formula holds of every request; false where that was not found out. */
export function isAlways(formula: Formula): boolean {
  return solve(formula).kind === 'true';
}

/** Questions whose answers hang together; those of different domains do not. */
interface Domain {
  /** In each, the atoms that are true. */
  readonly worlds: readonly (readonly Atom[])[];
  readonly exact: boolean;
}

/** An atom of several domains is true where one of them says so. Undefined where a domain has too many worlds. */
function domainsOf(atoms: readonly Atom[], values: KeyValues): readonly Domain[] | undefined {
  const probed = groupBy(atoms.flatMap(probedAtom), ({ probe }) => probe.key);
  const others = groupBy(
    atoms.filter((atom) => probedAtom(atom).length === 0),
    ({ stem }) => stem,
  );
  const free = [...others.values()].flatMap((ofStem) => [...valueGroups(ofStem)].map(freeDomain));
  const bound = [...probed.values()].map((ofKey) => boundDomain(ofKey, values));
  return bound.every((domain) => domain !== undefined) ? [...free, ...bound] : undefined;
}

function probedAtom(atom: Atom): readonly { readonly atom: Atom; readonly probe: Probe }[] {
  return atom.about.kind === 'test' && atom.about.probe ? [{ atom, probe: atom.about.probe }] : [];
}

function freeDomain(atoms: readonly Atom[]): Domain {
  return { worlds: [[], atoms], exact: true };
}

/** Tests on one key of the request. */
function boundDomain(probed: readonly { readonly atom: Atom; readonly probe: Probe }[], values: KeyValues): Domain | undefined {
  const atoms = probed.map(({ atom }) => atom);
  if (atoms.length === 1) return freeDomain(atoms);
  const found = worldsOf(
    probed.map(({ probe }) => probe),
    values,
  );
  return found && { worlds: found.worlds.map((world) => atoms.filter((_, at) => world.has(at))), exact: found.exact };
}

/** For each group of values that occur in the same atoms, those atoms: a long list costs no more than a short one. */
function valueGroups(atoms: readonly Atom[]): Iterable<readonly Atom[]> {
  const numbered = atoms.flatMap((atom, index) => [...new Set(atom.values)].map((value) => ({ atom, index, value })));
  const occurrences = [...groupBy(numbered, ({ value }) => value).values()];
  return [...groupBy(occurrences, (among) => among.map(({ index }) => index).join()).values()].map(([first = []]) =>
    first.map(({ atom }) => atom),
  );
}

function enumerate(formula: Formula, domains: readonly Domain[], count: number): Solution {
  const outcomes = outcomesOf(formula, domains, count);
  const yes = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  if (yes === 0) return NEVER;
  if (yes === count) return ALWAYS;
  return { kind: 'open', depends: dependsOn(domains, outcomes), exact: domains.every(({ exact }) => exact) };
}

/** Whether the formula holds in each combination of worlds; the first domain turns quickest. */
function outcomesOf(formula: Formula, domains: readonly Domain[], count: number): Uint8Array {
  const outcomes = new Uint8Array(count);
  const digits = domains.map(() => 0);
  const truths = new Map<Atom, number>();
  const turn = (domain: Domain | undefined, digit: number, by: number): void => {
    for (const atom of domain?.worlds[digit] ?? []) truths.set(atom, (truths.get(atom) ?? 0) + by);
  };
  for (const domain of domains) turn(domain, 0, 1);
  for (let at = 0; at < count; at += 1) {
    if (holds(formula, truths)) outcomes[at] = 1;
    for (const [place, domain] of domains.entries()) {
      const digit = digits[place] ?? 0;
      const next = (digit + 1) % domain.worlds.length;
      turn(domain, digit, -1);
      turn(domain, next, 1);
      digits[place] = next;
      if (next !== 0) break;
    }
  }
  return outcomes;
}

function holds(formula: Formula, truths: ReadonlyMap<Atom, number>): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'atom':
      return (truths.get(formula) ?? 0) > 0;
    case 'not':
      return !holds(formula.of, truths);
    case 'all':
      return formula.of.every((part) => holds(part, truths));
    case 'any':
      return formula.of.some((part) => holds(part, truths));
  }
}

/** The atoms of the smallest changes of one domain that change the outcome. */
function dependsOn(domains: readonly Domain[], outcomes: Uint8Array): ReadonlySet<Atom> {
  const depends = new Set<Atom>();
  let stride = 1;
  for (const { worlds } of domains) {
    for (const change of smallest(changesOf(worlds, outcomes, stride))) for (const atom of change) depends.add(atom);
    stride *= worlds.length;
  }
  return depends;
}

/** For each two worlds between which the outcome changes somewhere, the atoms that are true in one of them only. */
function changesOf(worlds: Domain['worlds'], outcomes: Uint8Array, stride: number): readonly ReadonlySet<Atom>[] {
  const period = stride * worlds.length;
  const differs = (a: number, b: number): boolean => {
    for (let block = 0; block < outcomes.length; block += period) {
      for (let at = block; at < block + stride; at += 1) {
        if (outcomes[at + a * stride] !== outcomes[at + b * stride]) return true;
      }
    }
    return false;
  };
  return worlds.flatMap((left, a) =>
    worlds.slice(a + 1).flatMap((right, offset) => (differs(a, a + 1 + offset) ? [difference(new Set(left), new Set(right))] : [])),
  );
}

function difference(a: ReadonlySet<Atom>, b: ReadonlySet<Atom>): ReadonlySet<Atom> {
  return new Set([...[...a].filter((atom) => !b.has(atom)), ...[...b].filter((atom) => !a.has(atom))]);
}

/** Those of which no other is a part. */
function smallest(changes: readonly ReadonlySet<Atom>[]): readonly ReadonlySet<Atom>[] {
  const sorted = changes.toSorted((a, b) => a.size - b.size);
  const found: ReadonlySet<Atom>[] = [];
  for (const change of sorted) {
    if (!found.some((each) => [...each].every((atom) => change.has(atom)))) found.push(change);
  }
  return found;
}
