// Texts against patterns: for each way in which patterns can match one text together, a text that does. The patterns are read side by side as
// small automata, so that what is not found does not exist.
import { fieldsOf, HEAD_FIELDS } from '../match/arn-pattern.ts';
import { ANY_RUN, type Token } from '../match/pattern.ts';

/** `ignoringCase`: letters match in both cases; `arn`: wildcards of the first five fields stop at colons (C8). */
export interface TextPattern {
  readonly tokens: readonly Token[];
  readonly reading: 'exact' | 'ignoringCase' | 'arn';
}

/** One character of a pattern: which it is, or any, once or as often as one likes. */
type Step =
  | { readonly kind: 'letter'; readonly letters: readonly string[] }
  | { readonly kind: 'once' | 'often'; readonly stopsAtColon: boolean }
  | { readonly kind: 'end' };

/** So many steps from places are taken before giving up: hostile patterns cost no more than that. */
const MOST_STEPS = 1_000_000;

/** Undefined where it takes too long to find out, or where letters of other alphabets have cases. */
export function textsMatching(patterns: readonly TextPattern[]): readonly string[] | undefined {
  if (patterns.every(({ reading, tokens }) => reading === 'exact' && tokens.every((token) => typeof token === 'string')))
    return withAnother(patterns.map(({ tokens }) => tokens.join('')));
  if (patterns.some(({ reading, tokens }) => reading === 'ignoringCase' && tokens.some(hasForeignLetters))) return undefined;
  const automata = patterns.map(stepsOf);
  const steps = automata.flat();
  let end = 0;
  const starts = automata.map(({ length }) => {
    end += length;
    return end - length;
  });
  return walk(steps, reachable(steps, starts));
}

/** Distinct texts, and one that is none of them. */
function withAnother(texts: readonly string[]): readonly string[] {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return [...new Set(texts), 'x'.repeat(longest + 1)];
}

function hasForeignLetters(token: Token): boolean {
  return typeof token === 'string' && [...token].some((char) => char > '\u007f');
}

function stepsOf({ tokens, reading }: TextPattern): readonly Step[] {
  if (reading !== 'arn') return [...stepsOfTokens(tokens, reading, false), { kind: 'end' }];
  const fields = fieldsOf(tokens).map((field, at) => stepsOfTokens(field, 'exact', at < HEAD_FIELDS));
  const colon: Step = { kind: 'letter', letters: [':'] };
  return [...fields.flatMap((field, at) => (at === 0 ? field : [colon, ...field])), { kind: 'end' }];
}

function stepsOfTokens(tokens: readonly Token[], reading: 'exact' | 'ignoringCase', stopsAtColon: boolean): readonly Step[] {
  return tokens.flatMap((token): readonly Step[] => {
    if (typeof token !== 'string') return [{ kind: token === ANY_RUN ? 'often' : 'once', stopsAtColon }];
    return token.split('').map((letter): Step => ({ kind: 'letter', letters: reading === 'exact' ? [letter] : bothCases(letter) }));
  });
}

function bothCases(letter: string): readonly string[] {
  return [...new Set([letter.toLowerCase(), letter.toUpperCase()])];
}

/** A run may be empty: whoever stands before it stands behind it as well. */
function reachable(steps: readonly Step[], places: Iterable<number>): readonly number[] {
  const found = new Set<number>();
  for (const place of places) {
    let at = place;
    found.add(at);
    while (steps[at]?.kind === 'often') {
      at += 1;
      found.add(at);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** One text for each set of patterns that match it. */
function walk(steps: readonly Step[], start: readonly number[]): readonly string[] | undefined {
  const texts = new Map<string, string>();
  const seen = new Set([start.join()]);
  let left = MOST_STEPS;
  const queue: { readonly places: readonly number[]; readonly text: string }[] = [{ places: start, text: '' }];
  for (const { places, text } of queue) {
    const matched = places.filter((at) => steps[at]?.kind === 'end').join();
    if (!texts.has(matched)) texts.set(matched, text);
    for (const char of turnings(steps, places)) {
      left -= places.length;
      if (left < 0) return undefined;
      const next = after(steps, places, char);
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push({ places: next, text: text + char });
    }
  }
  return [...texts.values()];
}

/** The characters that lead to different places: those that are written there, the colon, and one that is neither. */
function turnings(steps: readonly Step[], places: readonly number[]): Iterable<string> {
  const written = new Set<string>();
  for (const at of places) {
    const step = steps[at];
    if (step?.kind === 'letter') for (const letter of step.letters) written.add(letter);
    else if (step && step.kind !== 'end' && step.stopsAtColon) written.add(':');
  }
  return written.add(otherThan(written));
}

const LETTERS = 'xyzwvutsrqponmlkjihgfedcba';

/** Never a colon. Above the letters there are more characters than any pattern has. */
function otherThan(written: ReadonlySet<string>): string {
  const letter = LETTERS.split('').find((each) => !written.has(each));
  if (letter !== undefined) return letter;
  let code = 0x4e00;
  while (written.has(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}

function after(steps: readonly Step[], places: readonly number[], char: string): readonly number[] {
  const next: number[] = [];
  for (const at of places) {
    const step = steps[at];
    if (!step || step.kind === 'end') continue;
    if (step.kind === 'letter') {
      if (step.letters.includes(char)) next.push(at + 1);
    } else if (!(step.stopsAtColon && char === ':')) next.push(step.kind === 'often' ? at : at + 1);
  }
  return reachable(steps, next);
}
