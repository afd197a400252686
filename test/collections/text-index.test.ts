// Texts found by what they begin with and hold, against looking at each of them.
// The property was seen failing on bugs planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textIndex } from '../../lib/collections/text-index.ts';
import { holds } from '../support/property.ts';

const arbitraryText = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/'), maxLength: 7 });

// Seen failing: what lies across the end of the common beginning not looked up, after 3 runs; pieces that all texts have looked up, in the first one.
test('a text index finds what looking at each text finds', () => {
  holds(
    fc.property(
      arbitraryText,
      fc.uniqueArray(arbitraryText, { minLength: 40, maxLength: 80 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(10), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 8 }),
      (common, ends, asked) => {
        const texts = ends.map((end) => common + end);
        const like = textIndex(texts);
        for (const [which, start, length] of asked) {
          const holding = texts[which % texts.length]!.slice(start, start + length);
          for (const beginning of ['', common, common + holding.slice(0, 1), holding])
            expect(like({ beginning, holding })).toEqual(
              texts.filter((text) => text.startsWith(beginning) && text.includes(holding)).sort((a, b) => (a < b ? -1 : 1)),
            );
        }
      },
    ),
    { runs: 400, show: (...parts) => JSON.stringify(parts) },
  );
});
