// The access of an account as rules that people can read and that allow exactly what is granted: capturing and auditing one
// snapshot gives no drift, and everything that comes later is one.

import type { Account } from '../../access/account/account.ts';
import { isUnsettled, type Outcome } from '../../access/cell/outcome.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { type Bits, bitsOfNumbers, common, internBits, isNone } from '../../collections/bits.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { memoize } from '../../collections/memoize.ts';
import { gathering } from '../../collections/subset.ts';
import { compare } from '../../text/order.ts';
import { quoted } from '../../text/quote.ts';
import { type AccountWideReach, accountWideScopes } from './account-wide.ts';
import { areasFor, type Demand, naturalSets } from './areas.ts';
import { internBounds } from './bounds.ts';
import { denialsOf } from './denials.ts';
import { type EntryInput, entriesFor, forbidding, forbiddingHole, type GrantedAccess } from './entries.ts';
import { type CapturedFile, filesOf, type ToFile } from './files.ts';
import { HOLE_LIMITS, type HoleLimits, withoutHoles } from './holes.ts';
import { withGroups, withIds } from './names.ts';
import { principalLanguage } from './principals.ts';
import { type RepositoryLanguage, type RepositoryWords, repositoryLanguage } from './repositories.ts';
import { type Cluster, clustersOf, type RowsInput } from './rows.ts';
import { capabilityWords } from './words.ts';
import { type CapturedEntry, type CapturedPolicy, type CapturedRule, printRules } from './yaml.ts';

export interface CaptureChoices {
  /** The regions that were read completely, to which the rules are bounded; none means all. */
  readonly regions?: readonly string[];
  /** Whether what machines and people rely on is required as well; else it may go without a word. */
  readonly require?: boolean;
  /** When what is granted nearly everywhere is said of everywhere, with forbids; in tests sooner than elsewhere. */
  readonly holes?: HoleLimits;
}

/** The rules as the text of one YAML file: audited against it, an account is silent where it grants what it granted, and only there. */
export function captureRules(matrix: AccessMatrix, choices: CaptureChoices = {}): string {
  return printRules(capturedPolicy(matrix, choices));
}

/** The same as files that can be read again, however much there is. */
export function captureFiles(matrix: AccessMatrix, choices: CaptureChoices & Pick<ToFile, 'limit'> = {}): readonly CapturedFile[] {
  const { limit } = choices;
  const { repositoryClasses } = matrix;
  return filesOf({ policy: capturedPolicy(matrix, choices), repositoryClasses, ...(limit === undefined ? {} : { limit }) });
}

function capturedPolicy(
  matrix: AccessMatrix,
  { regions = [], require = true, holes: limits = HOLE_LIMITS }: CaptureChoices,
): CapturedPolicy {
  const { account, repositoryClasses } = matrix;
  const grounds: RowsInput = { scope: scopeOf(matrix, regions), bounds: internBounds(), denials: denialsOf(matrix), intern: internBits() };
  const language = repositoryLanguage({ repositoryClasses, onlyIn: regions, intern: grounds.intern });
  const naturals = naturalSets(repositoryClasses, grounds.scope).map(grounds.intern);
  const own = account.locals.map(({ principal }) => principal);
  const entryGrounds: EntryInput = { bounds: grounds.bounds, wordsFor: principalLanguage(own), own, require };
  const settled = settledIn(matrix);
  const { clusters, holes } = withoutHoles(clustersOf(matrix, grounds), {
    wholes: naturals.map((natural) => grounds.intern(common(natural, settled))),
    count: repositoryClasses.length,
    language,
    intern: grounds.intern,
    canForbid: ({ local, principal }) => local !== undefined && entryGrounds.wordsFor([principal]).left.length === 0,
    bounds: grounds.bounds,
    limits,
  });
  const areas = areasFor(demandsOf(clusters), { naturals, language, intern: grounds.intern });
  const contents = contentsOf(clusters, areas, language);
  const forbids = forbidsOf(grounds, repositoryClasses.length, language);
  for (const hole of holes) {
    for (const words of language.wordsFor(hole.classes)) getOrCreate(forbids, words, () => []).push(...forbiddingHole(hole, entryGrounds));
  }
  const found = [...new Set([...contents.keys(), ...forbids.keys()])].map((words): UnnamedRule => {
    const { entries, unsaid } = entriesFor(grantedIn(contents.get(words) ?? new Map()), entryGrounds);
    return { ...words, isNew: false, entries: [...entries, ...(forbids.get(words) ?? [])], unsaid };
  });
  const reaching = accountWideScopes(matrix, grounds.bounds, regions).map((reach) => newRule(reach, entryGrounds));
  const { groups, rules } = withGroups(withIds([...found.flatMap(sayable).sort(byReach), ...reaching.flatMap(sayable).sort(byReach)]));
  const heading = [...headingOf(account, regions), ...leftLines([...found, ...reaching])];
  return { heading, account: account.ground.account, groups, rules, known: knownIn(account, regions) };
}

/** What is granted on everything, where nobody has looked yet. Nothing can be required there. */
function newRule({ regions, granted }: AccountWideReach, grounds: EntryInput): UnnamedRule {
  return {
    globs: ['**'],
    left: [],
    regions,
    repositories: 0,
    classes: undefined,
    isNew: true,
    ...entriesFor(granted, { ...grounds, require: false }),
  };
}

function knownIn({ snapshot: { registries } }: Account, regions: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const captured = registries.filter(({ region }) => regions.length === 0 || regions.includes(region));
  const sorted = captured.toSorted((a, b) => compare(a.region, b.region));
  return new Map(
    sorted.map(({ region, repositories }) => {
      return [region, repositories.kind === 'present' ? repositories.value.map(({ name }) => name).sort() : []] as const;
    }),
  );
}

/** What repositories deny to everybody, by what the rules are about. */
function forbidsOf(
  { denials, scope, intern }: RowsInput,
  count: number,
  { wordsFor }: RepositoryLanguage,
): Map<RepositoryWords, CapturedEntry[]> {
  const forbids = new Map<RepositoryWords, CapturedEntry[]>();
  for (const denial of denials.list) {
    const classes = intern(common(bitsOfNumbers(count, denial.classes), scope));
    for (const words of isNone(classes) ? [] : wordsFor(classes)) getOrCreate(forbids, words, () => []).push(...forbidding(denial));
  }
  return forbids;
}

/** The classes at which everything is known of all of the account's own: what nobody has seen is neither allowed nor forbidden. */
function settledIn({ alike, repositoryClasses }: AccessMatrix): Bits {
  const isOpen = memoize((outcome: Outcome) => isUnsettled(outcome) || outcome.capabilities.some(({ decision }) => decision === 'unknown'));
  const unsettled = new Set<number>();
  const add = gathering((number: number) => unsettled.add(number));
  for (const { subjects, classes, outcome } of alike()) if (subjects.of[0]?.local && isOpen(outcome)) add(classes);
  const settled = [...repositoryClasses.keys()].filter((number) => !unsettled.has(number));
  return bitsOfNumbers(repositoryClasses.length, settled);
}

function scopeOf({ repositoryClasses }: AccessMatrix, regions: readonly string[]): Bits {
  const isIn = (number: number): boolean => regions.includes(repositoryClasses[number]?.representative.region ?? '');
  const numbers = [...repositoryClasses.keys()].filter((number) => regions.length === 0 || isIn(number));
  return bitsOfNumbers(repositoryClasses.length, numbers);
}

function headingOf({ ground }: Account, regions: readonly string[]): readonly string[] {
  const where = regions.length > 0 ? ` in ${regions.join(' and ')}` : '';
  return [
    `Who may do what in account ${ground.account}${where}, captured as of ${ground.at}: this, and nothing else.`,
    'Rules can move to files of the teams that they are about; each file says who answers for it:',
    '  metadata: { owner: <team>, contact: "<channel>", review: 180d, reviewed: <day> }',
    'They are about the repositories that `known` lists and no other, and take that list along where they go.',
  ];
}

function demandsOf(clusters: readonly Cluster[]): readonly Demand[] {
  const entries = new Map<Bits, number>();
  for (const { supports } of clusters) {
    for (const classes of new Set(supports.map((support) => support.classes))) entries.set(classes, (entries.get(classes) ?? 0) + 1);
  }
  return [...entries].map(([classes, count]) => ({ classes, entries: count }));
}

type UnnamedRule = Omit<CapturedRule, 'id'> & { readonly unsaid: readonly string[] };

/** The part of a rule that there are words for. */
function sayable(rule: UnnamedRule): readonly UnnamedRule[] {
  const entries = rule.entries.filter(({ words, policy }) => words.length > 0 || policy?.style === 'repository');
  return rule.globs.length > 0 && entries.length > 0 ? [{ ...rule, entries }] : [];
}

const MOST_LEFT = 20;

function leftLines(rules: readonly UnnamedRule[]): readonly string[] {
  const unnamed = rules.flatMap((rule) => [...rule.left, ...rule.entries.flatMap((entry) => entry.left)]);
  const unsaid = rules.flatMap((rule) => rule.unsaid);
  return [...notCaptured('no selector means it alone', unnamed), ...notCaptured('no condition says on what it depends', unsaid)];
}

function notCaptured(reason: string, names: readonly string[]): readonly string[] {
  const distinct = [...new Set(names)].sort();
  const more = distinct.length > MOST_LEFT ? [`Not captured either: ${distinct.length - MOST_LEFT} more such names`] : [];
  return [...distinct.slice(0, MOST_LEFT).map((name) => `Not captured, because ${reason}: ${quoted(name)}`), ...more];
}

/** What each cluster may do on the repositories of one rule, by bound. */
type Content = ReadonlyMap<Cluster, ReadonlyMap<number, ReadonlySet<string>>>;

function contentsOf(
  clusters: readonly Cluster[],
  areas: ReadonlyMap<Bits, readonly Bits[]>,
  { wordsFor }: RepositoryLanguage,
): ReadonlyMap<RepositoryWords, Content> {
  const contents = new Map<RepositoryWords, Map<Cluster, Map<number, Set<string>>>>();
  for (const cluster of clusters) {
    for (const { word, bound, classes } of cluster.supports) {
      for (const words of (areas.get(classes) ?? []).flatMap(wordsFor)) {
        const content = getOrCreate(contents, words, () => new Map<Cluster, Map<number, Set<string>>>());
        const byBound = getOrCreate(content, cluster, () => new Map<number, Set<string>>());
        getOrCreate(byBound, bound, () => new Set<string>()).add(word);
      }
    }
  }
  return contents;
}

/** Principals who may do the same here, together. */
function grantedIn(content: Content): readonly GrantedAccess[] {
  const each = [...content].flatMap(([cluster, byBound]) =>
    [...byBound].map(([bound, words]) => ({ members: cluster.members, words, bound })),
  );
  return [...groupBy(each, ({ words, bound }) => `${bound} ${capabilityWords(words).join()}`).values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ ...first, members: alike.flatMap(({ members }) => members) }] : [];
  });
}

/** What is about most repositories comes first. */
function byReach(a: UnnamedRule, b: UnnamedRule): number {
  return b.repositories - a.repositories || compare(a.globs.join(), b.globs.join()) || compare(a.regions.join(), b.regions.join());
}
