// The law of a capture: audited against what was captured of A, B is silent exactly where it grants what A granted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessMatrix } from '../../../lib/access/matrix/matrix.ts';
import { judgeSnapshot } from '../../../lib/audit.ts';
import { captureRules } from '../../../lib/baseline/capture/capture.ts';
import type { Finding } from '../../../lib/model/finding.ts';
import { baselineOf } from '../../support/baseline.ts';
import { holds } from '../../support/property.ts';
import { type Json, snapshotOf } from '../../support/small-account.ts';
import { mutation, world, worth } from './support/captured-worlds.ts';

describe('capture A, audit B', () => {
  test('is silent where B is A', () => {
    const property = fc.property(world, (a) => {
      expect(told(a, a)).toEqual([]);
    });
    holds(property, { runs: 60, show: (a) => JSON.stringify(a) });
  });

  // Seen failing: conditions left out of what is captured, after 104 runs; nothing required, after 10; `known` without effect, after 26.
  test('tells exactly where something is possible that was not, or is not that was', () => {
    const property = fc.property(fc.tuple(world, mutation), ([a, mutate]) => {
      const b = mutate(a);
      const { more, moreOfCrowds, gone, goneOfCrowds } = worth(a, b);
      const findings = told(a, b);
      if (more.length > 0 || gone.length > goneOfCrowds.length) expect(findings, `${[...more, ...gone][0]}`).not.toEqual([]);
      else if (moreOfCrowds.length + gone.length === 0 && !isRepositoryGone(a, b))
        expect(findings.filter((each) => !each.startsWith('ECRD-405'))).toEqual([]);
    });
    holds(property, { runs: 150, show: ([a, mutate]) => JSON.stringify([a, mutate(a)]) });
  });
});

/** What the baseline makes of B. */
function told(a: Json, b: Json): readonly string[] {
  const baseline = baselineOf({ 'captured.yaml': captureRules(accessMatrix(snapshotOf(a))) });
  return judgeSnapshot(snapshotOf(b), baseline)
    .findings.filter(isOfBaseline)
    .map(({ code, message }) => `${code} ${message}`);
}

function isOfBaseline({ drift, code }: Finding): boolean {
  return drift.kind !== 'hygiene' || code.startsWith('ECRD-40');
}

function isRepositoryGone(a: Json, b: Json): boolean {
  const count = (file: Json): number =>
    snapshotOf(file).registries.reduce(
      (sum, { repositories }) => sum + (repositories.kind === 'present' ? repositories.value.length : 0),
      0,
    );
  return count(b) < count(a);
}
