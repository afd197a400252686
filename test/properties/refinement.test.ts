// Partly known worlds: what the engine concludes has to hold in every world that it may be.
// Each property was seen failing on a bug planted in a copy of lib; the comment above it says which, and after how many runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateScenario, type ScenarioDecision } from '../../lib/scenario/evaluate.ts';
import { completions } from '../oracle/completions.ts';
import { type Decision, decide } from '../oracle/definition.ts';
import type { Scenario } from '../oracle/world.ts';
import { KEYS, valuesFor } from '../support/arbitrary-condition.ts';
import {
  arbitraryPolicy,
  arbitraryScenario,
  type CompleteScenario,
  conditionalScenario,
  type PolicyJson,
  type StatementJson,
} from '../support/arbitrary-scenario.ts';
import { corpusCase } from '../support/corpus-case.ts';
import { holds } from '../support/property.ts';

function engine(scenario: unknown): ScenarioDecision {
  const output = evaluateScenario(scenario);
  if ('error' in output) throw new Error(output.error);
  return output;
}

type Outcome = 'yes' | 'no' | 'open';

function outcomeOf(decision: Decision): Outcome {
  if (decision === 'allowed') return 'yes';
  return decision === 'conditional' || decision === 'unknown' ? 'open' : 'no';
}

/** With the engine's answer, which some completion contradicts. */
function show(scenario: Scenario): string {
  const { decision, deniedBy } = engine(scenario);
  return corpusCase(scenario, { decision, deniedBy });
}

// Unknown context.

/** The keys that the policies ask about, in conditions and in variables. */
function keysAskedFor({ request: _, ...policies }: Scenario): readonly string[] {
  const text = JSON.stringify(policies).toLowerCase();
  return KEYS.filter((key) => text.includes(key));
}

interface PartlyKnown {
  readonly scenario: Scenario;
  readonly unknown: readonly string[];
}

/** One or two of the keys that the policies ask about forgotten, and now and then the session of a role. */
const partlyKnown: fc.Arbitrary<PartlyKnown> = fc
  .tuple(fc.oneof(arbitraryScenario, conditionalScenario), fc.nat(10), fc.constantFrom(1, 1, 2), fc.boolean())
  .map(([complete, first, count, anySession]) => {
    const asked = keysAskedFor(complete);
    const unknown = [...new Set(Array.from({ length: count }, (_, at) => asked[(first + at * 3) % asked.length] ?? 'aws:sourceip'))];
    return { scenario: forget(complete, unknown, anySession), unknown };
  });

function forget({ request, sessionPolicy, ...policies }: CompleteScenario, keys: readonly string[], anySession: boolean): Scenario {
  const context = Object.fromEntries(Object.entries(request.context ?? {}).filter(([key]) => !keys.includes(key.toLowerCase())));
  const role = anySession ? roleOf(request) : undefined;
  const { issuer: _, ...asked } = request;
  if (role) return { ...policies, request: { ...asked, principal: role, context, unknownContext: keys } };
  return { ...policies, ...(sessionPolicy && { sessionPolicy }), request: { ...request, context, unknownContext: keys } };
}

function roleOf({ principal, issuer }: Scenario['request']): string | undefined {
  const [, account, name] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(principal) ?? [];
  return account === undefined ? undefined : (issuer ?? `arn:aws:iam::${account}:role/${name}`);
}

/** The worlds, one for each session that a policy names and one more, in which the unknown keys have these values. */
function worldsWith({ scenario, unknown }: PartlyKnown, values: readonly Choice[]): readonly Scenario[] {
  const { request } = scenario;
  const drawn = Object.fromEntries(unknown.map((key, position) => [key, values[position] ?? null]));
  return completions({ ...scenario, request: { ...request, context: { ...request.context, ...drawn }, unknownContext: [] } });
}

/** Every combination of values of the alphabets. */
function* combinations({ scenario, unknown }: PartlyKnown): Iterable<readonly Choice[]> {
  const [first = [null], second = [null]] = unknown.map((key) => choicesFor(scenario, key));
  for (const one of first) for (const other of second) yield [one, other];
}

function choicesFor(scenario: Scenario, key: string): readonly Choice[] {
  const values = valuesFor(key);
  return comparesSets(scenario, key) ? [null, ...values, values.slice(0, 1), values.slice(0, 2), values.slice(1, 3)] : [null, ...values];
}

type Choice = NonNullable<Scenario['request']['context']>[string];

/** Whether every condition on the key compares sets: several values are not documented otherwise (C17). */
function comparesSets(scenario: Scenario, key: string): boolean {
  const asked = conditionsOf(scenario).filter((each) => each.key === key);
  return asked.length > 0 && asked.every(({ operator }) => /^for(all|any)value/i.test(operator)) && asksBy(scenario, key) === 0;
}

const DRAWS = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 6, maxLength: 6 });

// Seen failing: an unknown key judged like an absent one, after 29 runs; a grant to one session of a role forgotten (A25), after 439.
test('what is concluded without some keys, or without the session, holds whatever they are', () => {
  const property = fc.property(partlyKnown, DRAWS, (partly, draws) => {
    const outcome = outcomeOf(engine(partly.scenario).decision);
    if (outcome === 'open') return;
    const choices = partly.unknown.map((key) => choicesFor(partly.scenario, key));
    const values = draws.map((draw) => choices.map((each, position) => each[(draw[position] ?? 0) % each.length] ?? null));
    for (const world of values.flatMap((each) => worldsWith(partly, each)))
      expect({ outcome: outcomeOf(decide(world).decision), world: world.request }).toEqual({ outcome, world: world.request });
  });
  holds(property, { runs: 3_000, show: ({ scenario }) => show(scenario) });
});

// Seen failing: no formula enumerated, so that complements do not fold, after 11 runs.
// Atoms on one key are otherwise independent (docs/architecture.md#the-engine): `k = a` beside `k like a*` may stay open though no world tells them apart.
test('conditional means that both outcomes are possible, where each unknown key is asked about in one way', () => {
  const property = fc.property(partlyKnown, (partly) => {
    const { scenario, unknown } = partly;
    if (unknown.some((key) => !isAskedSimply(scenario, key)) || engine(scenario).decision !== 'conditional') return;
    expect(outcomesOf(partly)).toEqual(new Set(['no', 'yes']));
  });
  holds(property, { runs: 3_000, show: ({ scenario }) => show(scenario) });
});

/** What can come out; not everything, once there are two. */
function outcomesOf(partly: PartlyKnown): ReadonlySet<Outcome> {
  const found = new Set<Outcome>();
  for (const world of everyWorld(partly)) {
    found.add(outcomeOf(decide(world).decision));
    if (found.size > 1) break;
  }
  return found;
}

/** The oracle's choice first: it knows values on both sides of a number or a date. */
function* everyWorld(partly: PartlyKnown): Iterable<Scenario> {
  yield* completions(partly.scenario);
  for (const values of combinations(partly)) yield* worldsWith(partly, values);
}

interface Asked {
  readonly operator: string;
  readonly key: string;
  readonly values: unknown;
}

function conditionsOf(value: unknown): readonly Asked[] {
  if (typeof value !== 'object' || value === null) return [];
  const condition: unknown = 'Condition' in value ? value.Condition : {};
  const here = Object.entries(Object(condition)).flatMap(([operator, keys]) =>
    Object.entries(Object(keys)).map(([key, values]) => ({ operator, key: key.toLowerCase(), values })),
  );
  return [...here, ...Object.values(value).flatMap(conditionsOf)];
}

/** In one way only, and neither by variables in conditions nor for what every text matches or none does: the engine does not look into those. */
function isAskedSimply(scenario: Scenario, key: string): boolean {
  const conditions = conditionsOf(scenario);
  const asked = conditions.filter((each) => each.key === key);
  if (conditions.some(({ values }) => asksBy(values, key) > 0) || asked.some(({ values }) => [values].flat().some(isExtreme))) return false;
  return new Set(asked.map((each) => JSON.stringify(each))).size + asksBy(scenario, key) <= 1;
}

const EXTREMES: readonly unknown[] = ['*', 'few', 'tomorrow', 'no', 'somewhere', '10.0.0.0/33', 'alice'];

function isExtreme(value: unknown): boolean {
  return EXTREMES.includes(value) || String(value).includes('$');
}

/** How often a value holds the key as a variable. */
function asksBy(value: unknown, key: string): number {
  return (JSON.stringify(value) ?? '').toLowerCase().split(`\${${key}`).length - 1;
}

// Unread layers.

type Readable = 'identityPolicies' | 'resourcePolicies' | 'permissionsBoundary' | 'sessionPolicy';
type Layers = Readonly<Partial<Record<Readable, unknown>>>;

const READABLE: readonly Readable[] = ['identityPolicies', 'resourcePolicies', 'permissionsBoundary', 'sessionPolicy'];
const UNREAD = { status: 'unknown' };

interface PartlyRead {
  readonly scenario: Scenario;
  /** The unread layers as they may turn out: all that denies, all that allows, and something else. */
  readonly worst: Layers;
  readonly best: Layers;
  readonly other: Layers;
}

const EVERYTHING = { Action: '*', Resource: '*' };

function everything(layer: Readable, effect: 'Allow' | 'Deny'): unknown {
  // An unread boundary or session policy may be none at all, and none allows the most (A47).
  if (effect === 'Allow' && (layer === 'permissionsBoundary' || layer === 'sessionPolicy')) return null;
  const statement: StatementJson = { Effect: effect, ...EVERYTHING, ...(layer === 'resourcePolicies' && { Principal: '*' }) };
  const policy: PolicyJson = { Statement: [statement] };
  return layer === 'permissionsBoundary' ? policy : [policy];
}

const FILLINGS: fc.Arbitrary<Record<Readable, unknown>> = fc.record({
  identityPolicies: fc.array(arbitraryPolicy('identity'), { maxLength: 2 }),
  resourcePolicies: fc.array(arbitraryPolicy('resource'), { maxLength: 2 }),
  permissionsBoundary: fc.option(arbitraryPolicy('boundary')),
  sessionPolicy: fc.option(fc.array(arbitraryPolicy('session'), { minLength: 1, maxLength: 2 })),
});

const partlyRead: fc.Arbitrary<PartlyRead> = fc
  .tuple(arbitraryScenario, fc.subarray([...READABLE], { minLength: 1 }), FILLINGS)
  .map(([complete, layers, fillings]) => {
    const filled = (fill: (layer: Readable) => unknown): Layers => Object.fromEntries(layers.map((layer) => [layer, fill(layer)]));
    return {
      scenario: { ...complete, ...filled(() => UNREAD) },
      worst: filled((layer) => everything(layer, 'Deny')),
      best: filled((layer) => everything(layer, 'Allow')),
      other: filled((layer) => fillings[layer]),
    };
  });

// Seen failing: the denials that an unread policy may hide dropped, after 7 runs (the differential property on known worlds does not
// notice); its Allows dropped, after 6; an unread boundary taken for a boundary (A47), after 932.
test('what is concluded without some policies holds whatever they say, and nothing else is concluded', () => {
  const property = fc.property(partlyRead, ({ scenario, worst, best, other }) => {
    fc.pre(!(scenario.request.action === 'ecr:GetAuthorizationToken' && 'resourcePolicies' in worst));
    const outcome = outcomeOf(engine(scenario).decision);
    const [least, most, any] = [worst, best, other].map((layers) => outcomeOf(decide({ ...scenario, ...layers }).decision));
    expect(outcome).toBe(least === most ? least : 'open');
    if (outcome !== 'open') expect(any).toBe(outcome);
  });
  holds(property, { runs: 2_000, show: ({ scenario }) => show(scenario) });
});

// Seen failing: what an unread policy decides called conditional, after 1 run.
test('a decision that an unread policy may change is unknown, and says which policy', () => {
  const property = fc.property(partlyRead, ({ scenario, worst, best }) => {
    const [least, most] = [worst, best].map((layers) => outcomeOf(decide({ ...scenario, ...layers }).decision));
    if (least !== 'no' || most !== 'yes') return;
    const { decision, unread } = engine(scenario);
    expect(decision).toBe('unknown');
    expect(Object.keys(worst)).toEqual(expect.arrayContaining([...unread]));
    expect(unread).not.toEqual([]);
  });
  holds(property, { runs: 1_000, show: ({ scenario }) => show(scenario) });
});

// Seen failing: unread SCPs judged as a level that allows nothing, after 3 runs.
test('without the organization what is shown is an upper bound: a no stays a no whatever its policies say', () => {
  const organizations = fc.record({
    serviceControlPolicies: fc.array(fc.array(arbitraryPolicy('scp'), { maxLength: 2 }), { maxLength: 2 }),
    resourceControlPolicies: fc.array(fc.array(arbitraryPolicy('rcp'), { maxLength: 2 }), { maxLength: 2 }),
  });
  const property = fc.property(
    arbitraryScenario,
    organizations,
    ({ serviceControlPolicies: _, resourceControlPolicies: __, ...scenario }, organization) => {
      const decided = engine({ ...scenario, serviceControlPolicies: UNREAD, resourceControlPolicies: UNREAD });
      expect(decided.unread).toEqual(['serviceControlPolicies', 'resourceControlPolicies']);
      expect({ ...decided, unread: [] }).toEqual(engine(scenario));
      if (outcomeOf(decided.decision) === 'no') expect(outcomeOf(decide({ ...scenario, ...organization }).decision)).toBe('no');
    },
  );
  holds(property, { runs: 1_000, show });
});
