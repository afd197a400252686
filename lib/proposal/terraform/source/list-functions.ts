// The functions of Terraform that take lists apart and put them together.
import { all, type HclFunction, texts } from './hcl-arguments.ts';
import { failed, type HclGap, type HclValue, isItems, itemsOf, jsonOf, object, setOf, textOf, tuple } from './hcl-value.ts';

/** By name. */
export const LIST_FUNCTIONS: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ['coalescelist', (...lists) => firstFilled(lists)],
  ['element', (list = null, at = null) => all([list], ([items = []]) => withNumber(at, (index) => elementOf(items, index)))],
  ['reverse', (list = null) => all([list], ([items = []]) => tuple(items.toReversed()))],
  ['slice', (list = null, from = null, to = null) => all([list], ([items = []]) => sliced(items, from, to))],
  ['zipmap', (keys = null, values = null) => all([keys, values], ([names = [], items = []]) => zipped(names, items))],
  ['setunion', (...sets) => all(sets, (items) => setOf(items.flat()))],
  ['setintersection', (...sets) => all(sets, ([first = [], ...others]) => selected(first, others, (among) => among.every(Boolean)))],
  ['setsubtract', (set = null, other = null) => all([set, other], ([first = [], ...others]) => selected(first, others, ([isIn]) => !isIn))],
]);

/** Only a list of which nothing is known may yet be empty. */
function firstFilled(lists: readonly HclValue[]): HclValue {
  for (const list of lists) {
    const items = itemsOf(list);
    if (!isItems(items)) return items;
    if (items.length > 0) return list;
  }
  return failed('coalescelist of nothing');
}

function withNumber(value: HclValue, make: (number: number) => HclValue): HclValue {
  const written = textOf(value);
  if (typeof written !== 'string') return written;
  return /^-?\d+$/.test(written) ? make(Number(written)) : failed('a place of a list that is no whole number');
}

/** Beyond its end it begins again. */
function elementOf(items: readonly HclValue[], index: number): HclValue {
  return items.at(index % items.length) ?? failed('an element of an empty list');
}

function sliced(items: readonly HclValue[], from: HclValue, to: HclValue): HclValue {
  return withNumber(from, (start) =>
    withNumber(to, (end) =>
      start < 0 || start > end || end > items.length ? failed('a slice that is not in the list') : tuple(items.slice(start, end)),
    ),
  );
}

function zipped(keys: readonly HclValue[], values: readonly HclValue[]): HclValue {
  if (keys.length !== values.length) return failed('zipmap of lists that are not of one length');
  return texts(keys, (names) => object(names.map((name, index) => [name, values[index] ?? null])));
}

function selected(
  first: readonly HclValue[],
  others: readonly (readonly HclValue[])[],
  isTaken: (isIn: readonly boolean[]) => boolean,
): HclValue {
  const keys: (readonly string[])[] = [];
  for (const list of [first, ...others]) {
    const own = keysOf(list);
    if (!isItems(own)) return own;
    keys.push(own.map(String));
  }
  const [names = [], ...sets] = keys;
  return setOf(first.filter((_, index) => isTaken(sets.map((set) => set.includes(names[index] ?? '')))));
}

function keysOf(items: readonly HclValue[]): readonly string[] | HclGap {
  const keys = items.map(jsonOf);
  return keys.find((key) => typeof key !== 'string') ?? keys.filter((key) => typeof key === 'string');
}
