// The outcomes of two sides: one for each pair of shapes, and exactly where somebody asks for the conditions themselves.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { type Outcome, outcomeOf } from '../cell/outcome.ts';
import { ownParts, resourceParts, shapeKey, shapeNumbers, type TestTopic, topicsOf } from '../cell/side-shapes.ts';
import { combineSides, type PrincipalSide, type ResourceSide, sideKey } from '../cell/sides.ts';

/** A principal's own side, and whether it needs a token of the account to pull and push (D7). */
export interface OwnSide {
  readonly side: PrincipalSide;
  readonly isLocal: boolean;
}

export interface Outcomes {
  /** Equal for own sides of one shape, each in its place. */
  readonly ownShape: (own: OwnSide) => number;
  /** Equal for resource sides to which own sides of one shape come to outcomes of one shape. */
  readonly resourceShape: (own: OwnSide, resource: ResourceSide) => number;
  /** Whether the own side asks about anything that some resource side asks about. */
  readonly isRelated: (own: OwnSide) => boolean;
  /** Of the two shapes: its formulas are those of one pair of sides that have them. */
  readonly alike: (own: OwnSide, resource: ResourceSide) => Outcome;
  /** Of these very sides; equal ones are mostly one object. */
  readonly exact: (own: OwnSide, resource: ResourceSide) => Outcome;
}

/** Outcomes between these sides. Tests that both kinds of sides ask about the same are told by name, all others by their place. */
export function outcomesBetween(owns: readonly PrincipalSide[], resources: readonly ResourceSide[]): Outcomes {
  const ownTopics = memoize((side: PrincipalSide) => topicsOf(ownParts(side)));
  const ofResources = unionOf(resources.map((side) => topicsOf(resourceParts(side))));
  const shared = new Set([...unionOf(owns.map(ownTopics))].filter((topic) => ofResources.has(topic)));
  const isRelated = memoize((side: PrincipalSide) => [...ownTopics(side)].some((topic) => ofResources.has(topic)));
  const local = shapeNumbers((side: PrincipalSide) => `${side.relation} ${shapeKey(ownParts(side), shared)}`);
  const free = shapeNumbers((side: ResourceSide) => shapeKey(resourceParts(side), NOTHING));
  const named = shapeNumbers((side: ResourceSide) => shapeKey(resourceParts(side), shared));
  const ownShape = ({ side, isLocal }: OwnSide): number => 2 * local(side) + (isLocal ? 1 : 0);
  const resourceShape = ({ side }: OwnSide, resource: ResourceSide): number => (isRelated(side) ? named : free)(resource);
  const known = new Map<number, Map<number, Outcome>>();
  return {
    ownShape,
    resourceShape,
    isRelated: ({ side }) => isRelated(side),
    alike: (own, resource) => {
      const ofOwn = getOrCreate(known, ownShape(own), () => new Map<number, Outcome>());
      return getOrCreate(ofOwn, resourceShape(own, resource), () => outcome(own, resource));
    },
    exact: exactOutcomes(),
  };
}

const NOTHING: ReadonlySet<TestTopic> = new Set();

function outcome({ side, isLocal }: OwnSide, resource: ResourceSide): Outcome {
  return outcomeOf(combineSides(side, resource), isLocal);
}

/** There can be one for each pair, so that not all are kept. */
const MOST_KEPT = 20_000;

function exactOutcomes(): Outcomes['exact'] {
  const known = new Map<string, Outcome>();
  return (own, resource) => {
    const found = outcome(own, resource);
    if (known.size >= MOST_KEPT) known.clear();
    return getOrCreate(known, `${sideKey([found.granted])} ${JSON.stringify(found.capabilities)}`, () => found);
  };
}

function unionOf(sets: readonly ReadonlySet<TestTopic>[]): ReadonlySet<TestTopic> {
  const union = new Set<TestTopic>();
  for (const set of sets) for (const topic of set) union.add(topic);
  return union;
}
