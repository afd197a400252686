// Lists of a document that the plan leaves open in places, filled with what their expressions refer to.
import type { Instance } from './instances.ts';
import { type ExpressionPlace, type ResolvedValues, referencesOf, type WantedValue } from './references.ts';

/** An attribute that cannot be worked out, and what it refers to. */
export class OpenAttribute extends Error {
  readonly attribute: string;
  readonly open: readonly string[];

  constructor(attribute: string, open: readonly string[]) {
    super(attribute);
    this.attribute = attribute;
    this.open = open;
  }
}

/** A document that is rebuilt, and what is taken for what on the way. */
export interface Rebuilding {
  readonly instance: Instance;
  readonly resolve: (expression: unknown, place: ExpressionPlace, wanted: WantedValue) => ResolvedValues;
  readonly place: ExpressionPlace;
  readonly assumed: string[];
}

/** A part of it. */
export interface DocumentPart {
  /** What of it is not known, in the form of `after_unknown`. */
  readonly open: unknown;
  /** Its expressions. */
  readonly written: unknown;
  readonly at: string;
}

/** A list with its unknown places filled from what its expression refers to; throws OpenAttribute where that does not suffice. */
export function filled(
  given: Rebuilding,
  list: readonly unknown[],
  { open, written, at, wanted }: DocumentPart & { readonly wanted: WantedValue },
): readonly unknown[] {
  // Of a list that is open as a whole literals may be a part, which the plan does not keep.
  if (open === true) throw new OpenAttribute(at, referencesOf(written));
  const places = listOf(open);
  const isOpen = (value: unknown, index: number): boolean => places[index] === true && (value === null || value === undefined);
  const seen = list.filter(isOpen).length;
  const missing = seen + Math.max(0, places.filter((each) => each === true).length - seen);
  if (missing === 0) return list.filter((value) => value !== null);
  const { values, settled, open: unresolved } = given.resolve(written, given.place, wanted);
  // What the plan knows would be in the list: where it is not, it is a part of something that is there.
  const known = new Set([...list.filter((value) => value !== null), ...settled].map((each) => JSON.stringify(each)));
  const fresh = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()].filter(
    (value) => !known.has(JSON.stringify(value)),
  );
  if (unresolved.length > 0 || fresh.length !== missing)
    throw new OpenAttribute(at, unresolved.length > 0 ? unresolved : referencesOf(written));
  if (wanted !== 'json')
    given.assumed.push(`${given.instance.address}: ${at} is taken as ${fresh.map((value) => String(value)).join(', ')}`);
  const rest = [...fresh];
  return list
    .map((value, index) => (isOpen(value, index) ? rest.shift() : value))
    .concat(rest)
    .filter((value) => value !== null && value !== undefined);
}

/** A list, or one thing as a list of it. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null || typeof value === 'boolean' ? [] : [value];
}
