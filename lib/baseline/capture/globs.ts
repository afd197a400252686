// Finds the globs that say exactly some of the names of a list, and none of its others.
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
    const covered = new Set(chosen.flatMap(({ of }) => of));
    const singles = [...wanted].filter((name) => !covered.has(name));
    const isExact = (name: string): boolean => !isWild(name) || matchesOnly(literalGlob(name), names, wanted);
    const left = new Set(singles.filter((name) => !rules.canSay(literalGlob(name)) || !isExact(name)));
    const literals = singles.filter((name) => !left.has(name)).map(literalGlob);
    return { globs: [...chosen.map(({ glob }) => glob), ...literals].sort(), left: [...left].sort() };
  };
}

/** Names one by one: what is of another name is not meant. */
export function literalsFor(names: readonly string[], canSay: GlobRules['canSay']): (wanted: ReadonlySet<string>) => Wording {
  return (wanted) => {
    const isSayable = (name: string): boolean =>
      canSay(literalGlob(name)) && (!isWild(name) || matchesOnly(literalGlob(name), names, wanted));
    const [said, left] = [[...wanted].filter(isSayable), [...wanted].filter((name) => !isSayable(name))];
    return { globs: said.map(literalGlob).sort(), left: left.sort() };
  };
}

interface Vocabulary {
  readonly globsOver: ReadonlyMap<string, ReadonlySet<string>>;
  readonly members: ReadonlyMap<string, readonly string[]>;
}

function vocabularyOf(names: readonly string[], { fixed, canSay }: GlobRules): Vocabulary {
  const globsOver = new Map(names.map((name) => [name, new Set(globsMatching(name, fixed))]));
  const members = new Map<string, string[]>();
  for (const [name, globs] of globsOver) {
    for (const glob of globs) {
      const alike = members.get(glob);
      if (alike) alike.push(name);
      else if (canSay(glob)) members.set(glob, [name]);
    }
  }
  return { globsOver, members };
}

interface Candidate {
  readonly glob: string;
  readonly of: readonly string[];
}

/** Globs over several names, all of them wanted: those that say most first, of those the plainest. */
function candidatesFor(wanted: ReadonlySet<string>, { globsOver, members }: Vocabulary): readonly Candidate[] {
  const globs = new Set([...wanted].sort().flatMap((name) => [...(globsOver.get(name) ?? [])]));
  return [...globs]
    .flatMap((glob): readonly Candidate[] => {
      const of = members.get(glob) ?? [];
      return of.length > 1 && of.every((name) => wanted.has(name)) ? [{ glob, of }] : [];
    })
    .sort((a, b) => b.of.length - a.of.length);
}

/** A glob is worth it where it stands for two names or more that no other says. */
function chooseGlobs(candidates: readonly Candidate[]): readonly Candidate[] {
  const covered = new Set<string>();
  const chosen = candidates.filter(({ of }) => {
    const isWorth = of.filter((name) => !covered.has(name)).length > 1;
    if (isWorth) for (const name of of) covered.add(name);
    return isWorth;
  });
  const times = new Map<string, number>();
  for (const name of chosen.flatMap(({ of }) => of)) times.set(name, (times.get(name) ?? 0) + 1);
  return chosen.filter(({ of }) => {
    const isNeeded = of.some((name) => times.get(name) === 1);
    if (!isNeeded) for (const name of of) times.set(name, (times.get(name) ?? 0) - 1);
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
