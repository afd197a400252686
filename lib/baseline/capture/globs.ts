// Finds the globs that say exactly some of the names of a list, and none of its others.
import { memoize } from '../../collections/memoize.ts';
import { compileSelectorGlob } from '../match/glob.ts';

/** Names as globs that match nothing else of the list; `left` are those that no glob can say alone. */
export interface Wording {
  readonly globs: readonly string[];
  readonly left: readonly string[];
}

export interface GlobRules {
  /** How many of the first segments of a name are always written out. */
  readonly fixed: 0 | 1;
  /** Whether the language takes such a glob. */
  readonly canSay: (glob: string) => boolean;
}

/** Names by their places in a sorted list, and the words for some of them. */
export interface NamedPlaces {
  readonly count: number;
  readonly placeOf: (name: string) => number | undefined;
  /** Globs that match names at these places only, and single names for the rest; in the order of the names. Each place is given once. */
  readonly wordingOf: (places: readonly number[]) => Wording;
}

/** The words for sets of `names`. Asked for thousands of small sets: what is marked by place is marked in the same arrays each time. */
export function globsFor(names: readonly string[], rules: GlobRules): NamedPlaces {
  const vocabulary = vocabularyOf(names, rules);
  const { names: sorted, places } = vocabulary;
  const literals = sorted.map(literalGlob);
  const isSayable = memoize((place: number) => rules.canSay(literals[place] ?? ''));
  const [isWanted, isSaid] = [new Uint8Array(sorted.length), new Uint8Array(sorted.length)];
  const choose = chooseGlobs(sorted.length);
  const wordingOf = (wanted: readonly number[]): Wording => {
    for (const place of wanted) isWanted[place] = 1;
    const chosen = choose(candidatesFor(wanted, isWanted, vocabulary));
    for (const { of } of chosen) for (const place of of) isSaid[place] = 1;
    const [globs, left]: [string[], string[]] = [chosen.map(({ glob }) => glob), []];
    for (const place of wanted) {
      if (isSaid[place] === 1) continue;
      const [name = '', literal = ''] = [sorted[place], literals[place]];
      if (isSayable(place) && (!isWild(name) || matchesOnly(literal, sorted, (_, at) => isWanted[at] === 1))) globs.push(literal);
      else left.push(name);
    }
    for (const place of wanted) isWanted[place] = isSaid[place] = 0;
    return { globs: globs.sort(), left: left.sort() };
  };
  return { count: sorted.length, placeOf: (name) => places.get(name), wordingOf };
}

/** Names one by one: what is of another name is not meant. */
export function literalsFor(names: readonly string[], canSay: GlobRules['canSay']): (wanted: ReadonlySet<string>) => Wording {
  const canBeSaid = memoize((name: string) => canSay(literalGlob(name)));
  return (wanted) => {
    const isSayable = (name: string): boolean =>
      canBeSaid(name) && (!isWild(name) || matchesOnly(literalGlob(name), names, (each) => wanted.has(each)));
    const [said, left]: [string[], string[]] = [[], []];
    for (const name of wanted) (isSayable(name) ? said : left).push(name);
    return { globs: said.map(literalGlob).sort(), left: left.sort() };
  };
}

interface Vocabulary {
  /** Sorted, each once. */
  readonly names: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  /** By the place of a name the globs that match it. */
  readonly globsOver: readonly (readonly Candidate[])[];
  /** All globs over several names: those that say most first, of those the plainest. */
  readonly globs: readonly Candidate[];
}

/** A glob with its number, and the places of all names that it matches. */
interface Candidate {
  readonly glob: string;
  readonly number: number;
  readonly of: readonly number[];
}

function vocabularyOf(unsorted: readonly string[], { fixed, canSay }: GlobRules): Vocabulary {
  const names = [...new Set(unsorted)].sort();
  const known = new Map<string, (Candidate & { readonly of: number[] }) | undefined>();
  const matching = names.map((name, place) =>
    [...new Set(globsMatching(name, fixed))].flatMap((glob): readonly Candidate[] => {
      if (!known.has(glob)) known.set(glob, canSay(glob) ? { glob, number: known.size, of: [] } : undefined);
      const found = known.get(glob);
      found?.of.push(place);
      return found ? [found] : [];
    }),
  );
  const several = [...known.values()].flatMap((each) => (each && each.of.length > 1 ? [each] : []));
  return {
    names,
    places: new Map(names.map((name, place) => [name, place])),
    globsOver: matching.map((globs) => globs.filter(({ of }) => of.length > 1)),
    globs: several.sort((a, b) => b.of.length - a.of.length),
  };
}

/** The globs all of whose names are wanted. Of most names it is quicker to ask which globs mean any of the others. */
function candidatesFor(wanted: readonly number[], isWanted: Uint8Array, { names, globsOver, globs }: Vocabulary): readonly Candidate[] {
  if (wanted.length > names.length / 2) {
    const others = new Set<Candidate>();
    for (let place = 0; place < names.length; place += 1) {
      if (isWanted[place] !== 1) for (const candidate of globsOver[place] ?? []) others.add(candidate);
    }
    return globs.filter((candidate) => !others.has(candidate));
  }
  const asked = new Set<Candidate>();
  for (const place of wanted) for (const candidate of globsOver[place] ?? []) asked.add(candidate);
  const whole = [...asked].filter(({ of }) => of.length <= wanted.length && of.every((place) => isWanted[place] === 1));
  // As in the list of all: numbers are given in the order of the names.
  return whole.sort((a, b) => b.of.length - a.of.length || a.number - b.number);
}

/** A glob is worth it where it stands for two names or more that no other says. */
function chooseGlobs(count: number): (candidates: readonly Candidate[]) => readonly Candidate[] {
  const times = new Int32Array(count);
  return (candidates) => {
    const chosen = candidates.filter(({ of }) => {
      let more = 0;
      for (const place of of) {
        if (times[place] === 0) more += 1;
        if (more > 1) break;
      }
      if (more > 1) for (const place of of) times[place] = (times[place] ?? 0) + 1;
      return more > 1;
    });
    const needed = chosen.filter(({ of }) => {
      const isNeeded = of.some((place) => times[place] === 1);
      if (!isNeeded) for (const place of of) times[place] = (times[place] ?? 0) - 1;
      return isNeeded;
    });
    for (const { of } of chosen) for (const place of of) times[place] = 0;
    return needed;
  };
}

/** Every glob of the known forms that matches the name: a glob is among those of a name exactly if it matches the name. */
function globsMatching(name: string, fixed: 0 | 1): readonly string[] {
  const segments = name.split('/');
  const folders = segments.slice(0, -1);
  const last = segments.at(-1) ?? '';
  const ends = partGlobs(last);
  // That folders have a `service-01` each says nothing about those repositories.
  const anywhere = isWild(last) || /[0-9]$/.test(last) ? ends : [last, ...ends];
  const anyFolders = folders.map((folder, depth) => (depth < fixed ? folder : '*'));
  return [
    ...(fixed === 0 ? ['**'] : []),
    ...folders.flatMap((_, depth) => folderGlobs(folders.slice(0, depth + 1), depth < fixed)),
    ...(folders.some(isWild) || folders.length < fixed ? [] : ['*', ...ends].map((end) => path([...folders, end]))),
    ...(folders.length <= fixed ? [] : anywhere.map((end) => path([...anyFolders, end]))),
  ];
}

/** Everything below a folder, and everything below folders whose names begin alike. */
function folderGlobs(folders: readonly string[], isFixed: boolean): readonly string[] {
  const above = folders.slice(0, -1);
  const folder = folders.at(-1) ?? '';
  if (above.some(isWild)) return [];
  const alike = isFixed ? [] : beginnings(folder).map((beginning) => path([...above, `${beginning}*`, '**']));
  return isWild(folder) ? alike : [path([...folders, '**']), ...alike];
}

function partGlobs(segment: string): readonly string[] {
  return [...beginnings(segment).map((beginning) => `${beginning}*`), ...endings(segment).map((ending) => `*${ending}`)];
}

/** More of them would only make odd names slow. */
const MOST_CUTS = 8;

/** `a-`, `a-b-` of `a-b-c`. */
function beginnings(segment: string): readonly string[] {
  const cuts = cutsIn(segment).slice(0, MOST_CUTS);
  return cuts.map((at) => segment.slice(0, at + 1)).filter((beginning) => !isWild(beginning));
}

/** `-b-c`, `-c` of `a-b-c`; endings without a letter are serial numbers. */
function endings(segment: string): readonly string[] {
  const cuts = cutsIn(segment).slice(-MOST_CUTS);
  return cuts.map((at) => segment.slice(at)).filter((ending) => !isWild(ending) && /[a-z]/i.test(ending));
}

function cutsIn(segment: string): readonly number[] {
  return [...segment.matchAll(/[-_.]/g)].map(({ index }) => index);
}

function path(segments: readonly string[]): string {
  return segments.join('/');
}

function isWild(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** The name itself; a `*` in it, which would match more, as `?`. */
function literalGlob(name: string): string {
  return name.replaceAll('*', '?');
}

function matchesOnly(glob: string, names: readonly string[], isWanted: (name: string, place: number) => boolean): boolean {
  const matches = compileSelectorGlob(glob);
  return names.every((name, place) => isWanted(name, place) || !matches(name));
}
