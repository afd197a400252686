// Groups of principals: one set of names for the whole baseline, defined in any document and used in any other.

import { getOrCreate } from '../../collections/get-or-create.ts';
import type { BaselineIssue, PrincipalSelector, SourceLocation } from '../../model/baseline.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';
import { nodesAt, type YamlNode } from '../../text/yaml.ts';
import { type PrincipalWord, readPrincipal } from '../match/principal-selector.ts';
import type { BaselineDocument } from '../read/file.ts';
import { VERBS } from '../read/policy-file.ts';

export interface PrincipalGroup {
  readonly at: SourceLocation;
  readonly members: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly at: SourceLocation;
}

export type Groups = ReadonlyMap<string, PrincipalGroup>;

/** The groups of all documents; of two with one name the first counts. */
export function collectGroups(documents: readonly BaselineDocument[]): {
  readonly groups: Groups;
  readonly issues: readonly BaselineIssue[];
} {
  const groups = new Map<string, PrincipalGroup>();
  const issues: BaselineIssue[] = [];
  for (const { file, root } of documents) {
    for (const [name, { line, node }] of root.children.get('groups')?.node.children ?? []) {
      const first = groups.get(String(name));
      const at = { file, line };
      if (first) issues.push({ reason: `group ${quoted(String(name))} is already defined in ${first.at.file}:${first.at.line}`, at });
      else groups.set(String(name), { at, members: wordsIn(file, nodesAt(node, ['*'])) });
    }
  }
  return { groups, issues };
}

/** Every use of a group that no document defines. */
export function unknownGroups(documents: readonly BaselineDocument[], groups: Groups): readonly BaselineIssue[] {
  const used = documents.flatMap(({ file, root }) =>
    wordsIn(
      file,
      WORD_PATHS.flatMap((path) => nodesAt(root, path)),
    ),
  );
  return used.flatMap(({ text, at }) => {
    const name = groupNamed(text);
    if (name === undefined || groups.has(name)) return [];
    return [{ reason: `unknown group ${quoted(name)}${suggestion(name, groups.keys())}`, at }];
  });
}

const WORD_PATHS = [
  ['groups', '*', '*'],
  ...VERBS.map((verb) => ['rules', '*', verb, '*', 'principals', '*']),
  ['rules', '*', 'forbid', '*', 'except', '*', 'principals', '*'],
  ['items', '*', 'match', 'principals', '*'],
  ['match', 'principals', '*'],
];

/** One issue for each reference that leads back to where it came from. A chain may be long, so there is no recursion. */
export function groupCycles(groups: Groups): readonly BaselineIssue[] {
  const issues: BaselineIssue[] = [];
  const seen = new Map<string, 'open' | 'finished'>();
  for (const start of groups.keys()) {
    const trail: Step[] = seen.has(start) ? [] : [enter(groups, start, seen)];
    for (let top = trail.at(-1); top; top = trail.at(-1)) {
      const member = top.members.next();
      if (member.done) {
        seen.set(top.name, 'finished');
        trail.pop();
        continue;
      }
      const name = groupNamed(member.value.text);
      if (name === undefined || !groups.has(name)) continue;
      if (seen.get(name) === 'open') issues.push({ reason: cycleReason(trail, name), at: member.value.at });
      else if (!seen.has(name)) trail.push(enter(groups, name, seen));
    }
  }
  return issues;
}

interface Step {
  readonly name: string;
  /** The members that were not yet looked at. */
  readonly members: IterableIterator<Word>;
}

function enter(groups: Groups, name: string, seen: Map<string, 'open' | 'finished'>): Step {
  seen.set(name, 'open');
  return { name, members: (groups.get(name)?.members ?? []).values() };
}

const MOST_SHOWN = 5;

function cycleReason(trail: readonly Step[], name: string): string {
  const between = trail.slice(trail.findIndex((step) => step.name === name) + 1).map((step) => quoted(step.name));
  const more = between.length > MOST_SHOWN ? ` and ${between.length - MOST_SHOWN} more` : '';
  const way = between.length === 0 ? '' : ` by way of ${between.slice(0, MOST_SHOWN).join(', ')}${more}`;
  return `group ${quoted(name)} contains itself${way}`;
}

/**
 * Words that may be read for all entries of a baseline together, those of groups counted each time: what was captured of 20,000
 * repositories can have more than a million.
 */
export const MAX_WORDS = 4_000_000;

/**
 * Turns words into selectors, those of groups included, each once, or into nothing when the limit is passed.
 * Equal words give the same object, so that it is compiled once.
 */
export function expander(groups: Groups): (words: readonly string[]) => readonly PrincipalSelector[] | undefined {
  const known = new Map<string, PrincipalWord>();
  let total = 0;
  return (words) => {
    const found: PrincipalSelector[] = [];
    const queue = new Set(words);
    total += words.length;
    for (const word of queue) {
      const read = getOrCreate(known, word, () => readPrincipal(word));
      if (read.kind === 'selector') found.push(read.selector);
      if (read.kind !== 'group') continue;
      const members = groups.get(read.name)?.members ?? [];
      total += members.length;
      if (total > MAX_WORDS) return undefined;
      for (const { text } of members) queue.add(text);
    }
    return found;
  };
}

function groupNamed(word: string): string | undefined {
  const read = readPrincipal(word);
  return read.kind === 'group' ? read.name : undefined;
}

/** The strings among `nodes`; whatever else stands there is an issue of the schema. */
function wordsIn(file: string, nodes: readonly YamlNode[]): readonly Word[] {
  return nodes.flatMap(({ value, line }) => (typeof value === 'string' ? [{ text: value, at: { file, line } }] : []));
}
