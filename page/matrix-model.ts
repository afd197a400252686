// The access matrix as lines that open and close: rows by the path of their names, columns by whose they are.
import { CERTAINTIES, type PageAccess, type PageColumn, type PageRight, type PageRow, VERDICTS } from '../lib/report/html/page-view.ts';
import { shortName } from './audit.ts';

/** A row or a column that is drawn: one of the account, or a group of them. */
export interface Line {
  readonly key: string;
  readonly kind: 'leaf' | 'group';
  readonly label: string;
  readonly title: string;
  readonly detail: string;
  /** Positions of the rows or columns that it is. */
  readonly of: readonly number[];
  readonly isOpen: boolean;
  readonly depth: number;
}

/** Between the first and the last of a group of neighbours. */
const RANGE = ' … ';

/** So many are shown one by one from the start. */
const FEW_ROWS = 30;
const FEW_COLUMNS = 16;

/** The groups that are open at the beginning. */
export function firstOpen({ rows, columns, kind }: PageAccess): ReadonlySet<string> {
  const all = (lines: readonly string[], few: number) => (kind === 'groups' || lines.length <= few ? lines : []);
  return new Set([
    ...all(rows.map(rowGroup), FEW_ROWS).map((name) => `row ${name}`),
    ...all(columns.map(columnGroup), FEW_COLUMNS).map((name) => `column ${name}`),
    // Strangers are what one looks for.
    ...columns
      .filter(({ class: kindOf }) => kindOf !== 'same-account' && kindOf !== 'service-linked')
      .slice(0, FEW_COLUMNS)
      .map((column) => `column ${columnGroup(column)}`),
  ]);
}

/** Rows under their groups; one that is alone stands for itself. */
export function rowLines({ rows, kind }: PageAccess, open: ReadonlySet<string>, query: string): readonly Line[] {
  const leaf = ({ name, region, size }: PageRow, at: number, depth: number): Line => ({
    ...{ key: `row ${at}`, kind: 'leaf', label: name, title: `${name} in ${region}`, of: [at], isOpen: false, depth },
    detail: kind === 'groups' ? String(size) : region,
  });
  return linesOf(
    rows,
    { prefix: 'row', groupOf: rowGroup, leaf, matches: (row) => isCalled(row, query) },
    open,
    query !== '' || kind === 'groups',
  );
}

/** Whether a row is what a reader looks for: by a part of its name, or of a group by a name that may be in it. */
function isCalled({ name, from, to }: PageRow, query: string): boolean {
  return name.toLowerCase().includes(query) || (from !== undefined && to !== undefined && from <= query && query <= to);
}

/** Columns under whose they are. */
export function columnLines({ columns, kind }: PageAccess, open: ReadonlySet<string>, query: string): readonly Line[] {
  const leaf = (column: PageColumn, at: number, depth: number): Line => ({
    ...{
      key: `column ${at}`,
      kind: 'leaf',
      label: column.size > 1 ? column.name.split(RANGE).map(shortName).join(RANGE) : columnLabel(column),
      title: column.account === null ? column.name : `${column.name} (${column.account})`,
      of: [at],
      isOpen: false,
      depth,
    },
    detail: kind === 'groups' && column.size > 1 ? String(column.size) : '',
  });
  return linesOf(
    columns,
    { prefix: 'column', groupOf: columnGroup, leaf, matches: ({ name }) => name.toLowerCase().includes(query) },
    open,
    query !== '' || kind === 'groups',
  );
}

interface Lines<T> {
  readonly prefix: string;
  readonly groupOf: (item: T) => string;
  readonly leaf: (item: T, at: number, depth: number) => Line;
  readonly matches: (item: T) => boolean;
}

function linesOf<T>(
  items: readonly T[],
  { prefix, groupOf, leaf, matches }: Lines<T>,
  open: ReadonlySet<string>,
  isFlat: boolean,
): readonly Line[] {
  const groups = new Map<string, number[]>();
  items.forEach((item, at) => {
    if (!matches(item)) return;
    const name = groupOf(item);
    const group = groups.get(name);
    if (group) group.push(at);
    else groups.set(name, [at]);
  });
  const leaves = (of: readonly number[], depth: number): readonly Line[] =>
    of.flatMap((at) => {
      const item = items[at];
      return item === undefined ? [] : [leaf(item, at, depth)];
    });
  return [...groups].flatMap(([name, of]) => {
    if (isFlat || of.length === 1) return leaves(of, 0);
    const key = `${prefix} ${name}`;
    const isOpen = open.has(key);
    const head: Line = { key, kind: 'group', label: name, title: name, detail: String(of.length), of, isOpen, depth: 0 };
    return [head, ...(isOpen ? leaves(of, 1) : [])];
  });
}

function rowGroup({ name }: PageRow): string {
  const at = name.lastIndexOf('/');
  return at < 0 ? name : `${name.slice(0, at)}/`;
}

const CLASSES = {
  public: 'Everyone',
  external: 'Other accounts',
  organization: 'Organization',
  service: 'AWS services',
  'same-account': '',
  'service-linked': 'Service-linked roles',
} as const satisfies Record<PageColumn['class'], string>;

function columnGroup({ name, class: kind }: PageColumn): string {
  if (kind !== 'same-account') return CLASSES[kind];
  const short = shortName(name);
  return short.slice(0, short.lastIndexOf('/') + 1);
}

/** What tells a principal from those beside it: an account by its name, a service without its domain. */
function columnLabel({ name, class: kind, account }: PageColumn): string {
  if (name === '*') return 'everyone';
  if (account !== null && name.startsWith('account:')) return account;
  if (kind === 'service') return name.replace(/^service:/, '').replace(/\.amazonaws\.com(?:\.cn)?$/, '');
  const short = shortName(name).replace(/^account:/, '');
  return short.slice(short.lastIndexOf('/') + 1) || short;
}

/** What the lines have in common, worked out for the cells that are drawn. */
export function cellReader({ cells, rights }: PageAccess): (row: Line, column: Line) => readonly PageRight[] {
  const byRow = new Map<number, Map<number, number>>();
  for (const [row, column, at] of cells) {
    const inRow = byRow.get(row);
    if (inRow) inRow.set(column, at);
    else byRow.set(row, new Map([[column, at]]));
  }
  const known = new Map<string, readonly PageRight[]>();
  return (row, column) => {
    // What is open is shown by its members.
    if (row.isOpen || column.isOpen) return [];
    const key = `${row.key}|${column.key}|${row.of.length}|${column.of.length}`;
    const before = known.get(key);
    if (before) return before;
    const found = row.of.flatMap((r) => column.of.flatMap((c) => byRow.get(r)?.get(c) ?? []));
    const merged = mergedRights([...new Set(found)].flatMap((at) => rights[at] ?? []));
    known.set(key, merged);
    return merged;
  };
}

/** The first cell of which something is to be said, else the first with access. */
export function firstPlace({
  rows,
  columns,
  read,
}: {
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  readonly read: ReturnType<typeof cellReader>;
}) {
  const places = rows.flatMap((line, row) => columns.map((other, column) => ({ place: { row, column }, rights: read(line, other) })));
  const told = places.find(({ rights }) => rights.some(({ verdict }) => verdict === 'unexpected' || verdict === 'missing'));
  return (told ?? places.find(({ rights }) => rights.length > 0))?.place ?? { row: 0, column: 0 };
}

/** One right of each capability: the gravest verdict, and the least certain. */
function mergedRights(all: readonly PageRight[]): readonly PageRight[] {
  const byCapability = new Map<string, PageRight>();
  for (const right of all) {
    const other = byCapability.get(right.capability);
    if (!other) {
      byCapability.set(right.capability, right);
      continue;
    }
    byCapability.set(right.capability, {
      ...right,
      verdict: VERDICTS.find((verdict) => verdict === right.verdict || verdict === other.verdict) ?? right.verdict,
      certainty: CERTAINTIES.find((certainty) => certainty === right.certainty || certainty === other.certainty) ?? right.certainty,
      via: [...new Set([...other.via, ...right.via])],
      depends: [...new Set([...other.depends, ...right.depends])],
      pairs: (other.pairs ?? 0) + (right.pairs ?? 0),
      unexpected: (other.unexpected ?? 0) + (right.unexpected ?? 0),
    });
  }
  return [...byCapability.values()];
}
