// Who may do what on which repository classes, principals with the same access together.

import type { Subject } from '../../access/account/subjects.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type Bits, bitsOfNumbers, bitsUnion, common, has, isNone, minus } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf, type Subset } from '../../collections/subset.ts';
import { compare } from '../../text/order.ts';
import { type Bounds, type BoundWord, wordsOf } from './bounds.ts';
import type { Denials } from './denials.ts';

/** Where a word of the language is granted under one bound: a capability, or one action of a capability that any action makes up. */
export interface Support extends BoundWord {
  readonly classes: Bits;
}

/** Principals that have the same access everywhere. */
export interface Cluster {
  /** Sorted by name. */
  readonly members: readonly Subject[];
  readonly supports: readonly Support[];
}

/** What access is captured of, and in which bounds. */
export interface RowsInput {
  /** The repository classes that are captured. */
  readonly scope: Bits;
  readonly bounds: Bounds;
  /** What the repositories deny to everybody, which forbids say, and not each grant. */
  readonly denials: Denials;
  readonly intern: (bits: Bits) => Bits;
}

/** The clusters of everybody who has access in the scope, sorted by first member. */
export function clustersOf(matrix: AccessMatrix, grounds: RowsInput): readonly Cluster[] {
  const union = unions(matrix.repositoryClasses.length, grounds.intern);
  return clustered(rowsOf(matrix, grounds).map((row) => ({ subject: row.subject, supports: supportsOf(row, union, grounds.intern) })));
}

/** What one principal has. */
export interface Supported extends Pick<Cluster, 'supports'> {
  readonly subject: Subject;
}

/** Those with the same access together, sorted by name; equal sets of classes have to be one object. */
export function clustered(all: readonly Supported[]): readonly Cluster[] {
  const clusters = new Map<string, Cluster & { readonly members: Subject[] }>();
  const sets = new Map<Bits, number>();
  const numberOf = (classes: Bits): number => getOrCreate(sets, classes, () => sets.size);
  for (const { subject, supports } of all.toSorted((a, b) => compare(a.subject.principal.name, b.subject.principal.name))) {
    const key = supports.map(({ word, bound, classes }) => `${word} ${bound} ${numberOf(classes)}`).join('\n');
    getOrCreate(clusters, key, () => ({ members: [], supports })).members.push(subject);
  }
  return [...clusters.values()];
}

/** Repository classes, in whichever form is shorter. */
type Part = Bits | readonly number[];

/** One principal while the groups of the matrix are read. */
interface Row {
  readonly subject: Subject;
  readonly words: Map<string, BoundWord & { readonly parts: Part[] }>;
}

function rowsOf({ account, repositoryClasses, alike }: AccessMatrix, { scope, bounds, denials }: RowsInput): readonly Row[] {
  const rows = new Map<string, Row>();
  const wordsIn = wordsOf(account, bounds);
  const partOf = partsIn(scope);
  // One text for each word and bound: equal texts that are several objects are compared letter by letter.
  const keys = new Map<string, string>();
  const keyOf = (word: BoundWord): string => {
    const key = wordKey(word);
    return getOrCreate(keys, key, () => key);
  };
  for (const group of alike()) {
    const { capabilities } = group.outcome;
    if (capabilities.every(({ decision }) => decision === 'unknown')) continue;
    for (const { outcome, ...cells } of group.exactly(denials.sideAt(group))) {
      const subjects = membersOf(cells.subjects);
      const first = cells.classes.of.find((number) => has(scope, number) && !cells.classes.except.has(number));
      const [subject, repository] = [subjects[0], repositoryClasses[first ?? -1]?.representative];
      const words = subject && repository ? wordsIn({ subject, repository, granted: outcome.granted, capabilities }) : [];
      if (words.length === 0) continue;
      const part = partOf(cells.classes);
      const keyed = words.map((word) => [keyOf(word), word] as const);
      for (const each of subjects) {
        const row = getOrCreate(rows, each.principal.name, (): Row => ({ subject: each, words: new Map() }));
        for (const [key, word] of keyed) getOrCreate(row.words, key, () => ({ ...word, parts: [] })).parts.push(part);
      }
    }
  }
  return [...rows.values()];
}

function wordKey({ word, bound }: BoundWord): string {
  return `${word} ${bound}`;
}

/** A number in a list takes as much room as so many in a set. */
const LISTED = 64;

/** Those of some classes that are in the scope. Many groups have one list, but for a few. */
function partsIn(scope: Bits): (classes: Subset<number>) => Part {
  const known = new WeakMap<readonly number[], Part>();
  const count = scope.length * 32;
  const partOf = (numbers: readonly number[]): Part =>
    numbers.length * LISTED > count ? common(bitsOfNumbers(count, numbers), scope) : numbers.filter((number) => has(scope, number));
  return ({ of, except }) => {
    const all = getOrCreate(known, of, () => partOf(of));
    if (except.size === 0) return all;
    return all instanceof Uint32Array ? minus(all, bitsOfNumbers(count, except)) : all.filter((number) => !except.has(number));
  };
}

type UnionOf = (parts: readonly Part[]) => Bits;

/** Unions of parts; those of the same parts are found once. */
function unions(count: number, intern: (bits: Bits) => Bits): UnionOf {
  const numbers = new Map<Part, number>();
  const known = new Map<string, Bits>();
  return (parts) => {
    const key = parts.map((part) => getOrCreate(numbers, part, () => numbers.size)).join();
    return getOrCreate(known, key, () => intern(unionOf(parts, count)));
  };
}

function unionOf(parts: readonly Part[], count: number): Bits {
  const [first, ...others] = parts;
  if (first instanceof Uint32Array && others.length === 0) return first;
  const union = bitsUnion(count);
  const listed: number[] = [];
  for (const part of parts) {
    if (part instanceof Uint32Array) union.add(part);
    else for (const number of part) listed.push(number);
  }
  union.add(bitsOfNumbers(count, listed));
  return union.bits;
}

/** Where pull and push are both there under one bound, they cover retag (docs/formats.md#capabilities). */
function supportsOf({ words }: Row, union: UnionOf, intern: (bits: Bits) => Bits): readonly Support[] {
  const bitsAt = (word: string, bound: number): Bits | undefined => {
    const parts = words.get(wordKey({ word, bound }))?.parts;
    return parts && union(parts);
  };
  const supports = [...words.values()].map(({ word, bound, parts }): Support => {
    const bits = union(parts);
    const [pull, push] = word === 'retag' ? ['pull', 'push'].map((name) => bitsAt(name, bound)) : [];
    return { word, bound, classes: pull && push ? intern(minus(bits, common(pull, push))) : bits };
  });
  return supports.filter(({ classes }) => !isNone(classes)).sort((a, b) => compare(a.word, b.word) || a.bound - b.bound);
}
