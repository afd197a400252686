// Values of expressions of a configuration. What is not known is a value as well, and says by what.
import { cut } from '../../../text/quote.ts';

export type HclValue = null | boolean | number | string | HclTuple | HclSet | HclObject | HclBlock | HclGap;

export interface HclTuple {
  readonly kind: 'tuple';
  readonly items: readonly HclValue[];
  readonly size: number;
}

/** Without duplicates, in order. */
export interface HclSet {
  readonly kind: 'set';
  readonly items: readonly HclValue[];
  readonly size: number;
}

export interface HclObject {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, HclValue>;
  readonly size: number;
  /** Its type may give it attributes that are not listed. */
  readonly isOpen?: boolean;
}

/** Something whose attributes are worked out when they are asked for: a resource, a module, `var`, `local`. */
export interface HclBlock {
  readonly kind: 'block';
  readonly name: string;
  readonly attribute: (name: string) => HclValue;
}

/** What nobody can tell before apply, or what is not evaluated here. */
export interface HclGap {
  readonly kind: 'gap';
  readonly by: string;
  /** It would fail in Terraform too: `try` takes the next. */
  readonly isError: boolean;
}

/** Longer texts and lists no policy has. */
export const MOST_ITEMS = 100_000;
export const MOST_TEXT = 1_000_000;
/** Names may be of any length, and are told. */
const LONGEST_NAME = 300;

/** What is not known, by what. */
export function gap(by: string): HclGap {
  return { kind: 'gap', by: cut(by, LONGEST_NAME), isError: false };
}

/** What Terraform would not take either. */
export function failed(by: string): HclGap {
  return { kind: 'gap', by: cut(by, LONGEST_NAME), isError: true };
}

/** Whether something is not known. */
export function isGap(value: HclValue): value is HclGap {
  return typeof value === 'object' && value?.kind === 'gap';
}

/** A list. */
export function tuple(items: readonly HclValue[]): HclTuple | HclGap {
  const size = sizeOf(items);
  return size > MOST_ITEMS ? gap('a list that is too long') : { kind: 'tuple', items, size };
}

/** What is in it with what is in that: parts may be shared, and written out are far more than they seem. */
function sizeOf(items: Iterable<HclValue>): number {
  let size = 1;
  for (const item of items) size += typeof item === 'object' && item !== null && 'size' in item ? item.size : 1;
  return size;
}

/** A text. */
export function text(value: string): HclValue {
  return value.length > MOST_TEXT ? gap('a text that is too long') : value;
}

/** A map or an object, whose keys are in order; `isOpen` where its type has optional attributes. */
export function object(entries: Iterable<readonly [string, HclValue]>, isOpen = false): HclObject | HclGap {
  const inOrder = new Map([...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1)));
  const size = sizeOf(inOrder.values());
  if (size > MOST_ITEMS) return gap('an object that is too large');
  return { kind: 'object', entries: inOrder, size, ...(isOpen ? { isOpen } : {}) };
}

/** A set; a gap in it could be any of the others. */
export function setOf(items: readonly HclValue[]): HclValue {
  const open = items.find(isGap);
  if (open) return open;
  const byText = new Map<string, HclValue>();
  for (const item of items) {
    const key = jsonOf(item);
    if (typeof key !== 'string') return key;
    byText.set(key, item);
  }
  const sorted = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  return { kind: 'set', items: sorted, size: sizeOf(sorted) };
}

/** The items of a list or a set; the gap that it is instead. */
export function itemsOf(value: HclValue): readonly HclValue[] | HclGap {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'tuple' || value.kind === 'set') return value.items;
    if (value.kind === 'gap') return value;
    if (value.kind === 'block') return gap(value.name);
  }
  return failed('something that is no list');
}

/** Whether these are items and no gap. */
export function isItems(value: readonly HclValue[] | HclGap): value is readonly HclValue[] {
  return Array.isArray(value);
}

/** What a template makes of a value. */
export function textOf(value: HclValue): string | HclGap {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return failed('null in a text');
  if (value.kind === 'gap') return value;
  return value.kind === 'block' ? gap(value.name) : failed('a list or an object in a text');
}

/** As `jsonencode` writes it, or the first thing in it that is not known. */
export function jsonOf(value: HclValue): string | HclGap {
  const written: string[] = [];
  let length = 0;
  const put = (part: string): HclGap | undefined => {
    written.push(part);
    length += part.length;
    return length > MOST_TEXT ? gap('a text that is too long') : undefined;
  };
  const list = (items: readonly HclValue[]): HclGap | undefined => {
    for (const [index, item] of items.entries()) {
      const open = put(index === 0 ? '' : ',') ?? write(item);
      if (open) return open;
    }
    return undefined;
  };
  const write = (each: HclValue): HclGap | undefined => {
    if (typeof each !== 'object' || each === null) return put(JSON.stringify(each));
    if (each.kind === 'gap') return each;
    if (each.kind === 'block') return gap(each.name);
    if (each.kind !== 'object') return put('[') ?? list(each.items) ?? put(']');
    // A map is not a list of attributes that could be missing, and what is written is all of it.
    if (each.isOpen) return gap('an object whose type has optional attributes');
    let open = put('{');
    for (const [index, [key, item]] of [...each.entries].entries())
      open ??= put(`${index === 0 ? '' : ','}${JSON.stringify(key)}:`) ?? write(item);
    return open ?? put('}');
  };
  const open = write(value);
  return open ?? written.join('');
}

/** A value of a plan. */
export function valueOfJson(value: unknown, isOpen = false): HclValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return tuple(value.map((each) => valueOfJson(each, isOpen)));
  return object(
    Object.entries(value).map(([key, each]) => [key, valueOfJson(each, isOpen)]),
    isOpen,
  );
}

/** A value as plans have it: `value` has null where something is not known, and `open` true at the same place. */
export interface PlanValue {
  readonly value: unknown;
  readonly open: unknown;
  /** In the order in which they were met. */
  readonly gaps: readonly HclGap[];
}

/** As a plan would have it. */
export function planValueOf(value: HclValue): PlanValue {
  if (typeof value !== 'object' || value === null) return { value, open: false, gaps: [] };
  if (value.kind === 'gap') return { value: null, open: true, gaps: [value] };
  if (value.kind === 'block') return { value: null, open: true, gaps: [gap(value.name)] };
  if (value.kind === 'object') {
    const parts = [...value.entries].map(([key, each]) => [key, planValueOf(each)] as const);
    return {
      value: Object.fromEntries(parts.map(([key, part]) => [key, part.value])),
      open: Object.fromEntries(parts.map(([key, part]) => [key, part.open])),
      gaps: parts.flatMap(([, { gaps }]) => gaps),
    };
  }
  const parts = value.items.map(planValueOf);
  return { value: parts.map((part) => part.value), open: parts.map(({ open }) => open), gaps: parts.flatMap(({ gaps }) => gaps) };
}
