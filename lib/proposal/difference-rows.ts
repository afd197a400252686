// What a proposal gives and takes, in few rows: who gets or loses what on which repositories, alike ones together.

import type { GrantedBy } from '../access/matrix/grants.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { CAPABILITIES, type Place, PRINCIPAL_CLASSES, type PrincipalClass } from '../model/access.ts';
import { compare } from '../text/order.ts';
import type { AccessDifference } from './compare.ts';

export const DIFFERENCES = ['gained', 'lost', 'changed'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

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

/** Outsiders first, then who has most. */
export function differenceRows(differences: readonly AccessDifference[]): readonly DifferenceRow[] {
  const byPrincipal = new Map<string, Cells>();
  for (const [number, difference] of differences.entries())
    for (const kind of DIFFERENCES)
      for (const [name, granted] of grantsByPrincipal(difference, kind)) {
        const capabilities = CAPABILITIES.filter((each) => granted.some(({ capability }) => capability === each));
        const conditional = granted.some(({ decision }) => decision === 'conditional');
        const key = JSON.stringify([kind, name, capabilities, conditional]);
        const principalClass = granted[0]?.principal.class ?? 'same-account';
        getOrCreate(byPrincipal, key, () => ({ kind, name, principalClass, capabilities, conditional, numbers: [] })).numbers.push(number);
      }
  const rows = new Map<string, Cells & { readonly names: string[] }>();
  for (const cells of byPrincipal.values()) {
    const { kind, principalClass, capabilities, conditional, numbers } = cells;
    const key = JSON.stringify([kind, principalClass, capabilities, conditional, numbers]);
    getOrCreate(rows, key, () => ({ ...cells, names: [] })).names.push(cells.name);
  }
  return [...rows.values()].map((row) => rowOf(row, differences)).toSorted(byGravity);
}

interface Cells {
  readonly kind: DifferenceKind;
  readonly name: string;
  readonly principalClass: PrincipalClass;
  readonly capabilities: readonly string[];
  readonly conditional: boolean;
  /** Of the differences that say so. */
  readonly numbers: number[];
}

function grantsByPrincipal(difference: AccessDifference, kind: DifferenceKind): ReadonlyMap<string, readonly GrantedBy[]> {
  const granted = kind === 'changed' ? difference.changed.map(({ after }) => after) : difference[kind];
  return Map.groupBy(granted, ({ principal }) => principal.name);
}

function rowOf(row: Cells & { readonly names: readonly string[] }, differences: readonly AccessDifference[]): DifferenceRow {
  const places = row.numbers.flatMap((number) =>
    (differences[number]?.places ?? []).map(({ before, after }): Place => {
      const repository = after ?? before;
      return { region: repository?.region ?? '', repository: repository?.name ?? '' };
    }),
  );
  const first = places.reduce((a, b) => (compare(a.region, b.region) || compare(a.repository, b.repository) <= 0 ? a : b));
  const { kind, principalClass, capabilities, conditional, names } = row;
  return { kind, principalClass, principals: names.toSorted(compare), capabilities, conditional, repositories: places.length, first };
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
