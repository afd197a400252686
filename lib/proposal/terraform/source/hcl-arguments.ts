// What functions ask of their arguments: lists or texts throughout, or the first gap among them.
import { type HclValue, isItems, itemsOf, text, textOf } from './hcl-value.ts';

export type HclFunction = (...args: readonly HclValue[]) => HclValue;

/** Where all of these are lists or sets. */
export function all(lists: readonly HclValue[], make: (items: readonly (readonly HclValue[])[]) => HclValue): HclValue {
  const items: (readonly HclValue[])[] = [];
  for (const list of lists) {
    const own = itemsOf(list);
    if (!isItems(own)) return own;
    items.push(own);
  }
  return make(items);
}

/** Where all of these are texts. */
export function texts(values: readonly HclValue[], make: (texts: readonly string[]) => HclValue): HclValue {
  const found: string[] = [];
  for (const value of values) {
    const own = textOf(value);
    if (typeof own !== 'string') return own;
    found.push(own);
  }
  const made = make(found);
  return typeof made === 'string' ? text(made) : made;
}
