// What long lists have in common is found whatever else they have, and every list that has it all can name it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonParts } from '../../../lib/baseline/capture/common-parts.ts';

const words = (from: number, to: number): readonly string[] => Array.from({ length: to - from }, (_, at) => `word-${from + at}`);
const partsOf = (...lists: readonly (readonly string[])[]) =>
  commonParts(lists.map((each, at) => ({ name: `list-${at}`, words: each }))).map(({ of: { name }, words: those }) => ({
    name,
    words: those,
  }));

describe('common parts', () => {
  test('are what all lists have that have most of the first', () => {
    expect(partsOf(words(0, 100), words(5, 110), words(0, 90))).toEqual([{ name: 'list-0', words: words(5, 90) }]);
  });

  test('are none of lists that have little in common, or are short', () => {
    expect(partsOf(words(0, 100), words(50, 150))).toEqual([]);
    expect(partsOf(words(0, 20), words(0, 21))).toEqual([]);
  });

  test('are none of one list that is there twice', () => {
    expect(partsOf(words(0, 100), words(0, 100))).toEqual([]);
  });

  test('are several where there are several kinds of lists', () => {
    expect(partsOf(words(0, 100), words(200, 300), words(1, 100), words(201, 300))).toEqual([
      { name: 'list-0', words: words(1, 100) },
      { name: 'list-1', words: words(201, 300) },
    ]);
  });

  test('have no word in common, and each is part of two lists', () => {
    const list = fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 120 }), fc.uniqueArray(fc.nat(180), { maxLength: 30 }));
    fc.assert(
      fc.property(fc.array(list, { maxLength: 8 }), (drawn) => {
        const lists = drawn.map(([from, length, without]) => words(from, from + length).filter((_, at) => !without.includes(at)));
        const parts = partsOf(...lists);
        const all = parts.flatMap((part) => part.words);
        expect(new Set(all).size).toBe(all.length);
        const distinct = [...new Map(lists.map((each) => [each.join(), new Set(each)])).values()];
        for (const part of parts) {
          expect(distinct.filter((each) => part.words.every((word) => each.has(word))).length).toBeGreaterThan(1);
        }
      }),
    );
  });
});
