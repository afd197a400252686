// A write of some account, with who made it.
import type { Actor } from '../model/actor.ts';
import type { Touched } from './touched.ts';

/** A write that touched what was sought. */
export interface WriteCandidate {
  readonly actor: Actor;
  readonly region: string;
  readonly touched: readonly Touched[];
}

/** The order in which candidates are told. */
export function newestFirst({ actor: a }: WriteCandidate, { actor: b }: WriteCandidate): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.eventId < b.eventId ? -1 : 1;
}
