// Shares of heaps where not everything can be taken.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fairShares, type Heap } from '../../lib/collections/fair-shares.ts';
import { holds } from '../support/property.ts';

const heaps = fc.array(fc.record({ size: fc.nat({ max: 20 }), rank: fc.nat({ max: 3 }) }), { maxLength: 8 });
const show = (all: readonly Heap[]): string => JSON.stringify(all);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

describe('shares', () => {
  test.each([
    [
      'of everything where there is room',
      [
        { size: 3, rank: 0 },
        { size: 2, rank: 1 },
      ],
      5,
      [3, 2],
    ],
    [
      'of one each, and the rest of what counts most',
      [
        { size: 9, rank: 0 },
        { size: 9, rank: 1 },
      ],
      6,
      [1, 5],
    ],
    [
      'evenly among equals, small ones whole',
      [
        { size: 2, rank: 0 },
        { size: 9, rank: 0 },
        { size: 9, rank: 0 },
      ],
      8,
      [2, 3, 3],
    ],
    [
      'of as many as there is room for, what counts most first',
      [
        { size: 1, rank: 0 },
        { size: 1, rank: 2 },
        { size: 1, rank: 1 },
      ],
      2,
      [0, 1, 1],
    ],
    [
      'of none',
      [
        { size: 0, rank: 3 },
        { size: 4, rank: 0 },
      ],
      2,
      [0, 2],
    ],
  ])('%s', (_, all, most, expected) => {
    expect(fairShares(all, most)).toEqual(expected);
  });

  // Seen failing: one of each not given first; equal ones filled one after the other.
  test('come to no more than there is room for, waste none of it but what cannot be divided, and leave out nothing that others have twice', () => {
    const property = fc.property(heaps, fc.nat({ max: 60 }), (all, most) => {
      const shares = fairShares(all, most);
      const total = sum(all.map(({ size }) => size));
      expect(sum(shares)).toBeLessThanOrEqual(most);
      expect(sum(shares)).toBeGreaterThan(Math.min(total, most) - Math.max(1, all.length));
      shares.forEach((share, at) => {
        expect(share).toBeLessThanOrEqual(all[at]?.size ?? 0);
        all.forEach((other, there) => {
          const [mine, theirs] = [shares[at] ?? 0, shares[there] ?? 0];
          if (mine < 1 && (all[at]?.size ?? 0) > 0) expect(theirs).toBeLessThanOrEqual(1);
          // What cannot be divided evenly goes on to whatever counts less.
          if (other.rank < (all[at]?.rank ?? 0) && mine < (all[at]?.size ?? 0)) expect(theirs).toBeLessThanOrEqual(1 + all.length);
          if (other.rank === all[at]?.rank && mine < (all[at]?.size ?? 0)) expect(theirs).toBeLessThanOrEqual(mine + 1);
        });
      });
    });
    holds(property, { runs: 2_000, show });
  });
});
