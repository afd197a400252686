// Texts that have what every match of a pattern has, found without looking at the others.
import { beginningWith } from './beginning-with.ts';
import { getOrCreate } from './get-or-create.ts';

/** What a text has: how it begins, and what it holds anywhere; either may be empty. */
export interface Likeness {
  readonly beginning: string;
  readonly holding: string;
}

export type TextIndex = (like: Likeness) => readonly string[];

/** Few texts are looked at one by one. */
const FEW = 32;
/** Longer texts are found by pieces of so many characters. */
const PIECE = 3;

/** An index over texts, each there once. Answers are in the order of their code units. */
export function textIndex(texts: Iterable<string>): TextIndex {
  const sorted = [...texts].sort((a, b) => (a < b ? -1 : 1));
  let pieces: ((holding: string) => readonly number[] | undefined) | undefined;
  return ({ beginning, holding }) => {
    const begun = beginningWith(sorted, beginning);
    if (holding === '') return begun;
    pieces ??= piecesOf(sorted);
    const places = begun.length > FEW ? pieces(holding) : undefined;
    const found = places?.map((at) => sorted[at] ?? '').filter((text) => text.startsWith(beginning)) ?? begun;
    return found.filter((text) => text.includes(holding));
  };
}

/** The places of texts that have the rarest piece of another one; undefined where all have all of its pieces. */
function piecesOf(sorted: readonly string[]): (holding: string) => readonly number[] | undefined {
  const common = commonBeginning(sorted);
  const places = new Map<string, number[]>();
  for (const [at, text] of sorted.entries())
    for (const piece of piecesIn(text.slice(Math.max(0, common.length - PIECE + 1)))) {
      const found = getOrCreate(places, piece, () => []);
      if (found.at(-1) !== at) found.push(at);
    }
  return (holding) => {
    let rarest: readonly number[] | undefined;
    for (const piece of piecesIn(holding)) {
      if (common.includes(piece)) continue;
      const found = places.get(piece) ?? [];
      if (!rarest || found.length < rarest.length) rarest = found;
    }
    return rarest;
  };
}

function piecesIn(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE));
}

function commonBeginning(sorted: readonly string[]): string {
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return first.slice(0, length);
}
