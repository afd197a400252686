// Texts against patterns: for each way in which patterns can match one text together, texts that do.
import type { Token } from '../match/pattern.ts';
import { arnSteps, patternSteps, type Steps, type TextsAsked, textsOfEachWay } from './steps.ts';

/** `ignoringCase`: letters match in both cases; `arn`: wildcards of the first five fields stop at colons (C8). */
export interface TextPattern {
  readonly tokens: readonly Token[];
  readonly reading: 'exact' | 'ignoringCase' | 'arn';
}

/** Undefined where it takes too long to find out, or where letters of other alphabets have cases. */
export function textsMatching(patterns: readonly TextPattern[], asked: TextsAsked = {}): readonly string[] | undefined {
  if (!asked.shape && patterns.every(({ reading, tokens }) => reading === 'exact' && tokens.every((token) => typeof token === 'string')))
    return withOthers(
      patterns.map(({ tokens }) => tokens.join('')),
      asked.each ?? 1,
    );
  const steps = patterns.map(stepsOfPattern);
  return steps.every((each) => each !== undefined) ? textsOfEachWay(steps, asked) : undefined;
}

/** Distinct texts, and some that are none of them. */
function withOthers(texts: readonly string[], count: number): readonly string[] {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return [...new Set(texts), ...Array.from({ length: count }, (_, more) => 'x'.repeat(longest + 1 + more))];
}

/** What a pattern takes; undefined where letters of other alphabets have cases. */
export function stepsOfPattern({ tokens, reading }: TextPattern): Steps | undefined {
  if (reading === 'arn') return arnSteps(tokens);
  if (reading === 'ignoringCase' && tokens.some(hasForeignLetters)) return undefined;
  return patternSteps(tokens, reading === 'ignoringCase');
}

function hasForeignLetters(token: Token): boolean {
  return typeof token === 'string' && [...token].some((char) => char > '\u007f');
}
