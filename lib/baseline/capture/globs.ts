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

/** Words for sets of `names`: globs that match members only, and single names for the rest. In the order of the names. */
export function globsFor(names: readonly string[], rules: GlobRules): (wanted: ReadonlySet<string>) => Wording {
  const vocabulary = vocabularyOf(names, rules);
  return (wanted) => {
    const chosen = chooseGlobs(candidatesFor(wanted, vocabulary));
    const covered = new Set(chosen.flatMap(({ of }) => of.map((place) => vocabulary.names[place])));
    const singles = [...wanted].filter((name) => !covered.has(name));
    const isExact = (name: string): boolean => !isWild(name) || matchesOnly(literalGlob(name), names, wanted);
    const left = new Set(singles.filter((name) => !rules.canSay(literalGlob(name)) || !isExact(name)));
    const literals = singles.filter((name) => !left.has(name)).map(literalGlob);
    return { globs: [...chosen.map(({ glob }) => glob), ...literals].sort(), left: [...left].sort() };
  };
}

/** Names one by one: what is of another name is not meant. */
export function literalsFor(names: readonly string[], canSay: GlobRules['canSay']): (wanted: ReadonlySet<string>) => Wording {
  const canBeSaid = memoize((name: string) => canSay(literalGlob(name)));
  return (wanted) => {
    const isSayable = (name: string): boolean => canBeSaid(name) && (!isWild(name) || matchesOnly(literalGlob(name), names, wanted));
    const [said, left]: [string[], string[]] = [[], []];
    for (const name of wanted) (isSayable(name) ? said : left).push(name);
    return { globs: said.map(literalGlob).sort(), left: left.sort() };
  };
}

/** Names by their places in a sorted list. */
interface Vocabulary {
  readonly names: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  /** By the place of a name the globs that match it. */
  readonly globsOver: readonly (readonly Candidate[])[];
}

/** A glob and the places of all names that it matches. */
interface Candidate {
  readonly glob: string;
  readonly of: readonly number[];
}

function vocabularyOf(unsorted: readonly string[], { fixed, canSay }: GlobRules): Vocabulary {
  const names = [...new Set(unsorted)].sort();
  const known = new Map<string, { readonly glob: string; readonly of: number[] } | undefined>();
  const globsOver = names.map((name, place) =>
    [...new Set(globsMatching(name, fixed))].flatMap((glob): readonly Candidate[] => {
      if (!known.has(glob)) known.set(glob, canSay(glob) ? { glob, of: [] } : undefined);
      const found = known.get(glob);
      found?.of.push(place);
      return found ? [found] : [];
    }),
  );
  return { names, places: new Map(names.map((name, place) => [name, place])), globsOver };
}

/** Globs over several names, all of them wanted: those that say most first, of those the plainest. */
function candidatesFor(wanted: ReadonlySet<string>, { names, places, globsOver }: Vocabulary): readonly Candidate[] {
  const found = Int32Array.from([...wanted].flatMap((name) => places.get(name) ?? [])).sort();
  const isWanted = new Uint8Array(names.length);
  for (const place of found) isWanted[place] = 1;
  const asked = new Set<Candidate>();
  const candidates: Candidate[] = [];
  for (const place of found) {
    for (const candidate of globsOver[place] ?? []) {
      const { of } = candidate;
      if (of.length < 2 || of.length > found.length || asked.has(candidate)) continue;
      asked.add(candidate);
      if (of.every((each) => isWanted[each] === 1)) candidates.push(candidate);
    }
  }
  return candidates.sort((a, b) => b.of.length - a.of.length);
}

/** A glob is worth it where it stands for two names or more that no other says. */
function chooseGlobs(candidates: readonly Candidate[]): readonly Candidate[] {
  const covered = new Set<number>();
  const chosen = candidates.filter(({ of }) => {
    const isWorth = of.filter((place) => !covered.has(place)).length > 1;
    if (isWorth) for (const place of of) covered.add(place);
    return isWorth;
  });
  const times = new Map<number, number>();
  for (const { of } of chosen) for (const place of of) times.set(place, (times.get(place) ?? 0) + 1);
  return chosen.filter(({ of }) => {
    const isNeeded = of.some((place) => times.get(place) === 1);
    if (!isNeeded) for (const place of of) times.set(place, (times.get(place) ?? 0) - 1);
    return isNeeded;
  });
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

function matchesOnly(glob: string, names: readonly string[], wanted: ReadonlySet<string>): boolean {
  const matches = compileSelectorGlob(glob);
  return names.every((name) => wanted.has(name) || !matches(name));
}
