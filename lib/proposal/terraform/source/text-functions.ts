// The functions of Terraform that make texts.
import { all, type HclFunction, texts } from './hcl-arguments.ts';
import {
  failed,
  gap,
  type HclGap,
  type HclValue,
  isGap,
  isItems,
  itemsOf,
  jsonOf,
  MOST_TEXT,
  text,
  textOf,
  tuple,
  valueOfJson,
} from './hcl-value.ts';

/** By name. */
export const TEXT_FUNCTIONS: ReadonlyMap<string, HclFunction> = new Map<string, HclFunction>([
  ['format', (pattern = null, ...rest) => formatted(pattern, rest)],
  ['formatlist', (pattern = null, ...rest) => formattedList(pattern, rest)],
  ['join', (separator = null, ...lists) => joined(separator, lists)],
  ['split', (separator = null, value = null) => texts([separator, value], ([by = '', of = '']) => tuple(of.split(by)))],
  ['replace', (value = null, from = null, to = null) => texts([value, from, to], ([of = '', old = '', by = '']) => replaced(of, old, by))],
  ['lower', (value = null) => texts([value], ([of = '']) => of.toLowerCase())],
  ['upper', (value = null) => texts([value], ([of = '']) => of.toUpperCase())],
  ['trimspace', (value = null) => texts([value], ([of = '']) => of.trim())],
  [
    'trimprefix',
    (value = null, start = null) => texts([value, start], ([of = '', by = '']) => (of.startsWith(by) ? of.slice(by.length) : of)),
  ],
  [
    'trimsuffix',
    (value = null, end = null) =>
      texts([value, end], ([of = '', by = '']) => (by !== '' && of.endsWith(by) ? of.slice(0, -by.length) : of)),
  ],
  ['startswith', (value = null, start = null) => texts([value, start], ([of = '', by = '']) => of.startsWith(by))],
  ['endswith', (value = null, end = null) => texts([value, end], ([of = '', by = '']) => of.endsWith(by))],
  ['jsondecode', (value = null) => texts([value], ([of = '']) => decoded(of))],
]);

function decoded(json: string): HclValue {
  try {
    return valueOfJson(JSON.parse(json));
  } catch {
    return failed('jsondecode of something that is no JSON');
  }
}

function formatted(pattern: HclValue, values: readonly HclValue[]): HclValue {
  const open = [pattern, ...values].find(isGap);
  if (open) return open;
  if (typeof pattern !== 'string') return failed('a format that is no text');
  let next = 0;
  let wrong: HclGap | undefined;
  const made = pattern.replaceAll(/%(.)?/gsu, (verb, letter: string | undefined) => {
    if (letter === '%') return '%';
    const value = values[next] ?? null;
    next += 1;
    const own = letter === 'v' && (value === null || typeof value === 'object') ? jsonOf(value) : textOf(value);
    if (letter === undefined || !'svdq'.includes(letter)) wrong ??= gap(`the verb ${verb} of format, which is not evaluated`);
    else if (next > values.length) wrong ??= failed('a format with too few values');
    else if (typeof own !== 'string') wrong ??= own;
    else if (letter === 'd' && !/^-?\d+$/.test(own)) wrong ??= failed('a format of a number with something else');
    else return letter === 'q' ? JSON.stringify(own) : own;
    return '';
  });
  return wrong ?? text(made);
}

/** A format for each place of the lists among its values. */
function formattedList(pattern: HclValue, values: readonly HclValue[]): HclValue {
  const isList = (value: HclValue): boolean =>
    typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'set');
  const open = values.find((value) => isGap(value) || (typeof value === 'object' && value !== null && !isList(value)));
  if (open !== undefined) return isGap(open) ? open : failed('a format of something that is no list');
  const lists = values.map((value) => (isList(value) ? itemsOf(value) : undefined));
  const lengths = new Set(lists.flatMap((list) => (list && isItems(list) ? [list.length] : [])));
  const [length = 1, another] = lengths;
  if (another !== undefined) return failed('a format of lists that are not of one length');
  const at = (index: number): readonly HclValue[] =>
    lists.map((list, place) => (list && isItems(list) ? (list[index] ?? null) : (values[place] ?? null)));
  return tuple(Array.from({ length }, (_, index) => formatted(pattern, at(index))));
}

function joined(separator: HclValue, lists: readonly HclValue[]): HclValue {
  const by = textOf(separator);
  if (typeof by !== 'string') return by;
  return all(lists, (items) => texts(items.flat(), (each) => lengthIn(each, by) ?? each.join(by)));
}

/** A text that would be too long is not even made. */
function lengthIn(parts: readonly string[], by: string): HclGap | undefined {
  const length = parts.reduce((sum, part) => sum + part.length + by.length, 0);
  return length > MOST_TEXT ? gap('a text that is too long') : undefined;
}

function replaced(of: string, old: string, by: string): HclValue {
  if (old.length > 1 && old.startsWith('/') && old.endsWith('/')) return gap('replace with a regular expression, which is not evaluated');
  const parts = old === '' ? [...of] : of.split(old);
  return lengthIn(parts, by) ?? parts.join(by);
}
