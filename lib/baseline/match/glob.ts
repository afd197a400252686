// Anchored globs over names and ARNs: `?` is one character and `*` a run within a segment, `**` a run across `/`.
import { getOrCreate } from '../../collections/get-or-create.ts';

/** A predicate for whole candidates. Its time grows with the product of both lengths over 32, whatever the pattern. */
export function compileSelectorGlob(text: string): (candidate: string) => boolean {
  const wild = text.search(/[*?]/);
  if (wild < 0) return (candidate) => candidate === text;
  const prefix = text.slice(0, wild);
  if (text.slice(wild) === '**') return (candidate) => candidate.startsWith(prefix);
  const glob = parseGlob(text.slice(wild));
  let automaton: Automaton | undefined;
  return (candidate) => {
    // Tables are built only for a candidate that is long enough to match, so an oversized pattern costs no memory.
    if (candidate.length < wild + glob.singles.length || !candidate.startsWith(prefix)) return false;
    automaton ??= buildAutomaton(glob);
    return accepts(automaton, candidate.slice(wild));
  };
}

/** State i of the automaton has matched `singles[0..i)`; a star is a loop on the state between two singles. */
export interface Glob {
  /** Every character that must be there, stars left out. */
  readonly singles: string;
  /** States that any character but `/` leaves as they are: `*` or `**`. */
  readonly within: ReadonlySet<number>;
  /** States that every character leaves as they are: `**`. */
  readonly across: ReadonlySet<number>;
}

/** The characters of a glob, and where its wildcards stand among them. */
export function parseGlob(text: string): Glob {
  const within = new Set<number>();
  const across = new Set<number>();
  const singles: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '*') {
      singles.push(text.charAt(at));
      continue;
    }
    within.add(singles.length);
    if (text[at + 1] === '*') {
      across.add(singles.length);
      at += 1;
    }
  }
  return { singles: singles.join(''), within, across };
}

/** The states as bits of 32-bit words. */
interface Automaton {
  readonly states: number;
  /** Per character the states that it moves on. */
  readonly literals: ReadonlyMap<number, Int32Array>;
  readonly anyones: Int32Array;
  readonly within: Int32Array;
  readonly across: Int32Array;
  readonly none: Int32Array;
}

const SLASH = 0x2f;
const QUESTION = 0x3f;

function buildAutomaton({ singles, within, across }: Glob): Automaton {
  const states = singles.length + 1;
  const positions = new Map<number, number[]>();
  for (let at = 0; at < singles.length; at += 1) {
    getOrCreate(positions, singles.charCodeAt(at), () => []).push(at);
  }
  const anyones = bits(states, positions.get(QUESTION) ?? []);
  positions.delete(QUESTION);
  const literals = new Map([...positions].map(([code, at]) => [code, bits(states, at)]));
  return { states, literals, anyones, within: bits(states, within), across: bits(states, across), none: bits(states, []) };
}

function bits(states: number, set: Iterable<number>): Int32Array {
  const words = new Int32Array(Math.ceil(states / 32));
  for (const bit of set) words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
  return words;
}

function accepts({ states, literals, anyones, within, across, none }: Automaton, candidate: string): boolean {
  const current = bits(states, [0]);
  for (let at = 0; at < candidate.length; at += 1) {
    const code = candidate.charCodeAt(at);
    const literal = literals.get(code) ?? none;
    const [anyone, loop] = code === SLASH ? [none, across] : [anyones, within];
    let carry = 0;
    let alive = 0;
    for (let word = 0; word < current.length; word += 1) {
      const now = current[word] ?? 0;
      const moved = now & ((literal[word] ?? 0) | (anyone[word] ?? 0));
      const next = (moved << 1) | carry | (now & (loop[word] ?? 0));
      carry = moved >>> 31;
      alive |= next;
      current[word] = next;
    }
    if (alive === 0) return false;
  }
  const last = states - 1;
  return ((current[last >>> 5] ?? 0) & (1 << (last & 31))) !== 0;
}
