// Prints captured rules as YAML, with comments that say how much each of them covers.

import { Document, isNode, isPair, isScalar, Scalar, visit, type YAMLSeq } from 'yaml';
import { oneLine } from '../text/quote.ts';
import type { CapturedGroup } from './capture-names.ts';
import type { PrincipalWording } from './capture-principals.ts';
import type { RepositoryWording } from './capture-repositories.ts';
import { API_VERSION } from './schema.ts';

export interface CapturedEntry extends PrincipalWording {
  readonly members: number;
  readonly capabilities: readonly string[];
  /** What some of the access depends on. */
  readonly conditions: readonly string[];
}

export interface CapturedRule extends RepositoryWording {
  readonly id: string;
  readonly repositories: number;
  readonly entries: readonly CapturedEntry[];
}

export interface CapturedPolicy {
  /** Of the file: whose access it is. */
  readonly heading: readonly string[];
  readonly groups: readonly CapturedGroup[];
  readonly rules: readonly CapturedRule[];
}

const KIND = 'AccessPolicy';
const HEADER: readonly string[] = [API_VERSION, KIND];

export function printRules({ heading, groups, rules }: CapturedPolicy): string {
  const names = new Map(groups.map(({ name, words }) => [words.join('\n'), name]));
  const content = {
    apiVersion: API_VERSION,
    kind: KIND,
    ...(groups.length > 0 ? { groups: Object.fromEntries(groups.map(({ name, words }) => [name, words])) } : {}),
    rules: rules.map((rule) => ruleJson(rule, names)),
  };
  const document = new Document(content, { aliasDuplicateObjects: false });
  document.commentBefore = commentOf(heading);
  rules.forEach((rule, at) => {
    comment(document, ['rules', at], ruleComment(rule));
    rule.entries.forEach((entry, place) => {
      comment(document, ['rules', at, 'allow', place], entryComment(entry));
    });
  });
  visit(document, { Scalar: quoteNames, Seq: foldShort });
  return document.toString({ lineWidth: 0 });
}

function ruleJson({ id, globs, regions, entries }: CapturedRule, groups: ReadonlyMap<string, string>) {
  const allow = entries.map(({ words, capabilities }) => {
    const group = groups.get(words.join('\n'));
    return { principals: group === undefined ? words : [`group:${group}`], capabilities };
  });
  return { id, repositories: globs, ...(regions.length > 0 ? { regions } : {}), allow };
}

function ruleComment({ repositories }: CapturedRule): readonly string[] {
  return [repositories === 1 ? '1 repository' : `${repositories} repositories`];
}

function entryComment({ members, conditions, also }: CapturedEntry): readonly string[] {
  return [
    `${members} ${members === 1 ? 'principal' : 'principals'}`,
    ...(conditions.length > 0 ? [`conditional, in part at least: ${conditions.join(', ')}`] : []),
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

const PLAIN = /^[a-z][a-z0-9.-]*$/;

/** Words of the language stay plain; so do keys, where quotes are not needed. */
function quoteNames(key: unknown, node: Scalar, path: readonly unknown[]): void {
  if (key === 'key' || typeof node.value !== 'string' || HEADER.includes(node.value)) return;
  const isName = path.some((above) => isPair(above) && isScalar(above.key) && above.key.value === 'repositories');
  if (isName || !PLAIN.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
}

const LONGEST_LINE = 120;

function foldShort(_: unknown, node: YAMLSeq): void {
  const lengths = node.items.map((item) => (isScalar(item) ? String(item.value).length + 4 : LONGEST_LINE));
  if (lengths.reduce((sum, length) => sum + length, 0) < LONGEST_LINE) node.flow = true;
}
