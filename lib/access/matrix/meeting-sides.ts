// Which resource sides ask one key for something that an own side's tests have to do with: found by text and by network, so that sides which
// each ask it for a value of their own are not compared one by one. The tests of all others on that key are apart: no value passes both.

import { beginningWith } from '../../collections/beginning-with.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { memoize } from '../../collections/memoize.ts';
import { networkOf, WIDTHS } from '../../policy/condition/address.ts';
import { textOf } from '../../policy/condition/operators.ts';
import type { Atom } from '../../policy/logic/formula.ts';
import type { Token } from '../../policy/match/pattern.ts';
import { tieOf } from '../../policy/theory/ties.ts';
import { ownParts, resourceParts, type TestTopic, testsByTopic } from '../cell/side-shapes.ts';
import type { PrincipalSide, ResourceSide } from '../cell/sides.ts';

/** The resource sides with tests that may exclude, imply or be those of an own side. */
export type MeetingSides = (own: PrincipalSide) => ReadonlySet<ResourceSide>;

/** What tests on one key compare its only value with; no comparison where they only ask whether it is there. */
interface PlainTests {
  readonly comparison: 'text' | 'address' | undefined;
  readonly values: readonly ComparedValue[];
}

/** A text, or how texts begin: those that a pattern matches, or the leading bits of the addresses of a network. */
interface ComparedValue {
  readonly text: string;
  readonly isWhole: boolean;
}

/** The resource sides that ask one key. */
interface Asking {
  readonly all: ResourceSide[];
  /** Those whose tests are not plain. */
  readonly odd: ResourceSide[];
  readonly plain: Map<PlainTests['comparison'], Compared>;
}

interface Compared {
  readonly sides: ResourceSide[];
  readonly whole: Map<string, ResourceSide[]>;
  /** By how they begin. */
  readonly begun: Map<string, ResourceSide[]>;
}

/** An index over the resource sides by the topics that own sides ask about as well. */
export function meetingSides(resources: readonly ResourceSide[], shared: ReadonlySet<TestTopic>): MeetingSides {
  const askingOf = new Map<TestTopic, Asking>();
  for (const side of resources) {
    for (const [topic, atoms] of testsByTopic(resourceParts(side))) {
      if (shared.has(topic)) enter(getOrCreate(askingOf, topic, nobody), side, plainTests(atoms));
    }
  }
  const beginningsIn = memoize(({ whole, begun }: Compared) =>
    [whole, begun].map((sides) => ({ sides, sorted: [...sides.keys()].sort((a, b) => (a < b ? -1 : 1)) })),
  );
  return memoize((own: PrincipalSide) => {
    const meeting = new Set<ResourceSide>();
    for (const [topic, atoms] of testsByTopic(ownParts(own))) {
      const asking = askingOf.get(topic);
      if (asking) for (const side of met(asking, plainTests(atoms), beginningsIn)) meeting.add(side);
    }
    return meeting;
  });
}

function nobody(): Asking {
  return { all: [], odd: [], plain: new Map() };
}

function enter({ all, odd, plain }: Asking, side: ResourceSide, tests: PlainTests | undefined): void {
  all.push(side);
  if (!tests) {
    odd.push(side);
    return;
  }
  const { sides, whole, begun } = getOrCreate(plain, tests.comparison, () => ({ sides: [], whole: new Map(), begun: new Map() }));
  sides.push(side);
  for (const { text, isWhole } of tests.values) getOrCreate(isWhole ? whole : begun, text, () => []).push(side);
}

type BeginningsIn = (
  compared: Compared,
) => readonly { readonly sides: ReadonlyMap<string, readonly ResourceSide[]>; readonly sorted: readonly string[] }[];

function met({ all, odd, plain }: Asking, tests: PlainTests | undefined, beginningsIn: BeginningsIn): readonly ResourceSide[] {
  if (!tests) return all;
  const { comparison, values } = tests;
  if (comparison === undefined) return odd;
  const found = [...plain].flatMap(([other, compared]) => {
    if (other === undefined) return [];
    return other === comparison ? values.flatMap((value) => sharing(compared, value, beginningsIn)) : compared.sides;
  });
  return [...odd, ...found];
}

/** Those that ask for a value which the compared one may be as well. */
function sharing(compared: Compared, { text, isWhole }: ComparedValue, beginningsIn: BeginningsIn): readonly ResourceSide[] {
  const { whole, begun } = compared;
  const around = beginningsOf(text).flatMap((beginning) => begun.get(beginning) ?? []);
  if (isWhole) return [...around, ...(whole.get(text) ?? []), ...(begun.get(text) ?? [])];
  const within = beginningsIn(compared).flatMap(({ sides, sorted }) =>
    beginningWith(sorted, text).flatMap((each) => sides.get(each) ?? []),
  );
  return [...around, ...within];
}

/** All that is shorter. */
function beginningsOf(text: string): readonly string[] {
  return Array.from({ length: text.length }, (_, length) => text.slice(0, length));
}

/** With so few and so small networks on both sides there is always an address outside. */
const MOST_VALUES = 16;
const SHORTEST_NETWORK = 8;
/** With so few patterns on both sides there is always a digit, and so a value, with which none of them goes on. */
const MOST_PATTERNS = 4;

const COMPARISONS: Readonly<Record<string, 'text' | 'address'>> = { StringEquals: 'text', StringLike: 'text', IpAddress: 'address' };

/** Undefined where the tests are of another kind, wait for a variable, or are on a key that is tied to others. */
function plainTests(atoms: readonly Atom[]): PlainTests | undefined {
  let comparison: PlainTests['comparison'];
  const found: ComparedValue[] = [];
  for (const { about } of atoms) {
    const probe = about.kind === 'test' ? about.probe : undefined;
    if (!probe || tieOf(probe.key)) return undefined;
    if (probe.of === 'absence') continue;
    const own = COMPARISONS[probe.comparison];
    if (probe.of !== 'one' || own === undefined || (comparison !== undefined && own !== comparison)) return undefined;
    comparison = own;
    for (const { fixed: tokens } of probe.values.values()) {
      const value = tokens && (comparison === 'text' ? comparedText(tokens) : comparedNetwork(tokens));
      if (!value) return undefined;
      found.push(value);
    }
  }
  const patterns = comparison === 'text' ? found.filter(({ isWhole }) => !isWhole).length : 0;
  return found.length > MOST_VALUES || patterns > MOST_PATTERNS ? undefined : { comparison, values: found };
}

/** Undefined for what may begin with anything. */
function comparedText(tokens: readonly Token[]): ComparedValue | undefined {
  const end = tokens.findIndex((token) => typeof token !== 'string');
  const text = (end < 0 ? tokens : tokens.slice(0, end)).join('');
  return end === 0 ? undefined : { text, isWhole: end < 0 };
}

function comparedNetwork(tokens: readonly Token[]): ComparedValue | undefined {
  const network = tokens.every((token) => typeof token === 'string') ? networkOf(textOf(tokens)) : undefined;
  if (!network || network.bits < SHORTEST_NETWORK) return undefined;
  const { family, bits, first } = network;
  return { text: `${family} ${first.toString(2).padStart(WIDTHS[family], '0').slice(0, bits)}`, isWhole: false };
}
