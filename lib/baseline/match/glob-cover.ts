// Whether one glob matches whatever another matches.
import { parseGlob } from './glob.ts';

/** Longer globs are not compared: the time grows with the product of both lengths. */
const LONGEST = 1_000;

/** True only when it is certain: where `narrow` has a wildcard, `wide` must take every character that could stand there. */
export function globCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (!narrow.startsWith(literalPrefix(wide))) return false;
  if (wide.length > LONGEST || narrow.length > LONGEST) return false;
  const { singles, within, across } = parseGlob(wide);
  let states: ReadonlySet<number> = new Set([0]);
  for (const piece of piecesOf(narrow)) {
    const next = new Set<number>();
    for (const state of states) {
      if (across.has(state) || (within.has(state) && !mayBeSlash(piece))) next.add(state);
      if (takes(singles.charAt(state), piece)) next.add(state + 1);
    }
    states = next;
  }
  return states.has(singles.length);
}

/** What every match starts with. */
export function literalPrefix(glob: string): string {
  return glob.split(/[*?]/, 1)[0] ?? '';
}

/** Characters, and the wildcards `?`, `*` and `**`. */
function piecesOf(glob: string): readonly string[] {
  return glob.match(/\*\*?|[^*]/gs) ?? [];
}

function mayBeSlash(piece: string): boolean {
  return piece === '/' || piece === '**';
}

/** Whether one character of `wide` is there for any that `piece` stands for. */
function takes(single: string, piece: string): boolean {
  if (single === '?') return piece !== '/' && !piece.startsWith('*');
  return single === piece;
}
