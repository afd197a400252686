// Other ways to write the same policies.
import type { PolicyJson, StatementJson } from './arbitrary-scenario.ts';

/** Every list turned by `turn` places with its first entry given twice, and the members of every object in reverse (A4, B3). */
export function reordered<T>(value: T, turn: number): T;
export function reordered(value: unknown, turn: number): unknown {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const from = list.length === 0 ? 0 : turn % list.length;
    const turned = [...list.slice(from), ...list.slice(0, from)];
    return [...turned, ...turned.slice(0, 1)].map((each) => reordered(each, turn + 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, reordered(member, turn + 1)] as const);
  return Object.fromEntries(members.reverse());
}

/** Single values as lists of one, and lists of one as single values (B2). */
export function regrouped({ Statement: statements, ...head }: PolicyJson): object {
  return { ...head, Statement: flipped(statements.map(regroupedStatement)) };
}

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

function regroupedStatement(statement: StatementJson): object {
  return mapMembers(statement, (value, name) => {
    if (LISTS.includes(name)) return flipped(value);
    if (name === 'Condition') return mapMembers(value, (keys) => mapMembers(keys, flipped));
    return name.endsWith('Principal') && value !== '*' ? mapMembers(value, flipped) : value;
  });
}

function flipped(value: unknown): unknown {
  if (!Array.isArray(value)) return [value];
  return value.length === 1 ? value[0] : value;
}

function mapMembers(value: unknown, change: (member: unknown, name: string) => unknown): object {
  if (typeof value !== 'object' || value === null) return Object(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}
