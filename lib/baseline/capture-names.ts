// Names for captured rules and groups, made of what they are about.
import type { CapturedRule } from './capture-yaml.ts';

/** The same rules, each with an id of its own. */
export function withIds(rules: readonly Omit<CapturedRule, 'id'>[]): readonly CapturedRule[] {
  const unique = uniqueNames();
  return rules.map((rule) => ({ ...rule, id: unique(idOf(rule)) }));
}

export interface CapturedGroup {
  readonly name: string;
  readonly words: readonly string[];
}

const LONG = 8;
const LONG_WHEN_REPEATED = 3;

/** Long lists of principals, and those that occur more than once, under the name of their first use. */
export function groupsIn(rules: readonly CapturedRule[]): readonly CapturedGroup[] {
  const uses = rules.flatMap(({ id, entries }) =>
    entries.map(({ words, capabilities }) => ({ words, name: slug([id, ...capabilities.filter(isPlain)].join('-')) })),
  );
  const byWords = new Map<string, { readonly words: readonly string[]; readonly name: string; times: number }>();
  for (const { words, name } of uses) {
    const known = byWords.get(words.join('\n'));
    if (known) known.times += 1;
    else byWords.set(words.join('\n'), { words, name, times: 1 });
  }
  const unique = uniqueNames();
  return [...byWords.values()]
    .filter(({ words, times }) => words.length > (times > 1 ? LONG_WHEN_REPEATED : LONG))
    .map(({ words, name }) => ({ words, name: unique(name) }));
}

/** No raw action. */
function isPlain(word: string): boolean {
  return !word.includes(':');
}

/** `everywhere`, `team-017`, `shared-and-3-more`, `images-eu-west-1`. */
function idOf({ globs, regions }: Pick<CapturedRule, 'globs' | 'regions'>): string {
  const [first = '', ...others] = globs;
  const more = others.length > 0 ? `-and-${others.length}-more` : '';
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
