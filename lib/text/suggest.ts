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
