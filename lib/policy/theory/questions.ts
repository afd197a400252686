// The atoms of a formula as questions whose answers do not hang together: one for the tests on keys that do, one for every other thing that
// nobody knows. Each answer says which atoms are true.
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { type Atom, atomsOf, type Formula, formulaKey, type Probe } from '../logic/formula.ts';
import { shapeOfKey } from './key-shapes.ts';
import { tieOf } from './ties.ts';
import { isLinked, type KeyValues, keyOf, keysOf, linkedKeys, type Worlds, worldsOf } from './worlds.ts';

/** Values by key, in lower case; none of a key that is not there. */
export type ValuesByKey = ReadonlyMap<string, readonly string[]>;

export interface OpenQuestion {
  /** For each answer the atoms that are true. */
  readonly answers: readonly (readonly Atom[])[];
  /** The keys of a request that shows an answer; undefined where nobody has found one. */
  readonly shown: (answer: number) => ValuesByKey | undefined;
  /** Whether every answer is shown. */
  readonly exact: boolean;
}

/** The questions of a formula. An atom of several is true where one of them says so. */
export function questionsOf(formula: Formula, values: KeyValues): readonly OpenQuestion[] {
  const probed: Probed[] = [];
  const others = new Map<string, Atom[]>();
  for (const atom of atomsOf(formula)) {
    const probe = atom.about.kind === 'test' ? atom.about.probe : undefined;
    if (probe) probed.push({ atom, probe });
    else getOrCreate(others, atom.stem, () => []).push(atom);
  }
  const free = [...others.values()].flatMap((ofStem) => [...valueGroups(ofStem)].map(freeQuestion));
  return [...free, ...together(probed, values).flatMap((among) => keyQuestions(among, values))];
}

interface Probed {
  readonly atom: Atom;
  readonly probe: Probe;
}

const NO_KEYS: ValuesByKey = new Map();

function freeQuestion(atoms: readonly Atom[]): OpenQuestion {
  return { answers: [[], atoms], shown: () => NO_KEYS, exact: true };
}

/** For each group of values that occur in the same atoms, those atoms: a long list costs no more than a short one. */
function valueGroups(atoms: readonly Atom[]): Iterable<readonly Atom[]> {
  if (atoms.length === 1) return [atoms];
  const numbered = atoms.flatMap((atom, index) => [...new Set(atom.values)].map((value) => ({ atom, index, value })));
  const occurrences = [...groupBy(numbered, ({ value }) => value).values()];
  return [...groupBy(occurrences, (among) => among.map(({ index }) => index).join()).values()].map(([first = []]) =>
    first.map(({ atom }) => atom),
  );
}

/** Tests by the keys that hang together: those that one is compared with, and those that AWS ties. */
function together(probed: readonly Probed[], values: KeyValues): readonly (readonly Probed[])[] {
  if (probed.length < 2) return probed.length === 0 ? [] : [probed];
  const groups = new Map<string, Probed[]>();
  for (const each of probed) {
    if (!isLinked(each.probe)) {
      getOrCreate(groups, topicOf(keyOf(each.probe, values), values), () => []).push(each);
      continue;
    }
    const names = linkedKeys(each.probe, values).map((key) => topicOf(key, values));
    const met = new Set(names.map((name) => groups.get(name)).filter((group) => group !== undefined));
    const [first = [], ...others] = met;
    first.push(each, ...others.flat());
    const othersNames = [...groups].flatMap(([topic, among]) => (others.includes(among) ? [topic] : []));
    for (const topic of [...names, ...othersNames]) groups.set(topic, first);
  }
  return [...new Set(groups.values())];
}

function topicOf(key: string, values: KeyValues): string {
  return values === 'any' ? key : (tieOf(key)?.main ?? key);
}

/** One question, or where its answers are too many one for each test. */
function keyQuestions(probed: readonly Probed[], values: KeyValues): readonly OpenQuestion[] {
  const atoms = probed.map(({ atom }) => atom);
  const probes = probed.map(({ probe }) => probe);
  const [only] = probes;
  const shownBy = ({ worlds }: Worlds, answer: number): ValuesByKey | undefined => {
    const shown = worlds[answer]?.shown;
    return (
      shown &&
      new Map(keysOf(probes, values).flatMap((key, at) => namesOf(key, probes, values).map((name) => [name, shown[at] ?? []] as const)))
    );
  };
  if (only && probes.length === 1 && isOpen(only, values))
    return [{ answers: [[], atoms], exact: true, shown: (answer) => shownOfOne(only, answer, values, shownBy) }];
  const found = worldsOf(probes, values);
  if (found) {
    const answers = found.worlds.map(({ holds }) => atoms.filter((_, at) => holds.has(at)));
    return [{ answers, exact: found.exact, shown: (answer) => shownBy(found, answer) }];
  }
  const single = groupBy(atoms, (atom) => formulaKey(atom)).values();
  return [...single].map((same) => ({ answers: [[], same], shown: () => undefined, exact: false }));
}

/** A test that a value passes, and the absence of the key does not. */
function isOpen(probe: Probe, kind: KeyValues): boolean {
  const { of, beginning, values } = probe;
  if (kind === 'ofKind' && shapeOfKey(keyOf(probe, kind))) return false;
  return of !== 'every' && beginning === undefined && [...values.values()].every(({ fixed }) => fixed !== undefined);
}

function shownOfOne(
  probe: Probe,
  answer: number,
  values: KeyValues,
  shownBy: (worlds: Worlds, answer: number) => ValuesByKey | undefined,
): ValuesByKey | undefined {
  const found = worldsOf([probe], values);
  return (
    found &&
    shownBy(
      found,
      found.worlds.findIndex(({ holds, shown }) => shown !== undefined && holds.has(0) === (answer === 1)),
    )
  );
}

/** The names under which the tests ask for a key. */
function namesOf(key: string, probes: readonly Probe[], values: KeyValues): readonly string[] {
  const asked = new Set(
    probes.flatMap((probe) => linkedKeys(probe, 'any').filter((name, at) => linkedKeys(probe, values)[at] === key && name !== key)),
  );
  return [key, ...asked];
}
