// Names in groups that people recognize: as fine as there is room for.
import { groupBy } from '../../collections/group-by.ts';
import { compare } from '../../text/order.ts';

export interface NameGroup {
  readonly label: string;
  readonly names: readonly string[];
}

/** A way to group: what a name is called in it. The finer ones come first. */
export type Grouping = (name: string) => string;

/** The finest grouping of at most `most` groups; where even the coarsest has more, its largest groups and the others together. */
export function namesInGroups(names: readonly string[], groupings: readonly Grouping[], most: number): readonly NameGroup[] {
  const each = groupings.map((grouping) => groupBy(names, grouping));
  const fitting = each.find(({ size }) => size <= most) ?? each.at(-1) ?? new Map([['all', names]]);
  const groups = [...fitting].map(([label, among]) => ({ label, names: among }));
  if (groups.length <= most) return groups.sort((a, b) => compare(a.label, b.label));
  const bySize = groups.toSorted((a, b) => b.names.length - a.names.length || compare(a.label, b.label));
  const others = bySize.slice(most - 1).flatMap((group) => group.names);
  return [...bySize.slice(0, most - 1).sort((a, b) => compare(a.label, b.label)), { label: 'others', names: others }];
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
