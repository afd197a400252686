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

/** What tests on one key compare its only value with: texts, or the leading bits of networks; no comparison where they only ask whether it is there. */
interface PlainTests {
  readonly comparison: 'StringEquals' | 'IpAddress' | undefined;
  readonly texts: readonly string[];
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
  readonly byText: Map<string, ResourceSide[]>;
}

/** An index over the resource sides by the topics that own sides ask about as well. */
export function meetingSides(resources: readonly ResourceSide[], shared: ReadonlySet<TestTopic>): MeetingSides {
  const askingOf = new Map<TestTopic, Asking>();
  for (const side of resources) {
    for (const [topic, atoms] of testsByTopic(resourceParts(side))) {
      if (shared.has(topic)) enter(getOrCreate(askingOf, topic, nobody), side, plainTests(atoms));
    }
  }
  const sortedTexts = memoize(({ byText }: Compared) => [...byText.keys()].sort((a, b) => (a < b ? -1 : 1)));
  return memoize((own: PrincipalSide) => {
    const meeting = new Set<ResourceSide>();
    for (const [topic, atoms] of testsByTopic(ownParts(own))) {
      const asking = askingOf.get(topic);
      if (asking) for (const side of met(asking, plainTests(atoms), sortedTexts)) meeting.add(side);
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
  const { sides, byText } = getOrCreate(plain, tests.comparison, () => ({ sides: [], byText: new Map() }));
  sides.push(side);
  for (const text of tests.texts) getOrCreate(byText, text, () => []).push(side);
}

function met(
  { all, odd, plain }: Asking,
  tests: PlainTests | undefined,
  sortedTexts: (compared: Compared) => readonly string[],
): readonly ResourceSide[] {
  if (!tests) return all;
  const { comparison, texts } = tests;
  if (comparison === undefined) return odd;
  const found = [...plain].flatMap(([other, compared]) => {
    if (other === undefined) return [];
    if (other !== comparison) return compared.sides;
    const { byText } = compared;
    if (comparison === 'StringEquals') return texts.flatMap((text) => byText.get(text) ?? []);
    const around = texts.flatMap((bits) => [...beginningWith(sortedTexts(compared), bits), ...beginningsOf(bits)]);
    return around.flatMap((text) => byText.get(text) ?? []);
  });
  return [...odd, ...found];
}

/** Of a network all that it lies in. */
function beginningsOf(bits: string): readonly string[] {
  return Array.from(bits, (_, length) => bits.slice(0, length));
}

/** With so few and so small networks on both sides there is always an address outside. */
const MOST_VALUES = 16;
const SHORTEST_NETWORK = 8;

/** Undefined where the tests are of another kind, wait for a variable, or are on a key that is tied to others. */
function plainTests(atoms: readonly Atom[]): PlainTests | undefined {
  let comparison: PlainTests['comparison'];
  const texts: string[] = [];
  for (const { about } of atoms) {
    const probe = about.kind === 'test' ? about.probe : undefined;
    if (!probe || tieOf(probe.key)) return undefined;
    if (probe.of === 'absence') continue;
    if (probe.of !== 'one' || (comparison !== undefined && probe.comparison !== comparison)) return undefined;
    if (probe.comparison !== 'StringEquals' && probe.comparison !== 'IpAddress') return undefined;
    comparison = probe.comparison;
    for (const { fixed: tokens } of probe.values.values()) {
      const text = plainText(comparison, tokens);
      if (text === undefined) return undefined;
      texts.push(text);
    }
  }
  return texts.length > MOST_VALUES ? undefined : { comparison, texts };
}

function plainText(comparison: 'StringEquals' | 'IpAddress', tokens: readonly Token[] | undefined): string | undefined {
  if (!tokens?.every((token) => typeof token === 'string')) return undefined;
  return comparison === 'StringEquals' ? tokens.join('') : leadingBits(textOf(tokens));
}

/** Of an IPv4 network. */
function leadingBits(text: string): string | undefined {
  const network = networkOf(text);
  if (network?.family !== 'ipv4' || network.bits < SHORTEST_NETWORK) return undefined;
  return network.first.toString(2).padStart(WIDTHS.ipv4, '0').slice(0, network.bits);
}
