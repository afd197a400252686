// Maps and sets of numbers that take few bytes, against those of the language.
// The properties were seen failing on bugs planted in a copy of lib; the comments above them say which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberMap } from '../../lib/collections/number-map.ts';
import { numberSet } from '../../lib/collections/number-set.ts';
import { holds } from '../support/property.ts';

const ascending = (numbers: Iterable<number>): readonly number[] => [...numbers].sort((a, b) => a - b);

// Seen failing: places of values kept in one byte where there are more than 256 values, after 11 runs; keys looked up one too low, after 2.
test('a number map says what a map of the same entries says', () => {
  const arbitraryValues = fc.constantFrom(1, 2, 5, 400).chain((most) => {
    const entry = fc.tuple(fc.integer({ min: -2, max: 900 }), fc.integer({ min: 0, max: most - 1 }));
    return fc.array(entry, { minLength: most * 2, maxLength: most * 2 + 20, size: 'max' });
  });
  holds(
    fc.property(arbitraryValues, (entries) => {
      const [packed, plain] = [numberMap(entries), new Map(entries)];
      expect(packed.size).toBe(plain.size);
      expect(packed.keys()).toEqual(ascending(plain.keys()));
      expect(packed.entries()).toEqual(ascending(plain.keys()).map((key) => [key, plain.get(key)]));
      expect(ascending(packed.values)).toEqual(ascending(new Set(plain.values())));
      const doubled = packed.mapped((value) => value * 2);
      const asked = Array.from({ length: 905 }, (_, at) => at - 3);
      expect(asked.map(packed.get)).toEqual(asked.map((key) => plain.get(key)));
      expect(asked.map(packed.has)).toEqual(asked.map((key) => plain.has(key)));
      expect(asked.map(doubled.get)).toEqual(asked.map((key) => (plain.has(key) ? (plain.get(key) ?? 0) * 2 : undefined)));
    }),
    { runs: 60, show: (entries) => JSON.stringify(entries) },
  );
});

// Seen failing: the highest bit of a word taken for a sign, in the first run.
test('a number set has what a set of the same numbers has', () => {
  holds(
    fc.property(fc.array(fc.nat(300), { maxLength: 200, size: 'max' }), (numbers) => {
      const [packed, plain] = [numberSet(numbers), new Set(numbers)];
      expect(packed.size).toBe(plain.size);
      expect(ascending(packed)).toEqual(ascending(plain));
      const asked = Array.from({ length: 340 }, (_, each) => each);
      expect(asked.map((each) => packed.has(each))).toEqual(asked.map((each) => plain.has(each)));
    }),
    { runs: 200, show: (numbers) => JSON.stringify(numbers) },
  );
});
