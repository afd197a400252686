// The outcomes of two sides: one for each pair of shapes, and exactly where somebody asks for the conditions themselves.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { type Outcome, outcomeOf } from '../cell/outcome.ts';
import { keptShapeKey, ownParts, resourceParts, shapeNumbers, type TestTopic, type ToldBy, topicsOf } from '../cell/side-shapes.ts';
import { combineSides, type PrincipalSide, type ResourceSide, sideKey } from '../cell/sides.ts';
import { meetingSides } from './meeting-sides.ts';

/** A principal's own side, and whether it needs a token of the account to pull and push (D7). */
export interface OwnSide {
  readonly side: PrincipalSide;
  readonly isLocal: boolean;
}

export interface Outcomes {
  /** Equal for own sides of one shape, each in its place. */
  readonly ownShape: (own: OwnSide) => number;
  /** Equal for resource sides to which own sides of one shape come to outcomes of one shape, where their tests are apart from those of the own side. */
  readonly apartShape: (own: OwnSide, resource: ResourceSide) => number;
  /** The same for any resource sides. */
  readonly resourceShape: (own: OwnSide, resource: ResourceSide) => string;
  /** Whether the own side asks about anything that some resource side asks about. */
  readonly isRelated: (own: OwnSide) => boolean;
  /** The resource sides whose tests are not apart from those of the own side. */
  readonly meeting: (own: OwnSide) => ReadonlySet<ResourceSide>;
  /** Of the two shapes: its formulas are those of one pair of sides that have them. */
  readonly alike: (own: OwnSide, resource: ResourceSide) => Outcome;
  /** Of these very sides; equal ones are mostly one object. */
  readonly exact: (own: OwnSide, resource: ResourceSide) => Outcome;
}

/**
 * Outcomes between these sides. Tests on what both kinds of sides ask about are told by name where they meet, by their key where they are
 * apart, and all others by their place.
 */
export function outcomesBetween(owns: readonly PrincipalSide[], resources: readonly ResourceSide[]): Outcomes {
  const ownTopics = memoize((side: PrincipalSide) => topicsOf(ownParts(side)));
  const ofResources = unionOf(resources.map((side) => topicsOf(resourceParts(side))));
  const shared = new Set([...unionOf(owns.map(ownTopics))].filter((topic) => ofResources.has(topic)));
  const isRelated = memoize((side: PrincipalSide) => [...ownTopics(side)].some((topic) => ofResources.has(topic)));
  const meeting = meetingSides(resources, shared);
  const byValue: ToldBy = (topic) => (shared.has(topic) ? 'byValue' : 'byPlace');
  const byKey: ToldBy = (topic) => (shared.has(topic) ? 'byKey' : 'byPlace');
  const both = [...shared].sort().join('\n');
  const ownKey = { named: keptShapeKey(ownParts, `byValue ${both}`, byValue), apart: keptShapeKey(ownParts, `byKey ${both}`, byKey) };
  const own = {
    named: shapeNumbers((side: PrincipalSide) => `${side.relation} ${ownKey.named(side)}`),
    apart: shapeNumbers((side: PrincipalSide) => `${side.relation} ${ownKey.apart(side)}`),
  };
  const resource = {
    named: shapeNumbers(keptShapeKey(resourceParts, `byValue ${both}`, byValue)),
    apart: shapeNumbers(keptShapeKey(resourceParts, `byKey ${both}`, byKey)),
    free: shapeNumbers(keptShapeKey(resourceParts, 'byPlace', () => 'byPlace')),
  };
  const meets = (side: PrincipalSide, other: ResourceSide): boolean => isRelated(side) && meeting(side).has(other);
  const apartShape = (side: PrincipalSide, other: ResourceSide): number => (isRelated(side) ? resource.apart : resource.free)(other);
  const resourceShape = ({ side }: OwnSide, other: ResourceSide): string =>
    meets(side, other) ? `named ${resource.named(other)}` : String(apartShape(side, other));
  const known = new Map<string, Map<string, Outcome>>();
  return {
    ownShape: ({ side, isLocal }) => 2 * own.named(side) + (isLocal ? 1 : 0),
    apartShape: ({ side }, other) => apartShape(side, other),
    resourceShape,
    isRelated: ({ side }) => isRelated(side),
    meeting: ({ side }) => (isRelated(side) ? meeting(side) : NOBODY),
    alike: (asking, other) => {
      const { side, isLocal } = asking;
      const shape = meets(side, other) ? `named ${own.named(side)}` : own.apart(side);
      const ofOwn = getOrCreate(known, `${shape} ${isLocal}`, () => new Map<string, Outcome>());
      return getOrCreate(ofOwn, resourceShape(asking, other), () => standingOutcome(asking, other));
    },
    exact: exactOutcomes(),
  };
}

const NOBODY: ReadonlySet<ResourceSide> = new Set();

function outcome({ side, isLocal }: OwnSide, resource: ResourceSide): Outcome {
  return outcomeOf(combineSides(side, resource), isLocal);
}

/** Outcomes that stand for a shape, by the very sides that they are of: an account and its changed copies have most of them in common. */
const STANDING = { local: new WeakMap<PrincipalSide, OutcomeAt>(), other: new WeakMap<PrincipalSide, OutcomeAt>() };
type OutcomeAt = WeakMap<ResourceSide, Outcome>;

function standingOutcome(asking: OwnSide, resource: ResourceSide): Outcome {
  const ofOwn = getOrCreate(asking.isLocal ? STANDING.local : STANDING.other, asking.side, (): OutcomeAt => new WeakMap());
  return getOrCreate(ofOwn, resource, () => outcome(asking, resource));
}

/** There can be one for each pair, so that not all are kept. */
const MOST_KEPT = 20_000;

function exactOutcomes(): Outcomes['exact'] {
  const known = new Map<string, Outcome>();
  const pairs = {
    local: new Map<PrincipalSide, Map<ResourceSide, Outcome>>(),
    other: new Map<PrincipalSide, Map<ResourceSide, Outcome>>(),
  };
  let kept = 0;
  const make = (own: OwnSide, resource: ResourceSide): Outcome => {
    const found = outcome(own, resource);
    kept += 1;
    return getOrCreate(known, `${sideKey([found.granted])} ${JSON.stringify(found.capabilities)}`, () => found);
  };
  return (own, resource) => {
    if (kept >= MOST_KEPT) {
      for (const each of [known, pairs.local, pairs.other]) each.clear();
      kept = 0;
    }
    const ofOwn = getOrCreate(own.isLocal ? pairs.local : pairs.other, own.side, () => new Map<ResourceSide, Outcome>());
    return getOrCreate(ofOwn, resource, () => make(own, resource));
  };
}

function unionOf(sets: readonly ReadonlySet<TestTopic>[]): ReadonlySet<TestTopic> {
  const union = new Set<TestTopic>();
  for (const set of sets) for (const topic of set) union.add(topic);
  return union;
}
