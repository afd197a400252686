// What is known about one key of a request.
import type { Gap } from '../../model/snapshot.ts';

export type Known =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'absent' }
  /** May have any value or be absent. */
  | { readonly kind: 'anything' }
  /** Is there, with any value. */
  | { readonly kind: 'something' }
  /** Is there, begins like this, and ends in any way. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** Has a value, if any, that no policy writes out: what tells an outsider apart. */
  | { readonly kind: 'unmentioned'; readonly mayBeAbsent: boolean }
  /** Was not read. */
  | { readonly kind: 'unread'; readonly gap: Gap };

/** The request as conditions and variables see it. Keys are asked for in lower case (B7). */
export type Context = (key: string) => Known;

export const ABSENT: Known = { kind: 'absent' };
export const ANYTHING: Known = { kind: 'anything' };
export const SOMETHING: Known = { kind: 'something' };

/** No value at all counts as absent (C4, C12). */
export function known(...values: readonly string[]): Known {
  return values.length === 0 ? ABSENT : { kind: 'values', values };
}
