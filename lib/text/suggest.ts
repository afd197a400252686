// The name that somebody who mistyped one probably meant.
import { distance } from 'fastest-levenshtein';

/** `: did you mean \`x\`?` for the nearest of `known` to a mistyped `word`, or an empty string when none is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const lower = word.toLowerCase();
  let best: { readonly name: string; readonly far: number } | undefined;
  for (const name of known) {
    const far = distance(lower, name.toLowerCase());
    if (!best || far < best.far) best = { name, far };
  }
  const near = Math.max(1, Math.ceil(word.length / 3));
  return best && best.far <= near ? `: did you mean \`${best.name}\`?` : '';
}

const LONGEST_WORD = 80;
const MOST_CANDIDATES = 200;

/** The same, but neither a long word nor many candidates make it slow. */
export function suggestion(word: string, known: Iterable<string>): string {
  return word.length > LONGEST_WORD ? '' : didYouMean(word, firstOf(known));
}

function* firstOf(known: Iterable<string>): Iterable<string> {
  let left = MOST_CANDIDATES;
  for (const name of known) {
    if (left === 0) return;
    left -= 1;
    yield name;
  }
}
