// Names for captured rules and groups, made of what they are about.

import { getOrCreate } from '../../collections/get-or-create.ts';
import { groupBy } from '../../collections/group-by.ts';
import { commonParts } from './common-parts.ts';
import type { CapturedGroup, CapturedRule } from './yaml.ts';

/** The same rules, each with an id of its own. */
export function withIds(rules: readonly Omit<CapturedRule, 'id'>[]): readonly CapturedRule[] {
  const unique = uniqueNames();
  return rules.map((rule) => ({ ...rule, id: unique(idOf(rule)) }));
}

export interface Grouped {
  readonly groups: readonly CapturedGroup[];
  readonly rules: readonly CapturedRule[];
}

const LONG = 8;
const LONG_WHEN_REPEATED = 3;

/**
 * The same rules with groups: of principals that always occur together, of long lists and those that occur more than once, and of what
 * long lists have in common.
 */
export function withGroups(rules: readonly CapturedRule[]): Grouped {
  const unique = uniqueNames();
  const alike = grouped(rules, companions(rules), unique);
  const lists = grouped(alike.rules, repeatedLists(alike.rules), unique);
  const parts = grouped(lists.rules, commonLists(lists.rules), unique);
  return { groups: [...alike.groups, ...lists.groups, ...parts.groups], rules: parts.rules };
}

/** Principals under the name of their first use. */
interface Together {
  readonly words: readonly string[];
  readonly name: string;
}

/** Each word of entries as a group that has it, where there is one. Groups are disjoint, or whole lists. */
function grouped(rules: readonly CapturedRule[], found: readonly Together[], unique: (name: string) => string): Grouped {
  const groups = found.map(({ words, name }): CapturedGroup => ({ words, name: unique(name) }));
  const groupOf = new Map(groups.flatMap((group) => group.words.map((word) => [word, group] as const)));
  const written = (words: readonly string[]): readonly string[] => {
    const there = new Set(words);
    const whole = [...new Set(words.flatMap((word) => groupOf.get(word) ?? []))].filter((group) =>
      group.words.every((word) => there.has(word)),
    );
    const said = new Set(whole.flatMap((group) => group.words));
    return [...whole.map(({ name }) => `group:${name}`), ...words.filter((word) => !said.has(word))];
  };
  const cache = new Map<readonly string[], readonly string[]>();
  const rewritten = rules.map((rule) => ({
    ...rule,
    entries: rule.entries.map((entry) => ({ ...entry, words: getOrCreate(cache, entry.words, () => written(entry.words)) })),
  }));
  return { groups, rules: rewritten };
}

/** Words that the same entries have. */
function companions(rules: readonly CapturedRule[]): readonly Together[] {
  const uses = new Map<string, { readonly entries: number[]; readonly name: string }>();
  for (const [number, { words, name }] of usesIn(rules).entries()) {
    for (const word of words) getOrCreate(uses, word, () => ({ entries: [], name })).entries.push(number);
  }
  const alike = groupBy(uses, ([, { entries }]) => entries.join());
  return [...alike.values()].flatMap((those) => {
    const [first] = those;
    if (!first || !isWorth(those.length, first[1].entries.length)) return [];
    return [{ words: those.map(([word]) => word), name: first[1].name }];
  });
}

function repeatedLists(rules: readonly CapturedRule[]): readonly Together[] {
  const alike = groupBy(usesIn(rules), ({ words }) => words.join('\n'));
  const lists = [...alike.values()].flatMap((those) => (those[0] && isWorth(those[0].words.length, those.length) ? [those[0]] : []));
  // A word can stand for one list only.
  const taken = new Set<string>();
  return lists.filter(({ words }) => {
    const isFree = words.every((word) => !taken.has(word));
    if (isFree) for (const word of words) taken.add(word);
    return isFree;
  });
}

function commonLists(rules: readonly CapturedRule[]): readonly Together[] {
  return commonParts(usesIn(rules)).map(({ of: { name }, words }) => ({ name, words }));
}

function isWorth(length: number, times: number): boolean {
  return length > (times > 1 ? LONG_WHEN_REPEATED : LONG);
}

function usesIn(rules: readonly CapturedRule[]): readonly Together[] {
  return rules.flatMap(({ id, entries }) =>
    entries
      .filter(({ verb, policy }) => verb !== 'forbid' && policy?.style !== 'repository')
      .map(({ words, capabilities }) => ({ words, name: slug([id, ...capabilities.filter(isPlain)].join('-')) })),
  );
}

/** No raw action. */
function isPlain(word: string): boolean {
  return !word.includes(':');
}

/** `everywhere`, `team-017`, `shared-and-3-more`, `images-eu-west-1`. */
function idOf({ globs, regions, isNew }: Pick<CapturedRule, 'globs' | 'regions' | 'isNew'>): string {
  const [first = '', ...others] = globs;
  const more = others.length > 0 ? `-and-${others.length}-more` : '';
  if (isNew) return ['new-repositories', ...regions].join('-');
  const name = first === '**' ? 'everywhere' : slug(first);
  return [`${name || 'repositories'}${more}`, ...regions].join('-');
}

const LONGEST = 60;

function slug(text: string): string {
  const words = text.toLowerCase().replaceAll(/[^a-z0-9._]+/g, '-');
  return words.slice(0, LONGEST).replaceAll(/^-+|-+$/g, '');
}

/** Of equal names the second ends in `-2`. */
function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
    taken.add(free);
    return free;
  };
}
