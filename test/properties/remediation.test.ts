// Mends keep their promises: made to the snapshot as AWS would make them, and audited again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../lib/baseline/parse/parse.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { Cause } from '../../lib/model/cause.ts';
import { generateAccount, generateBaseline } from '../support/generate-account.ts';
import { EXTRA_RULES, extraRules, type Plant, plants, SHARING_RULES, sharedPlants } from '../support/planted-drift.ts';
import { everyNth, holds } from '../support/property.ts';
import { brokenByCauses, brokenPromises, type Sample } from '../support/remediation-law.ts';
import { acme, generated, small, type World } from '../support/worlds.ts';

const ALL = { from: 0, step: everyNth(1) };

const WORLDS: readonly (readonly [name: string, world: World, sample: Sample])[] = [
  ['a small account', small(), ALL],
  ['acme', acme(), ALL],
  ['a generated account', generated(), { from: 0, step: everyNth(12) }],
];

// Seen failing, on copies: grants on everything that a mend narrows not told of, in the generated account; facts that go with it
// not named, in all of them; one of the outsiders of a repository not looked at, and access given that nobody asked for, in the
// small one; expected access taken away, among the planted drift.
describe.each(WORLDS)('%s', (_, { file, baseline }, sample) => {
  test('a mend removes its finding and what it names, changes nothing that is expected and opens nothing unforeseen', () => {
    expect(brokenPromises(file, baseline, sample)).toEqual([]);
  });

  test('a remediation of a cause ends all of it but for what it says it leaves, and keeps the same promises', () => {
    expect(brokenByCauses(file, baseline)).toEqual([]);
  });
});

const SHAPE = { repositories: 9, principals: 12, regions: ['eu-west-1', 'us-east-1'] };

interface Planted {
  readonly seed: number;
  readonly plan: readonly Plant[];
  readonly rules: readonly number[];
  readonly sample: Sample;
}

const planted: fc.Arbitrary<Planted> = fc.record({
  seed: fc.nat({ max: 50 }),
  plan: plants,
  rules: fc.array(fc.nat({ max: EXTRA_RULES - 1 }), { maxLength: 2 }),
  sample: fc.record({ from: fc.nat({ max: 3 }), step: fc.constant(everyNth(4)) }),
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
  test('a mend removes its finding and what it names, changes nothing that is expected and opens nothing unforeseen', () => {
    holds(
      fc.property(planted, (world) => {
        expect(brokenPromises(fileOf(world), baselineOf(world), world.sample)).toEqual([]);
      }),
      { runs: 12, show: (world) => `${JSON.stringify(world.rules)} seed ${world.seed}\n${JSON.stringify(fileOf(world))}` },
    );
  });

  test('a remediation of a cause ends all of it but for what it says it leaves, and keeps the same promises', () => {
    holds(
      fc.property(planted, (world) => {
        expect(brokenByCauses(fileOf(world), baselineOf(world), (_, position) => position % 4 === world.sample.from)).toEqual([]);
      }),
      { runs: 12, show: (world) => `${JSON.stringify(world.rules)} seed ${world.seed}\n${JSON.stringify(fileOf(world))}` },
    );
  });

  const shared: fc.Arbitrary<Planted> = fc.record({
    seed: fc.nat({ max: 50 }),
    plan: sharedPlants,
    rules: fc.subarray([...SHARING_RULES], { minLength: 1, maxLength: 3 }),
    sample: fc.constant({ from: 0, step: 1 }),
  });
  const isOfShared = ({ statement }: Cause): boolean => statement?.source.sid === 'Shared';

  // Seen failing, on copies: expected access that goes with the statement not looked for, findings that stay not said, the checks of
  // policies not run over the whole.
  test('a remediation of a statement that some are meant to have takes it from the others', () => {
    holds(
      fc.property(shared, (world) => {
        expect(brokenByCauses(fileOf(world), baselineOf(world), isOfShared)).toEqual([]);
      }),
      { runs: 12, show: (world) => `${JSON.stringify(world.rules)} seed ${world.seed}\n${JSON.stringify(fileOf(world))}` },
    );
  });
});
