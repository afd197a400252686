// Patterns and shapes as automata: whether they meet, and texts of each way in which they match.
// Each property was seen failing on a bug planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokensOf } from '../../../lib/policy/match/pattern.ts';
import { arnSteps, manyOf, meet, oneOf, patternSteps, type Steps, textSteps, textsOfEachWay } from '../../../lib/policy/theory/steps.ts';
import { holds } from '../../support/property.ts';

const DIGIT = oneOf((char) => char >= '0' && char <= '9');
const SMALL = oneOf((char) => char >= 'a' && char <= 'z');
const PATTERN = fc
  .string({ unit: fc.constantFrom('a', 'B', '7', ':', '*', '?'), maxLength: 5 })
  .map((text): readonly [string, Steps] => [text, patternSteps(tokensOf(text))]);
const ARN = fc
  .constantFrom('a:*:c:d:e:f', 'a:b:?:*:e:f:g', '*:*:*:*:*:*', 'a:b:c:d:e:*:f')
  .map((text): readonly [string, Steps] => [text, arnSteps(tokensOf(text))]);
const CASELESS = fc
  .string({ unit: fc.constantFrom('a', 'B', '7'), maxLength: 3 })
  .map((text): readonly [string, Steps] => [`~${text}`, textSteps(text, true)]);
const SHAPE = fc
  .array(
    fc.constantFrom<readonly [string, Steps]>(
      ['d', [DIGIT]],
      ['d*', [manyOf(DIGIT)]],
      ['s', [SMALL]],
      ['s*', [manyOf(SMALL)]],
      ['7', textSteps('7')],
    ),
    { maxLength: 4 },
  )
  .map((parts): readonly [string, Steps] => [parts.map(([name]) => name).join(' '), parts.flatMap(([, steps]) => steps)]);
const NAMED = fc.oneof(PATTERN, ARN, CASELESS, SHAPE);

/** Whether steps take a text, by trying. */
function takes(steps: Steps, text: string): boolean {
  const [step, ...rest] = steps;
  if (!step) return text === '';
  const [char = '', ...chars] = text.split('');
  if (step.many) return takes(rest, text) || (char !== '' && step.accepts(char) && takes(steps, chars.join('')));
  return char !== '' && step.accepts(char) && takes(rest, chars.join(''));
}

const show = (asked: readonly (readonly [string, Steps])[]): string => JSON.stringify(asked.map(([name]) => name));

// Seen failing: a shape whose texts are not asked for, after 1 run; kinds of characters that are not told apart, after 242.
test('two meet where one text is found that both take, and only there', () => {
  const property = fc.property(fc.tuple(NAMED, NAMED), ([[, a], [, b]]) => {
    const texts = textsOfEachWay([a], { shape: [b] }) ?? [];
    expect(texts.every((text) => takes(b, text))).toBe(true);
    expect(texts.some((text) => takes(a, text))).toBe(meet(a, b));
  });
  holds(property, { runs: 2_000, show });
});

// Seen failing: places that are visited once, after 4 runs.
test('as many texts of each way as are asked for, as far as there are so many', () => {
  const property = fc.property(fc.tuple(PATTERN, PATTERN), (named) => {
    const texts =
      textsOfEachWay(
        named.map(([, steps]) => steps),
        { each: 3 },
      ) ?? [];
    expect(new Set(texts).size).toBe(texts.length);
    const wayOf = (text: string): string => named.map(([, steps]) => takes(steps, text)).join();
    const ways = Map.groupBy(texts, wayOf);
    const short = ['', ...['a', 'B', '7', ':', 'x'].flatMap((one) => ['', 'a', 'B', '7', ':', 'x'].map((two) => one + two))];
    for (const [way, among] of Map.groupBy(short, wayOf))
      expect(ways.get(way)?.length ?? 0).toBeGreaterThanOrEqual(Math.min(3, among.length));
  });
  holds(property, { runs: 1_000, show });
});

// Seen failing: texts that fit what is excepted among those that are told.
test('what is excepted is no text of any way, and takes none of the others', () => {
  const [pattern, shape, except] = ['a*', '*', 'ab*'].map((text) => patternSteps(tokensOf(text)));
  const texts = textsOfEachWay([pattern!], { shape: [shape!], except: [except!] });
  expect(texts?.map((text) => text.startsWith('ab'))).toEqual([false, false]);
  expect(new Set(texts?.map((text) => text.startsWith('a')))).toEqual(new Set([true, false]));
  expect(textsOfEachWay([except!], { shape: [except!], except: [except!] })).toEqual([]);
});
