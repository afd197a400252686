// The access matrix of a large account: groups of repositories against groups of principals, counted without expanding it.
import type { Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { membersOf, type Subset } from '../../collections/subset.ts';
import { CAPABILITIES, type Capability, type Place, PRINCIPAL_CLASSES } from '../../model/access.ts';
import { compare } from '../../text/order.ts';
import type { CellVerdicts } from './cell-verdicts.ts';
import { namesInGroups, PRINCIPAL_GROUPINGS, REPOSITORY_GROUPINGS } from './name-groups.ts';
import { columnOf, numbering, RANK } from './page-access.ts';
import { CERTAINTIES, type Certainty, type PageAccess, type PageColumn, type PageRight, type PageRow } from './page-view.ts';

/** How many groups there is room for. */
interface Room {
  readonly rows: number;
  readonly columns: number;
}

const ROOM: Room = { rows: 100, columns: 40 };
/** Strangers, of each class, have a part of the room. */
const STRANGERS = 4;

/** The matrix by groups. What of a group is expected is not judged one by one: a right is unexpected where a finding tells of it. */
export function groupedAccess(
  matrix: AccessMatrix,
  { told }: CellVerdicts,
  head: Pick<PageAccess, 'totals' | 'closed'>,
  room: Room = ROOM,
): PageAccess {
  const { rows, rowOf } = rowsOf(matrix, room.rows);
  const { columns, columnOfName } = columnsOf(matrix, room.columns);
  const counts = new Map<number, Map<Capability, Tally>>();
  const tallyAt = (row: number, column: number, capability: Capability): Tally =>
    getOrCreate(
      getOrCreate(counts, row * columns.length + column, () => new Map<Capability, Tally>()),
      capability,
      () => ({ pairs: 0, unexpected: 0, accepted: 0, missing: 0, certainty: 'allowed' }),
    );
  const inColumns = distribution(
    ({ principal }: Subject) => columnOfName(principal.name),
    () => 1,
  );
  const inRows = rowDistribution(matrix, rowOf);
  for (const { subjects, classes, outcome } of matrix.alike()) {
    if (outcome.capabilities.length === 0) continue;
    const [among, where] = [inColumns(subjects), inRows(classes)];
    for (const [row, repositories] of where)
      for (const [column, principals] of among)
        for (const { capability, decision } of outcome.capabilities) {
          const tally = tallyAt(row, column, capability);
          tally.pairs += repositories * principals;
          if (CERTAINTIES.indexOf(decision) < CERTAINTIES.indexOf(tally.certainty)) tally.certainty = decision;
        }
  }
  const inPlaces = distribution(
    ({ repository }: Place) => rowOf(repository),
    () => 1,
  );
  for (const { places, principal, capability, verdict } of told) {
    const [column, known] = [columnOfName(principal), CAPABILITIES.find((each) => each === capability)];
    if (column === undefined || !known || (verdict !== 'unexpected' && verdict !== 'accepted' && verdict !== 'missing')) continue;
    for (const part of places.parts) for (const [row, count] of inPlaces(part)) tallyAt(row, column, known)[verdict] += count;
  }
  const rights = numbering<readonly PageRight[]>();
  const cells = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([at, tallies]) => [Math.floor(at / columns.length), at % columns.length, rights.of(rightsOf(tallies))] as const);
  return { kind: 'groups', ...head, rows, columns, cells, rights: rights.all(), texts: [] };
}

interface Tally {
  pairs: number;
  unexpected: number;
  accepted: number;
  missing: number;
  certainty: Certainty;
}

function rightsOf(tallies: ReadonlyMap<Capability, Tally>): readonly PageRight[] {
  return CAPABILITIES.flatMap((capability) => {
    const tally = tallies.get(capability);
    if (!tally) return [];
    const { pairs, unexpected, certainty } = tally;
    return [{ capability, verdict: verdictOf(tally), certainty, via: [], depends: [], pairs, ...(unexpected > 0 ? { unexpected } : {}) }];
  });
}

function verdictOf({ unexpected, missing, accepted }: Tally): PageRight['verdict'] {
  if (unexpected > 0) return 'unexpected';
  if (missing > 0) return 'missing';
  return accepted > 0 ? 'accepted' : 'expected';
}

function rowsOf(
  { account }: AccessMatrix,
  most: number,
): {
  readonly rows: readonly PageRow[];
  readonly rowOf: (repository: string) => number | undefined;
} {
  const repositories = repositoriesOf(account);
  const groups = namesInGroups(
    repositories.map(({ name }) => name),
    REPOSITORY_GROUPINGS,
    most,
  );
  const at = new Map(groups.flatMap(({ names }, row) => names.map((name) => [name, row] as const)));
  const regions = new Map<number, Set<string>>();
  for (const { name, region } of repositories) getOrCreate(regions, at.get(name) ?? -1, () => new Set<string>()).add(region);
  const rows = groups.map(({ label, names }, row) => ({
    name: label,
    region: [...(regions.get(row) ?? [])].sort(compare).join(', '),
    size: names.length,
    from: names[0] ?? label,
    to: names.at(-1) ?? label,
  }));
  return { rows, rowOf: (repository) => at.get(repository) };
}

function columnsOf(
  matrix: AccessMatrix,
  most: number,
): {
  readonly columns: readonly PageColumn[];
  readonly columnOfName: (name: string) => number | undefined;
} {
  const principals = new Map(matrix.account.everybody.map(({ principal }) => [principal.name, principal]));
  const met = new WeakSet<readonly Subject[]>();
  for (const { subjects } of matrix.alike()) {
    if (met.has(subjects.of)) continue;
    met.add(subjects.of);
    for (const { principal } of subjects.of) principals.set(principal.name, principal);
  }
  const columns = PRINCIPAL_CLASSES.toSorted((a, b) => RANK[a] - RANK[b]).flatMap((kind) => {
    const among = [...principals.values()].filter((principal) => principal.class === kind);
    const groups = namesInGroups(
      among.map(({ name }) => name),
      PRINCIPAL_GROUPINGS,
      kind === 'same-account' ? most : Math.ceil(most / STRANGERS),
    );
    return groups.map(({ label, names }) => ({
      names,
      column: columnFor(
        label,
        names,
        among.find(({ name }) => name === names[0]),
      ),
    }));
  });
  const at = new Map(columns.flatMap(({ names }, column) => names.map((name) => [name, column] as const)));
  return { columns: columns.flatMap(({ column }) => column ?? []), columnOfName: (name) => at.get(name) };
}

function columnFor(label: string, names: readonly string[], first: Parameters<typeof columnOf>[0] | undefined): PageColumn | undefined {
  return first && { ...columnOf(first), name: label, account: names.length === 1 ? columnOf(first).account : null, size: names.length };
}

/** How much of a subset is in each place; each list is distributed once. */
function distribution<T>(
  placeOf: (item: T) => number | undefined,
  weightOf: (item: T) => number,
): (subset: Subset<T>) => ReadonlyMap<number, number> {
  const spread = (items: readonly T[]): ReadonlyMap<number, number> => {
    const places = new Map<number, number>();
    for (const each of items) {
      const place = placeOf(each);
      if (place !== undefined) places.set(place, (places.get(place) ?? 0) + weightOf(each));
    }
    return places;
  };
  const lists = memoize((items: readonly T[]) => ({ all: spread(items), members: new Set(items) }));
  return ({ of, except }) => {
    // Lists of one are not shared.
    if (of.length === 1) return spread(membersOf({ of, except }));
    const { all, members } = lists(of);
    const less = spread([...except].filter((each) => members.has(each)));
    if (less.size === 0) return all;
    return new Map(
      [...all].flatMap(([place, weight]) => (weight > (less.get(place) ?? 0) ? [[place, weight - (less.get(place) ?? 0)]] : [])),
    );
  };
}

function rowDistribution({ repositoryClasses }: AccessMatrix, rowOf: (repository: string) => number | undefined) {
  const ofClass = repositoryClasses.map(({ members }) => {
    const places = new Map<number, number>();
    for (const { name } of members) {
      const row = rowOf(name);
      if (row !== undefined) places.set(row, (places.get(row) ?? 0) + 1);
    }
    return places;
  });
  const spread = (numbers: readonly number[]): ReadonlyMap<number, number> => {
    const places = new Map<number, number>();
    for (const number of numbers) for (const [row, count] of ofClass[number] ?? []) places.set(row, (places.get(row) ?? 0) + count);
    return places;
  };
  const lists = memoize(spread);
  return (classes: Subset<number>): ReadonlyMap<number, number> =>
    classes.except.size === 0 ? lists(classes.of) : spread(membersOf(classes));
}
