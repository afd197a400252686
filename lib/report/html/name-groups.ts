// Names in groups that people recognize: as fine as there is room for.
import { groupBy } from '../../collections/group-by.ts';
import { compare } from '../../text/order.ts';

export interface NameGroup {
  readonly label: string;
  /** Sorted. */
  readonly names: readonly string[];
}

/** A way to group: what a name is called in it. The finer ones come first. */
export type Grouping = (name: string) => string;

/** With fewer groups than a part of what there is room for, a picture says little. */
const FEW = 4;

/** At most `most` groups: the finest grouping that fits, or neighbours of the next finer one together where that leaves hardly any groups. */
export function namesInGroups(names: readonly string[], groupings: readonly Grouping[], most: number): readonly NameGroup[] {
  const sorted = names.toSorted(compare);
  const each = groupings.map((grouping) => [...groupBy(sorted, grouping)].map(([label, among]) => ({ label, names: among })));
  const at = each.findIndex(({ length }) => length <= most);
  const fitting = each[at] ?? [];
  const finer = each[at < 0 ? each.length - 1 : at - 1] ?? [];
  return fitting.length * FEW >= most || finer.length <= most ? fitting : ranges(finer, most);
}

function ranges(groups: readonly NameGroup[], most: number): readonly NameGroup[] {
  const length = Math.ceil(groups.length / most);
  return Array.from({ length: Math.ceil(groups.length / length) }, (_, at) => {
    const among = groups.slice(at * length, (at + 1) * length);
    const [first, last] = [bare(among[0]?.label), bare(among.at(-1)?.label)];
    return { label: first === last ? first : `${first} … ${last}`, names: among.flatMap((group) => group.names) };
  });
}

/** Without the star, which neighbours have in common. */
function bare(label = ''): string {
  return label.replace(/\/?\*$/, '');
}

/** `team/app/web` is of `team/app/*`, of `team/*`, and of `t*`. */
export const REPOSITORY_GROUPINGS: readonly Grouping[] = [
  (name) => name,
  (name) => beginning(name, 2),
  (name) => beginning(name, 1),
  (name) => `${stem(name)}*`,
];

function beginning(name: string, parts: number): string {
  const all = name.split('/');
  return all.length > parts ? `${all.slice(0, parts).join('/')}/*` : name;
}

/** Up to the first mark within the first part, without what only counts. */
function stem(name: string): string {
  return /^[A-Za-z]*/.exec(name)?.[0] ?? '';
}

const NAMED = /^arn:[^:]*:iam::\d*:(user|role)(\/.*)$/;

/** By path and the beginning of the name, by path, by kind. */
export const PRINCIPAL_GROUPINGS: readonly Grouping[] = [
  (name) => name,
  (name) => inPath(name, (last) => `${/^[A-Za-z]+(?:[-_.][A-Za-z]+)?/.exec(last)?.[0] ?? ''}*`),
  (name) => inPath(name, (last) => `${stem(last)}*`),
  (name) => inPath(name, () => '*'),
  (name) => `${NAMED.exec(name)?.[1] ?? 'principal'} *`,
];

function inPath(name: string, grouped: (last: string) => string): string {
  const [, kind, path] = NAMED.exec(name) ?? [];
  if (kind === undefined || path === undefined) return name;
  const at = path.lastIndexOf('/') + 1;
  return `${kind}${path.slice(0, at)}${grouped(path.slice(at))}`;
}
