// Every odd answer that can be made of a JSON answer by one change.
import { jsonPath, type PathPart } from '../../../lib/text/path.ts';
import type { Oddity } from './oddity.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly PathPart[];

const REMOVED = Symbol('removed');
type Change = (value: Json) => Json | typeof REMOVED;

/** The changes that make sense for a value, by name. */
function changesOf(value: Json): Readonly<Record<string, Change>> {
  const others = Object.entries(FORMS).filter(([, form]) => kindOf(form) !== kindOf(value));
  const replaced = Object.fromEntries(others.map(([name, form]): [string, Change] => [name, () => form]));
  const emptied: Record<string, Change> = { emptied: () => EMPTY[kindOf(value)] ?? value };
  return { removed: () => REMOVED, ...replaced, ...(kindOf(value) in EMPTY ? emptied : {}), ...(Array.isArray(value) ? MEMBERS : {}) };
}

const FORMS: Readonly<Record<string, Json>> = {
  'as null': null,
  'as a number': 7,
  'as a text': 'odd',
  'as a flag': true,
  'as a list': [],
  'as an object': {},
};
const EMPTY: Readonly<Record<string, Json>> = { list: [], object: {}, string: '' };
const MEMBERS: Readonly<Record<string, Change>> = Object.fromEntries(
  Object.entries(FORMS).map(([name, form]): [string, Change] => [
    `one more member ${name} in`,
    (list) => (Array.isArray(list) ? [...list, form] : list),
  ]),
);

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** One oddity per place and change; of long lists, the first and the last member. */
export function jsonOddities(body: string): readonly Oddity[] {
  const root = JSON.parse(body) as Json;
  const changed = placesIn(root, []).flatMap(([path, value]) =>
    Object.entries(changesOf(value)).map(([name, change]): Oddity => {
      return { name: `${name} ${jsonPath(path)}`, rewrite: (text) => rewritten(text, path, change) };
    }),
  );
  return [
    ...changed.filter(({ name }) => name !== 'removed $'),
    ...Object.entries(root ?? {}).flatMap(([key, value]) => doubled(key, value)),
  ];
}

function placesIn(value: Json, path: Path): readonly (readonly [Path, Json])[] {
  return [[path, value], ...membersOf(value).flatMap(([key, member]) => placesIn(member, [...path, key]))];
}

function membersOf(value: Json): readonly (readonly [PathPart, Json])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value)) return Object.entries(value);
  const members = [...value.entries()];
  return members.filter((_, index) => index === 0 || index === members.length - 1);
}

function rewritten(text: string, path: Path, change: Change): string {
  const made = applied(JSON.parse(text) as Json, path, change);
  return made === REMOVED ? '' : JSON.stringify(made);
}

function applied(value: Json, [key, ...rest]: Path, change: Change): Json | typeof REMOVED {
  if (key === undefined) return change(value);
  const inner = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (Reflect.get(value, key) as Json) : undefined;
  if (inner === undefined) return value;
  const made = applied(inner, rest, change);
  if (Array.isArray(value)) return made === REMOVED ? value.toSpliced(Number(key), 1) : value.with(Number(key), made);
  const others = Object.entries(value as object).filter(([name]) => name !== key);
  return Object.fromEntries(made === REMOVED ? others : [...others, [key, made]]);
}

/** A key twice, of which JSON.parse keeps the second. */
function doubled(key: string, value: Json): readonly Oddity[] {
  const second = JSON.stringify(EMPTY[kindOf(value)] ?? value);
  return [{ name: `doubled ${key}`, rewrite: (text) => `${text.trimEnd().slice(0, -1)},${JSON.stringify(key)}:${second}}` }];
}
