// A `when` that covers another is met by whatever meets the other.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whenCovers } from '../../../lib/baseline/review/when-cover.ts';
import type { RuleEntry } from '../../../lib/model/baseline.ts';
import { TRUE } from '../../../lib/policy/logic/formula.ts';
import { readConditions } from '../../../lib/policy/parse/parse-condition.ts';
import { contextOf, witnessOf } from '../../../lib/policy/theory/solve.ts';
import { BLOCK_PAIRS, type Block, formulaOf } from '../../support/condition-pairs.ts';
import { holds } from '../../support/property.ts';

function whenOf(block: Block): RuleEntry['when'] {
  return readConditions(block, [], { error: () => undefined, note: () => undefined });
}

// Seen failing with the two compared the other way round.
test('a request that meets the narrow one meets the wide one', () => {
  let covered = 0;
  holds(
    fc.property(BLOCK_PAIRS, ({ a, b }) => {
      if (!whenCovers(whenOf(b), whenOf(a), () => true)) return;
      covered += 1;
      const witness = witnessOf(formulaOf(a), 'ofKind');
      if (witness) expect(formulaOf(b, contextOf(witness))).toBe(TRUE);
    }),
    { runs: 5_000, show: (pair) => JSON.stringify(pair, null, 1) },
  );
  expect(covered).toBeGreaterThan(20);
});

test('nothing is compared where nobody agrees to what it costs', () => {
  const [wide, narrow] = [{ IpAddress: { 'aws:SourceIp': ['54.0.0.0/8'] } }, { IpAddress: { 'aws:SourceIp': ['54.1.0.0/16'] } }].map(
    whenOf,
  );
  expect(whenCovers(wide ?? [], narrow ?? [], () => false)).toBe(false);
  expect(whenCovers(wide ?? [], narrow ?? [], () => true)).toBe(true);
});
