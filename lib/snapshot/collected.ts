// A part of the file as the model has it: what was not read becomes a gap that says which part it is.
import type { GapPart } from '../model/gap-part.ts';
import type { Collected, Gap } from '../model/snapshot.ts';
import type { UnreadFile } from './schema.ts';

type Part<T> = { readonly status: 'present'; readonly value: T } | { readonly status: 'absent' } | UnreadFile;

/** Which part it is, and the call that reads it where the file does not say which one failed. */
export interface PartSource {
  readonly part: GapPart;
  readonly api: string;
}

/** A part that the file leaves out counts as absent; where it may not be left out, the schema has said so. */
export function collectedOf<T, R>(part: Part<T> | undefined, source: PartSource, read: (value: T) => R): Collected<R> {
  if (!part || part.status === 'absent') return { kind: 'absent' };
  if (part.status === 'unknown') return unknownOf(part, source);
  return { kind: 'present', value: read(part.value) };
}

/** A part that was not read, with the gap that says which one and why. */
export function unknownOf({ error }: UnreadFile, { part, api }: PartSource): Collected<never> {
  const gap: Gap = { part, api: error.api ?? api, code: error.code, message: error.message ?? '' };
  return { kind: 'unknown', gap };
}
