// What a proposal gives and takes, in few rows: who gets or loses what on which repositories, alike ones together.

import { type Bits, bitsOfNumbers, bitsUnion, internBits, numbersIn } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { CAPABILITIES, type Place, PRINCIPAL_CLASSES, type PrincipalClass } from '../../model/access.ts';
import { compare } from '../../text/order.ts';
import { type AccessDifferences, DIFFERENCES, type DifferenceKind, type DifferingCells } from './compare.ts';

export interface DifferenceRow {
  readonly kind: DifferenceKind;
  readonly principalClass: PrincipalClass;
  /** Sorted; never none. */
  readonly principals: readonly string[];
  readonly capabilities: readonly string[];
  /** Whether any of it depends on the request. */
  readonly conditional: boolean;
  readonly repositories: number;
  /** The first of them. */
  readonly first: Place;
}

/** Outsiders first, then who has most. Nothing is expanded: principals who are in the same groups of cells are taken together. */
export function differenceRows({ cells, places }: AccessDifferences): readonly DifferenceRow[] {
  const intern = internBits();
  const bitsOf = memoize((each: DifferingCells) => bitsOfNumbers(places.length, each.numbers));
  const numbers = new Map<Bits, number>();
  const rows = new Map<string, Gathered>();
  for (const { names, cells: held } of principalsIn(cells)) {
    const byGrant = groupBy(held, (each) => JSON.stringify(toldOf(each)));
    for (const [told, alike] of byGrant) {
      const [first] = alike;
      if (!first) continue;
      const union = bitsUnion(places.length);
      for (const each of alike) union.add(bitsOf(each));
      const at = intern(union.bits);
      const key = `${told} ${getOrCreate(numbers, at, () => numbers.size)}`;
      getOrCreate(rows, key, () => ({ ...toldOf(first), at, principals: [] })).principals.push(...names);
    }
  }
  const reachOf = reaches(places);
  return [...rows.values()]
    .map(({ at, principals, ...row }) => ({ ...row, principals: principals.toSorted(compare), ...reachOf(at) }))
    .toSorted(byGravity);
}

interface Gathered extends Omit<DifferenceRow, 'principals' | 'repositories' | 'first'> {
  readonly at: Bits;
  readonly principals: string[];
}

/** What a row says of cells, but for where and of whom. INVARIANT: the principals of a group are of one class. */
function toldOf({ kind, before, after }: DifferingCells): Omit<DifferenceRow, 'principals' | 'repositories' | 'first'> {
  const held = after ?? before;
  const granted = held?.capabilities ?? [];
  return {
    kind,
    principalClass: held?.subjects[0]?.principal.class ?? 'same-account',
    capabilities: CAPABILITIES.filter((each) => granted.some(({ capability }) => capability === each)),
    conditional: granted.some(({ decision }) => decision === 'conditional'),
  };
}

interface AlikePrincipals {
  readonly names: readonly string[];
  readonly cells: readonly DifferingCells[];
}

/** Principals by the groups of cells of theirs. */
function principalsIn(cells: readonly DifferingCells[]): readonly AlikePrincipals[] {
  const held = new Map<string, number[]>();
  cells.forEach(({ before, after }, number) => {
    for (const { principal } of (after ?? before)?.subjects ?? []) getOrCreate(held, principal.name, () => []).push(number);
  });
  return [...groupBy(held, ([, numbers]) => numbers.join()).values()].map((alike) => ({
    names: alike.map(([name]) => name),
    cells: (alike[0]?.[1] ?? []).flatMap((number) => cells[number] ?? []),
  }));
}

/** How many repositories there are at some numbers, and the first of them. */
function reaches(places: AccessDifferences['places']): (at: Bits) => Pick<DifferenceRow, 'repositories' | 'first'> {
  const reachAt = memoize((number: number) => {
    const all = (places[number] ?? []).map(({ before, after }): Place => {
      const repository = after ?? before;
      return { region: repository?.region ?? '', repository: repository?.name ?? '' };
    });
    return { repositories: all.length, first: firstOf(all) };
  });
  return memoize((at: Bits) => {
    const all = numbersIn(at).map(reachAt);
    return { repositories: all.reduce((sum, each) => sum + each.repositories, 0), first: firstOf(all.map(({ first }) => first)) };
  });
}

function firstOf(places: readonly Place[]): Place {
  return places.reduce((a, b) => (compare(a.region, b.region) || compare(a.repository, b.repository) <= 0 ? a : b));
}

function byGravity(a: DifferenceRow, b: DifferenceRow): number {
  return (
    DIFFERENCES.indexOf(a.kind) - DIFFERENCES.indexOf(b.kind) ||
    PRINCIPAL_CLASSES.indexOf(b.principalClass) - PRINCIPAL_CLASSES.indexOf(a.principalClass) ||
    b.capabilities.length - a.capabilities.length ||
    b.repositories * b.principals.length - a.repositories * a.principals.length ||
    compare(a.principals[0] ?? '', b.principals[0] ?? '')
  );
}
