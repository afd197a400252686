// The access of an account as rules that people can read and that allow exactly what is granted: capturing and auditing one
// snapshot gives no drift, and everything that comes later is one.

import type { Account } from '../access/account.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import { quoted } from '../text/quote.ts';
import { areasFor, type Demand, naturalSets } from './capture-areas.ts';
import { type Bits, bitsOfNumbers, internBits, meets } from './capture-bits.ts';
import { groupsIn, withIds } from './capture-names.ts';
import { type PrincipalLanguage, principalLanguage } from './capture-principals.ts';
import { type RepositoryLanguage, type RepositoryWords, repositoryLanguage } from './capture-repositories.ts';
import { type Cluster, clustersOf } from './capture-rows.ts';
import { capabilityWords } from './capture-words.ts';
import { type CapturedEntry, type CapturedRule, printRules } from './capture-yaml.ts';
import { compare } from './parse-order.ts';

/** The rules as the text of a YAML file. `regions` bounds them to regions that were read completely; none means all. */
export function captureRules(matrix: AccessMatrix, regions: readonly string[] = []): string {
  const { account, repositoryClasses } = matrix;
  const scope = scopeOf(matrix, regions);
  const intern = internBits();
  const clusters = clustersOf(matrix, scope, intern);
  const language = repositoryLanguage(repositoryClasses, regions);
  const naturals = naturalSets(repositoryClasses, scope).map(intern);
  const areas = areasFor(demandsOf(clusters), { naturals, language, intern });
  const wordsFor = principalLanguage(account.locals.map(({ principal }) => principal));
  const contents = contentsOf(clusters, areas, language);
  const found = [...contents].map(([words, content]) => ({ ...words, entries: entriesOf(words, content, wordsFor) }));
  const rules = withIds(found.flatMap(sayable).sort(byReach));
  return printRules({ heading: [...headingOf(account, regions), ...leftLines(found)], groups: groupsIn(rules), rules });
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
  ];
}

function demandsOf(clusters: readonly Cluster[]): readonly Demand[] {
  const entries = new Map<Bits, number>();
  for (const { supports } of clusters) {
    for (const classes of new Set(supports.map((support) => support.classes))) entries.set(classes, (entries.get(classes) ?? 0) + 1);
  }
  return [...entries].map(([classes, count]) => ({ classes, entries: count }));
}

type UnnamedRule = Omit<CapturedRule, 'id'>;

/** The part of a rule that there are words for. */
function sayable(rule: UnnamedRule): readonly UnnamedRule[] {
  const entries = rule.entries.filter(({ words }) => words.length > 0);
  return rule.globs.length > 0 && entries.length > 0 ? [{ ...rule, entries }] : [];
}

const MOST_LEFT = 20;

function leftLines(rules: readonly UnnamedRule[]): readonly string[] {
  const left = [...new Set(rules.flatMap((rule) => [...rule.left, ...rule.entries.flatMap((entry) => entry.left)]))].sort();
  const more = left.length > MOST_LEFT ? [`Not captured either: ${left.length - MOST_LEFT} more such names`] : [];
  return [...left.slice(0, MOST_LEFT).map((name) => `Not captured, because no selector means it alone: ${quoted(name)}`), ...more];
}

/** What each cluster may do on the repositories of one rule. */
type Content = ReadonlyMap<Cluster, ReadonlySet<string>>;

function contentsOf(
  clusters: readonly Cluster[],
  areas: ReadonlyMap<Bits, readonly Bits[]>,
  { wordsFor }: RepositoryLanguage,
): ReadonlyMap<RepositoryWords, Content> {
  const contents = new Map<RepositoryWords, Map<Cluster, Set<string>>>();
  for (const cluster of clusters) {
    for (const { word, classes } of cluster.supports) {
      for (const words of (areas.get(classes) ?? []).flatMap(wordsFor)) {
        const content = contents.get(words) ?? new Map<Cluster, Set<string>>();
        contents.set(words, content);
        content.set(cluster, (content.get(cluster) ?? new Set<string>()).add(word));
      }
    }
  }
  return contents;
}

/** Principals who may do the same here, together. */
function entriesOf({ classes }: RepositoryWords, content: Content, wordsFor: PrincipalLanguage): readonly CapturedEntry[] {
  const byCapabilities = new Map<string, Cluster[]>();
  for (const [cluster, granted] of content) {
    const key = capabilityWords(granted).join();
    byCapabilities.set(key, [...(byCapabilities.get(key) ?? []), cluster]);
  }
  const entries = [...byCapabilities].map(([key, alike]): CapturedEntry => {
    const members = alike.flatMap((cluster) => cluster.members);
    const conditions = new Set(alike.flatMap((cluster) => conditionsIn(cluster, content.get(cluster) ?? new Set(), classes)));
    return { ...wordsFor(members), members: members.length, capabilities: key.split(','), conditions: [...conditions].sort() };
  });
  return entries.sort((a, b) => b.capabilities.length - a.capabilities.length || compare(a.words.join(), b.words.join()));
}

/** What some of the access in `words` depends on within `classes`. */
function conditionsIn({ conditions }: Cluster, words: ReadonlySet<string>, classes: Bits): readonly string[] {
  return [...conditions].flatMap(([key, where]) => {
    const blank = key.indexOf(' ');
    return words.has(key.slice(0, blank)) && meets(where, classes) ? [key.slice(blank + 1)] : [];
  });
}

/** What is about most repositories comes first. */
function byReach(a: UnnamedRule, b: UnnamedRule): number {
  return b.repositories - a.repositories || compare(a.globs.join(), b.globs.join()) || compare(a.regions.join(), b.regions.join());
}
