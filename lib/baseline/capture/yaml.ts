// Prints captured rules as YAML, with comments that say how much each of them covers.

import { Document, isNode, isPair, isScalar, Scalar, visit, type YAMLSeq } from 'yaml';
import type { Bits } from '../../collections/bits.ts';
import { oneLine } from '../../text/quote.ts';
import { API_VERSION } from '../schema/schema.ts';
import type { ConditionBlock, PolicyBlock } from './intents.ts';
import type { PrincipalWording } from './principals.ts';
import type { RepositoryWording } from './repositories.ts';

/** A group of principals that several rules name. */
export interface CapturedGroup {
  readonly name: string;
  readonly words: readonly string[];
}

export interface CapturedEntry extends PrincipalWording {
  readonly verb: 'allow' | 'require' | 'forbid';
  readonly members: number;
  readonly capabilities: readonly string[];
  readonly when: ConditionBlock | undefined;
  readonly policy: PolicyBlock | undefined;
}

export interface CapturedRule extends RepositoryWording {
  readonly id: string;
  readonly repositories: number;
  /** The classes of these; undefined for what is about new ones. */
  readonly classes: Bits | undefined;
  /** About whatever `known` does not list. */
  readonly isNew: boolean;
  readonly entries: readonly CapturedEntry[];
}

export interface CapturedPolicy {
  /** Of the file: whose access it is. */
  readonly heading: readonly string[];
  readonly account: string;
  readonly groups: readonly CapturedGroup[];
  readonly rules: readonly CapturedRule[];
  /** By region. */
  readonly known: ReadonlyMap<string, readonly string[]>;
}

const KIND = 'AccessPolicy';
const HEADER: readonly string[] = [API_VERSION, KIND];

/** One YAML document that a person can read and edit, with comments that count what each rule covers. The same policy gives the same bytes. */
export function printRules({ heading, account, groups, rules, known }: CapturedPolicy): string {
  return documentText(heading, { groups: groups.map(printGroup), rules: rules.map((rule) => printRule(rule, account)), known });
}

/** The parts of a document: groups and rules as they are printed. */
export interface PrintedParts {
  readonly groups: readonly string[];
  readonly rules: readonly string[];
  /** Left out where no rule is about any. */
  readonly known: CapturedPolicy['known'] | undefined;
}

/** A document of parts that are printed already. */
export function documentText(heading: readonly string[], { groups, rules, known }: PrintedParts): string {
  const header = new Document({ apiVersion: API_VERSION, kind: KIND });
  header.commentBefore = commentOf(heading);
  return [
    printed(header),
    ...(groups.length > 0 ? ['groups:\n', ...groups] : []),
    ...(rules.length > 0 ? ['rules:\n', ...rules] : ['rules: []\n']),
    known ? printed(new Document({ known: Object.fromEntries(known) })) : '',
  ].join('');
}

/** A group as it stands below `groups:`. */
export function printGroup({ name, words }: CapturedGroup): string {
  return withoutKey(printed(new Document({ groups: { [name]: words } }, { aliasDuplicateObjects: false })));
}

/** A rule as it stands below `rules:`. */
export function printRule(rule: CapturedRule, account: string): string {
  const document = new Document({ rules: [ruleJson(rule, account)] }, { aliasDuplicateObjects: false });
  comment(document, ['rules', 0], ruleComment(rule));
  for (const verb of ENTRY_VERBS) {
    rule.entries.filter(ofVerb(verb)).forEach((entry, place) => {
      comment(document, ['rules', 0, verb, place], entryComment(entry));
    });
  }
  return withoutKey(printed(document));
}

function printed(document: Document): string {
  visit(document, { Scalar: quoteNames, Seq: foldShort });
  return document.toString({ lineWidth: 0 });
}

/** What stands below the only key. */
function withoutKey(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

const ENTRY_VERBS = ['allow', 'require', 'forbid'] as const;

function ofVerb(verb: CapturedEntry['verb']): (entry: CapturedEntry) => boolean {
  return (entry) => entry.verb === verb;
}

function ruleJson({ id, globs, regions, isNew, entries }: CapturedRule, account: string) {
  const verbs = ENTRY_VERBS.map((verb) => [verb, entries.filter(ofVerb(verb)).map(entryJson)] as const);
  return {
    id,
    repositories: globs,
    accounts: [account],
    ...(regions.length > 0 ? { regions } : {}),
    ...(isNew ? { new: true } : {}),
    ...Object.fromEntries(verbs.filter(([, those]) => those.length > 0)),
  };
}

function entryJson({ words: principals, capabilities, when, policy }: CapturedEntry) {
  if (policy) return { ...(policy.style === 'identity' ? { principals } : {}), policy: policy.document };
  return { principals, capabilities, ...(when ? { when } : {}) };
}

function ruleComment({ repositories, isNew }: CapturedRule): readonly string[] {
  if (isNew) return ['grants on every repository, as far as they reach what `known` does not list: each is told as information'];
  return [repositories === 1 ? '1 known repository' : `${repositories} known repositories`];
}

function entryComment({ verb, members, also }: CapturedEntry): readonly string[] {
  if (verb === 'forbid' && members === 0) return ['what a policy denies to everybody'];
  const count = `${members} ${members === 1 ? 'principal' : 'principals'}`;
  return [
    verb === 'forbid' ? `${count}, who may do so elsewhere` : count,
    ...(also.length > 0 ? [`also means ${also.length} of the account's own principals, which are in that unit`] : []),
  ];
}

function comment(document: Document, path: readonly (string | number)[], lines: readonly string[]): void {
  const node = document.getIn(path, true);
  if (isNode(node)) node.commentBefore = commentOf(lines);
}

/** Names of principals and conditions come from strangers: none of them ends a comment. */
function commentOf(lines: readonly string[]): string {
  // What stands for bytes that are not UTF-8 would make the file unreadable.
  return lines.map((line) => ` ${oneLine(line).replaceAll('\uFFFD', '\\u{fffd}')}`).join('\n');
}

/** What stands below these keys is a name, whatever it looks like. */
const NAMED: ReadonlySet<unknown> = new Set(['repositories', 'known', 'when', 'policy']);

const PLAIN = /^[a-z][a-z0-9.-]*$/;

/** Words of the language stay plain; so do keys, where quotes are not needed. */
function quoteNames(key: unknown, node: Scalar, path: readonly unknown[]): void {
  if (key === 'key' || typeof node.value !== 'string' || HEADER.includes(node.value)) return;
  const isName = path.some((above) => isPair(above) && isScalar(above.key) && NAMED.has(above.key.value));
  if (isName || !PLAIN.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
}

const LONGEST_LINE = 120;
const WORDS: ReadonlySet<unknown> = new Set(['capabilities', 'Action']);

/** Words that people know are one line, however many they are. */
function foldShort(_: unknown, node: YAMLSeq, path: readonly unknown[]): void {
  const pair = path.at(-1);
  if (isPair(pair) && isScalar(pair.key) && WORDS.has(pair.key.value)) node.flow = true;
  const lengths = node.items.map((item) => (isScalar(item) ? String(item.value).length + 4 : LONGEST_LINE));
  if (lengths.reduce((sum, length) => sum + length, 0) < LONGEST_LINE) node.flow = true;
}
