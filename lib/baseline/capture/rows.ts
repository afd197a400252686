// Who may do what on which repository classes, principals with the same access together.

import type { Subject } from '../../access/account/subjects.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type Bits, type BitsUnion, bitsOfNumbers, bitsUnion, common, isNone, minus } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { membersOf } from '../../collections/subset.ts';
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
  const clusters = new Map<string, Cluster & { readonly members: Subject[] }>();
  for (const row of rowsOf(matrix, grounds)) {
    const supports = supportsOf(row, grounds.intern);
    const key = JSON.stringify(supports.map(({ word, bound, classes }) => [word, bound, classes.join()]));
    getOrCreate(clusters, key, () => ({ members: [], supports })).members.push(row.subject);
  }
  return [...clusters.values()];
}

/** One principal while the groups of the matrix are read. */
interface Row {
  readonly subject: Subject;
  readonly words: Map<string, BoundWord & { readonly where: BitsUnion }>;
}

function rowsOf({ account, repositoryClasses, groups }: AccessMatrix, { scope, bounds, denials }: RowsInput): readonly Row[] {
  const { length: count } = repositoryClasses;
  const rows = new Map<string, Row>();
  const wordsIn = wordsOf(account, bounds);
  for (const { outcome, ...group } of groups()) {
    const subjects = membersOf(group.subjects);
    const [subject] = subjects;
    if (!subject) continue;
    for (const [denial, classes] of denials.byDenial(membersOf(group.classes), subject)) {
      const repository = repositoryClasses[classes[0] ?? -1]?.representative;
      const where = common(bitsOfNumbers(count, classes), scope);
      const words = repository && !isNone(where) ? wordsIn({ subject, repository, outcome, denial }) : [];
      for (const each of words.length === 0 ? [] : subjects) {
        const row = getOrCreate(rows, each.principal.name, (): Row => ({ subject: each, words: new Map() }));
        for (const word of words) addWord(row, word, where);
      }
    }
  }
  return [...rows.values()].sort((a, b) => compare(a.subject.principal.name, b.subject.principal.name));
}

function addWord({ words }: Row, word: BoundWord, where: Bits): void {
  getOrCreate(words, `${word.word} ${word.bound}`, () => ({ ...word, where: bitsUnion(where.length * 32) })).where.add(where);
}

/** Where pull and push are both there under one bound, they cover retag (docs/formats.md#capabilities). */
function supportsOf(row: Row, intern: (bits: Bits) => Bits): readonly Support[] {
  const bitsAt = (word: string, bound: number): Bits | undefined => row.words.get(`${word} ${bound}`)?.where.bits;
  const supports = [...row.words.values()].map(({ word, bound, where: { bits } }): Support => {
    const [pull, push] = ['pull', 'push'].map((name) => bitsAt(name, bound));
    const needed = word === 'retag' && pull && push ? minus(bits, common(pull, push)) : bits;
    return { word, bound, classes: intern(needed) };
  });
  return supports.filter(({ classes }) => !isNone(classes)).sort((a, b) => compare(a.word, b.word) || a.bound - b.bound);
}
