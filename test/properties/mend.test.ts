// Mends keep their promises (DESIGN section 8): made to the snapshot as AWS would make them, and audited again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../lib/baseline/parse.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import { generateAccount, generateBaseline } from '../support/generate-account.ts';
import { brokenPromises } from '../support/mend-law.ts';
import { extraRules, type Plant, plants } from '../support/planted-drift.ts';
import { holds } from '../support/property.ts';
import { acme, generated, small, type World } from '../support/worlds.ts';

const WORLDS: readonly (readonly [name: string, world: World])[] = [
  ['a small account', small()],
  ['acme', acme()],
  ['a generated account', generated()],
];

describe.each(WORLDS)('%s', (_, { file, baseline }) => {
  test('every mend removes its finding and what it names, and changes nothing that is expected', () => {
    expect(brokenPromises(file, baseline)).toEqual([]);
  });
});

const SHAPE = { repositories: 9, principals: 12, regions: ['eu-west-1', 'us-east-1'] };

interface Planted {
  readonly seed: number;
  readonly plan: readonly Plant[];
  readonly rules: readonly number[];
}

const planted: fc.Arbitrary<Planted> = fc.record({
  seed: fc.nat({ max: 50 }),
  plan: plants,
  rules: fc.array(fc.nat({ max: 9 }), { maxLength: 2 }),
});

function fileOf({ seed, plan }: Planted): unknown {
  const file = structuredClone(generateAccount({ ...SHAPE, seed })) as unknown as Record<string, unknown>;
  for (const plant of plan) plant(file);
  return file;
}

function baselineOf({ seed, rules }: Planted): Baseline {
  const parsed = parseBaseline('baseline', [
    { path: 'generated.yaml', text: generateBaseline({ ...SHAPE, seed }) },
    { path: 'extra.yaml', text: extraRules(rules) },
  ]);
  if (parsed.kind !== 'baseline') throw new Error(JSON.stringify(parsed.issues));
  return parsed.baseline;
}

describe('a generated account with drift planted into it', () => {
  test('every mend removes its finding and what it names, and changes nothing that is expected', () => {
    holds(
      fc.property(planted, (world) => {
        expect(brokenPromises(fileOf(world), baselineOf(world))).toEqual([]);
      }),
      { runs: 20, show: (world) => `${JSON.stringify(world.rules)} seed ${world.seed}\n${JSON.stringify(fileOf(world))}` },
    );
  });
});
