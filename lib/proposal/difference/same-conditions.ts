// Which cells of two groups are granted under other conditions than before: found out once for all whose sides have one shape.
import type { Subject } from '../../access/account/subjects.ts';
import { type ActionFormulas, formulaOf, within } from '../../access/cell/action-formulas.ts';
import type { Outcome } from '../../access/cell/outcome.ts';
import { ownParts, resourceParts, type SideParts, shapeKey, type TestTopic, topicsOf } from '../../access/cell/side-shapes.ts';
import { combineSides, type ResourceSide, sideKey } from '../../access/cell/sides.ts';
import type { AlikeGroup } from '../../access/matrix/cell-group.ts';
import { needsLogin } from '../../access/matrix/grant-of.ts';
import type { OwnSide } from '../../access/matrix/outcomes.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { membersOf } from '../../collections/subset.ts';
import { CAPABILITY_ACTIONS, LOGIN_MASK } from '../../ecr/capabilities.ts';
import type { Capability } from '../../model/access.ts';
import { formulaKey } from '../../policy/logic/formula.ts';
import { type ActionMask, bitsOf, union } from '../../policy/logic/mask.ts';
import type { PlaceClass } from './compared-places.ts';
import type { MeetingCells } from './meeting-groups.ts';

/** Cells with the capabilities that are granted otherwise there. */
export interface OtherwiseGranted {
  readonly names: readonly string[];
  readonly numbers: readonly number[];
  readonly capabilities: readonly Capability[];
}

/** Which capabilities of two groups are granted otherwise whatever the conditions are, and which may be. */
interface Suspected {
  readonly surely: readonly Capability[];
  readonly perhaps: readonly Capability[];
}

/** The cells in which one of these capabilities is granted otherwise than before, each in one part. Both groups grant all of these. */
export function otherwiseGranted(
  { before, after, names, numbers }: MeetingCells & { readonly before: AlikeGroup; readonly after: AlikeGroup },
  { surely, perhaps }: Suspected,
  { classes, fewPairs }: { readonly classes: readonly PlaceClass[]; readonly fewPairs: number },
): readonly OtherwiseGranted[] {
  const whole = (some: readonly Capability[]): readonly OtherwiseGranted[] =>
    some.length === 0 ? [] : [{ names, numbers, capabilities: some }];
  // What depends on nothing is the same for all of a group.
  const open = perhaps.filter((each) => isConditional(before.outcome, each) || isConditional(after.outcome, each));
  const plain = perhaps.filter((each) => !open.includes(each));
  const [first] = membersOf(after.subjects);
  const settled = plain.filter(
    (each) => first && grantedText(before.outcome.granted, first, each) !== grantedText(after.outcome.granted, first, each),
  );
  const certain = [...surely, ...settled];
  if (open.length === 0) return whole(certain);
  const owns = ownPairs(before, after, names);
  const actions = open.reduce((mask, each) => union(mask, CAPABILITY_ACTIONS[each]), LOGIN_MASK);
  const isOwnSame = owns.every((each) => isSameOwn(each, actions));
  // Where both sides are as they were, so is what they come to.
  const resources = resourcePairs(before, after, numbers, classes).filter(
    (each) => certain.length > 0 || !isOwnSame || !isSameResource(each, actions),
  );
  const { byOwn, byResource } = owns.length * resources.length > fewPairs ? byShape(owns, resources) : oneByOne(owns, resources);
  return byOwn.flatMap((alike) => {
    const [own] = alike;
    if (!own) return [];
    const found = new Map<string, OtherwiseGranted & { readonly numbers: number[] }>();
    for (const places of byResource) {
      const [resource] = places;
      if (!resource) continue;
      const other = [...certain, ...otherCapabilities(own, resource, open)];
      if (other.length === 0) continue;
      const { numbers: all } = getOrCreate(found, other.join(), () => {
        return { names: alike.flatMap((each) => each.names), numbers: [], capabilities: other };
      });
      for (const place of places) for (const number of place.numbers) all.push(number);
    }
    return [...found.values()];
  });
}

interface OwnPair {
  readonly before: OwnSide;
  readonly after: OwnSide;
  readonly first: Subject;
  readonly names: readonly string[];
}

interface ResourcePair {
  readonly before: ResourceSide;
  readonly after: ResourceSide;
  readonly numbers: readonly number[];
}

interface AlikePairs {
  readonly byOwn: readonly (readonly OwnPair[])[];
  readonly byResource: readonly (readonly ResourcePair[])[];
}

function oneByOne(owns: readonly OwnPair[], resources: readonly ResourcePair[]): AlikePairs {
  return { byOwn: owns.map((each) => [each]), byResource: resources.map((each) => [each]) };
}

/** Pairs of one shape: tests that both kinds of sides may ask about keep their names, all others are told by their places in both. */
function byShape(owns: readonly OwnPair[], resources: readonly ResourcePair[]): AlikePairs {
  const ownTopics = unionOf(owns.map((each) => topicsOf(partsOfOwn(each))));
  const otherTopics = unionOf(resources.map((each) => topicsOf(partsOfResource(each))));
  const toldBy = (topic: TestTopic) => (ownTopics.has(topic) && otherTopics.has(topic) ? 'byValue' : 'byPlace');
  return {
    byOwn: [
      ...groupBy(owns, (each) => `${each.before.side.relation} ${each.after.side.relation} ${shapeKey(partsOfOwn(each), toldBy)}`).values(),
    ],
    byResource: [...groupBy(resources, (each) => shapeKey(partsOfResource(each), toldBy)).values()],
  };
}

function isConditional({ granted }: Outcome, capability: Capability): boolean {
  return within(granted, union(CAPABILITY_ACTIONS[capability], LOGIN_MASK)).depends.length > 0;
}

function isSameOwn({ before, after }: OwnPair, actions: ActionMask): boolean {
  return before.side.relation === after.side.relation && isSame(ownParts(before.side), ownParts(after.side), actions);
}

function isSameResource({ before, after }: ResourcePair, actions: ActionMask): boolean {
  return before === after || isSame(resourceParts(before), resourceParts(after), actions);
}

/** Whether two sides say the same of these actions. */
function isSame(parts: SideParts, others: SideParts, actions: ActionMask): boolean {
  const about = (all: SideParts): string => sideKey(all.map((each) => within(each, actions)));
  return about(parts) === about(others);
}

function partsOfOwn({ before, after }: OwnPair) {
  return [...ownParts(before.side), ...ownParts(after.side)];
}

function partsOfResource({ before, after }: ResourcePair) {
  return [...resourceParts(before), ...resourceParts(after)];
}

interface Held {
  readonly own: OwnSide;
  readonly subject: Subject;
}

function heldIn(group: AlikeGroup): ReadonlyMap<string, Held> {
  return new Map(
    group
      .asking()
      .flatMap(({ own, subjects }) => membersOf(subjects).map((subject) => [subject.principal.name, { own, subject }] as const)),
  );
}

function ownPairs(before: AlikeGroup, after: AlikeGroup, names: readonly string[]): readonly OwnPair[] {
  const [had, has] = [heldIn(before), heldIn(after)];
  const numbers = new Map<unknown, number>();
  const numberOf = ({ side, isLocal }: OwnSide): string => `${getOrCreate(numbers, side, () => numbers.size)} ${isLocal}`;
  const pairs = new Map<string, OwnPair & { readonly names: string[] }>();
  for (const name of names) {
    const [one, other] = [had.get(name), has.get(name)];
    if (!one || !other) continue;
    const key = `${numberOf(one.own)} ${numberOf(other.own)}`;
    getOrCreate(pairs, key, () => ({ before: one.own, after: other.own, first: other.subject, names: [] })).names.push(name);
  }
  return [...pairs.values()];
}

function resourcePairs(
  before: AlikeGroup,
  after: AlikeGroup,
  numbers: readonly number[],
  classes: readonly PlaceClass[],
): readonly ResourcePair[] {
  const pairs = new Map<ResourceSide, Map<ResourceSide, ResourcePair & { readonly numbers: number[] }>>();
  for (const number of numbers) {
    const at = classes[number];
    const [one, other] = [
      at?.before === undefined ? undefined : before.sideAt(at.before),
      at?.after === undefined ? undefined : after.sideAt(at.after),
    ];
    if (!one || !other) continue;
    const ofOne = getOrCreate(pairs, one, () => new Map<ResourceSide, ResourcePair & { readonly numbers: number[] }>());
    getOrCreate(ofOne, other, () => ({ before: one, after: other, numbers: [] })).numbers.push(number);
  }
  return [...pairs.values()].flatMap((each) => [...each.values()]);
}

function otherCapabilities(own: OwnPair, resource: ResourcePair, capabilities: readonly Capability[]): readonly Capability[] {
  const [had, has] = [combineSides(own.before.side, resource.before), combineSides(own.after.side, resource.after)];
  return capabilities.filter((capability) => grantedText(had, own.first, capability) !== grantedText(has, own.first, capability));
}

/** The formulas of a capability as a text: equal where the same actions are granted under the same conditions, whatever statements grant them. */
function grantedText(granted: ActionFormulas, subject: Subject, capability: Capability): string {
  const actions = CAPABILITY_ACTIONS[capability];
  const needed = needsLogin(subject, capability) ? union(actions, LOGIN_MASK) : actions;
  return bitsOf(needed)
    .map((bit) => formulaKey(formulaOf(granted, bit)))
    .join();
}

function unionOf(sets: readonly ReadonlySet<TestTopic>[]): ReadonlySet<TestTopic> {
  return new Set(sets.flatMap((set) => [...set]));
}
