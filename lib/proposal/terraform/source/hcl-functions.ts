// The functions of Terraform that policies are made with. Whatever is not here is not evaluated, and named.
import { all, type HclFunction, texts } from './hcl-arguments.ts';
import {
  failed,
  gap,
  type HclGap,
  type HclObject,
  type HclValue,
  isGap,
  isItems,
  itemsOf,
  jsonOf,
  object,
  setOf,
  text,
  textOf,
  tuple,
} from './hcl-value.ts';
import { LIST_FUNCTIONS } from './list-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

/** What a function makes of its arguments. `try` is no function like these: it takes what fails. */
export function called(name: string, args: readonly HclValue[]): HclValue {
  const own = name.startsWith('core::') ? name.slice('core::'.length) : name;
  const made = FUNCTIONS.get(own);
  return made ? made(...args) : gap(`the function ${own}, which is not evaluated`);
}

const FUNCTIONS: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ...TEXT_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ['jsonencode', (value = null) => encoded(jsonOf(value))],
  ['concat', (...lists) => all(lists, (items) => tuple(items.flat()))],
  ['merge', (...maps) => merged(maps)],
  ['toset', (list = null) => all([list], ([items = []]) => setOf(ofOneType(items)))],
  ['tolist', (list = null) => all([list], ([items = []]) => tuple(items))],
  ['tomap', (map = null) => map],
  ['tostring', (value = null) => (value === null ? null : written(textOf(value)))],
  ['flatten', (list = null) => flattened(list)],
  ['length', (value = null) => lengthOf(value)],
  ['keys', (value = null) => ofObject(value, ({ entries }) => tuple([...entries.keys()]))],
  ['values', (value = null) => ofObject(value, ({ entries }) => tuple([...entries.values()]))],
  ['lookup', (map = null, key = null, ...others) => lookedUp(map, key, others)],
  ['distinct', (list = null) => all([list], ([items = []]) => distinct(items))],
  ['compact', (list = null) => all([list], ([items = []]) => compacted(items))],
  ['sort', (list = null) => all([list], ([items = []]) => texts(items, (each) => tuple([...each].sort((a, b) => (a < b ? -1 : 1)))))],
  ['one', (list = null) => (list === null ? null : all([list], ([items = []]) => only(items)))],
  ['coalesce', (...values) => values.find((value) => value !== null && value !== '') ?? failed('coalesce of nothing')],
  ['contains', (list = null, value = null) => all([list], ([items = []]) => isIn(items, value))],
]);

/** What markup could begin with is escaped there. */
function encoded(value: string | HclGap): HclValue {
  const code = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return typeof value === 'string' ? text(value.replaceAll(/[<>&\u2028\u2029]/g, code)) : value;
}

/** Numbers among texts are texts. */
function ofOneType(items: readonly HclValue[]): readonly HclValue[] {
  if (!items.some((item) => typeof item === 'string')) return items;
  return items.map((item) => (typeof item === 'number' || typeof item === 'boolean' ? String(item) : item));
}

function written(value: string | HclGap): HclValue {
  return typeof value === 'string' ? text(value) : value;
}

function ofObject(value: HclValue, make: (value: HclObject) => HclValue): HclValue {
  if (typeof value !== 'object' || value === null) return failed('something that is no map');
  if (value.kind === 'object') return value.isOpen ? gap('an object whose type has optional attributes') : make(value);
  if (value.kind === 'gap') return value;
  return value.kind === 'block' ? gap(value.name) : failed('a list in the place of a map');
}

function merged(maps: readonly HclValue[]): HclValue {
  const entries: (readonly [string, HclValue])[] = [];
  for (const map of maps) {
    if (map === null) continue;
    const open = ofObject(map, (each) => {
      entries.push(...each.entries);
      return null;
    });
    if (open !== null) return open;
  }
  return object(entries);
}

function flattened(list: HclValue): HclValue {
  const items = itemsOf(list);
  if (!isItems(items)) return items;
  const parts: HclValue[] = [];
  for (const item of items) {
    // What is not known may be a list of any length.
    if (isGap(item)) return item;
    if (typeof item !== 'object' || item === null || (item.kind !== 'tuple' && item.kind !== 'set')) {
      parts.push(item);
      continue;
    }
    const inner = itemsOf(flattened(item));
    if (!isItems(inner)) return inner;
    parts.push(...inner);
  }
  return tuple(parts);
}

function lengthOf(value: HclValue): HclValue {
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'object' && value?.kind === 'object') return ofObject(value, ({ entries }) => entries.size);
  const items = itemsOf(value);
  return isItems(items) ? items.length : items;
}

function lookedUp(map: HclValue, key: HclValue, others: readonly HclValue[]): HclValue {
  const name = textOf(key);
  if (typeof name !== 'string') return name;
  return ofObject(map, ({ entries }) => entries.get(name) ?? (entries.has(name) ? null : (others[0] ?? failed(`a map without ${name}`))));
}

function distinct(items: readonly HclValue[]): HclValue {
  const byText = new Map<string, HclValue>();
  for (const item of items) {
    const key = jsonOf(item);
    if (typeof key !== 'string') return key;
    if (!byText.has(key)) byText.set(key, item);
  }
  return tuple([...byText.values()]);
}

function compacted(items: readonly HclValue[]): HclValue {
  return items.find(isGap) ?? tuple(items.filter((item) => item !== null && item !== ''));
}

function only(items: readonly HclValue[]): HclValue {
  return items.length > 1 ? failed('one of several') : (items[0] ?? null);
}

function isIn(items: readonly HclValue[], value: HclValue): HclValue {
  const wanted = jsonOf(value);
  if (typeof wanted !== 'string') return wanted;
  const known = items.map(jsonOf);
  return known.includes(wanted) || (known.find((each) => typeof each !== 'string') ?? false);
}
