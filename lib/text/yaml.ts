// A YAML document as plain data whose every value and key knows its line.

import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import { duplicateReason } from './json.ts';
import type { PathPart } from './path.ts';
import { quoted } from './quote.ts';
import { suggestion } from './suggest.ts';

export interface YamlNode {
  readonly value: unknown;
  readonly line: number;
  /** A scalar as it is written, without quotes. */
  readonly source: string | undefined;
  /** The tag before it, such as `!Ref`, where whoever composed the text understands it. */
  readonly tag?: string;
  readonly children: ReadonlyMap<PathPart, YamlChild>;
  /** How many values it holds: itself, and whatever aliases repeat below it. */
  readonly size: number;
}

export interface YamlChild {
  /** Of the key, or of the element of a list. */
  readonly line: number;
  readonly node: YamlNode;
}

export interface YamlIssue {
  readonly reason: string;
  readonly line: number;
}

export interface YamlReading {
  /** Undefined where part of the document cannot be known. */
  readonly root: YamlNode | undefined;
  readonly issues: readonly YamlIssue[];
}

export const MAX_DEPTH = 32;
const MAX_REPEATED = 10_000;

export const TOO_DEEP = `nested more than ${MAX_DEPTH} levels deep`;
export const QUOTE_GLOB = 'a glob that starts with `*` must be in quotes';

/** The content of a document that has no syntax errors; `lineAt` turns an offset into a line. */
export function readContents(contents: ParsedNode, lineAt: (offset: number) => number): YamlReading {
  const deep = firstBelow(contents, MAX_DEPTH);
  if (deep) return { root: undefined, issues: [{ reason: TOO_DEEP, line: lineAt(deep.range[0]) }] };
  const walk: Walk = { lineAt, anchors: new Map(), done: new Map(), broken: [], issues: [], repeated: 0 };
  const root = readNode(walk, contents);
  return { root: walk.broken.length === 0 ? root : undefined, issues: [...walk.broken, ...walk.issues] };
}

/** The node at a path; undefined where there is none. */
export function nodeAt(root: YamlNode, path: readonly PathPart[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((node, part) => node?.children.get(part)?.node, root);
}

/** The line of the last part of `path` that is there. */
export function lineOf(root: YamlNode, path: readonly PathPart[]): number {
  let { line } = root;
  let node: YamlNode | undefined = root;
  for (const part of path) {
    const child: YamlChild | undefined = node?.children.get(part);
    line = child?.line ?? line;
    node = child?.node;
  }
  return line;
}

/** Every node at `path`, in which `*` stands for any key or position. */
export function nodesAt(root: YamlNode, path: readonly PathPart[]): readonly YamlNode[] {
  return path.reduce<readonly YamlNode[]>((nodes, part) => nodes.flatMap((node) => step(node, part)), [root]);
}

function step({ children }: YamlNode, part: PathPart): readonly YamlNode[] {
  if (part === '*') return [...children.values()].map(({ node }) => node);
  const child = children.get(part);
  return child ? [child.node] : [];
}

/** What one pass in document order has seen so far. */
interface Walk {
  readonly lineAt: (offset: number) => number;
  /** The latest node of each anchor. */
  readonly anchors: Map<string, ParsedNode>;
  readonly done: Map<ParsedNode, YamlNode>;
  /** Issues after which the data is not what was meant. */
  readonly broken: YamlIssue[];
  readonly issues: YamlIssue[];
  repeated: number;
}

function firstBelow(node: ParsedNode | null, room: number): ParsedNode | undefined {
  if (node && room === 0) return node;
  for (const child of childrenOf(node)) {
    const deep = firstBelow(child, room - 1);
    if (deep) return deep;
  }
  return undefined;
}

function childrenOf(node: ParsedNode | null): readonly (ParsedNode | null)[] {
  if (isMap<ParsedNode, ParsedNode | null>(node)) return node.items.flatMap(({ key, value }) => [key, value]);
  return isSeq<ParsedNode>(node) ? node.items : [];
}

function readNode(walk: Walk, node: ParsedNode): YamlNode {
  if (isAlias(node)) return readAlias(walk, node);
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  const value = readAnchorable(walk, node);
  const read = node.tag?.startsWith('!') ? { ...value, tag: node.tag } : value;
  walk.done.set(node, read);
  return read;
}

function readAnchorable(walk: Walk, node: Exclude<ParsedNode, Alias.Parsed>): YamlNode {
  if (isMap<ParsedNode, ParsedNode | null>(node)) return readMap(walk, node);
  if (isSeq<ParsedNode>(node)) return readSequence(walk, node);
  return { ...nothing(walk.lineAt(node.range[0])), value: node.value, source: node.source };
}

function readMap(walk: Walk, node: YAMLMap.Parsed): YamlNode {
  const children = new Map<PathPart, YamlChild>();
  for (const { key, value } of node.items) {
    const line = walk.lineAt(key.range[0]);
    const name = keyOf(key);
    const problem = keyProblem(name, key, children);
    if (problem !== undefined) walk.issues.push({ reason: problem, line });
    const child = value ? readNode(walk, value) : nothing(line);
    if (problem === undefined && name !== undefined) children.set(name, { line, node: child });
  }
  // Without a prototype, so that no key of the user means anything.
  const value: unknown = Object.assign(
    Object.create(null),
    Object.fromEntries([...children].map(([name, child]) => [name, child.node.value])),
  );
  return { value, line: walk.lineAt(node.range[0]), source: undefined, children, size: sizeOf(children) };
}

function keyOf(key: ParsedNode): string | undefined {
  return isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
}

function keyProblem(name: string | undefined, key: ParsedNode, known: ReadonlyMap<PathPart, unknown>): string | undefined {
  if (name === undefined) return `a key must be a string${isScalar(key) && key.source ? `: write ${quoted(key.source)} in quotes` : ''}`;
  if (name === '__proto__') return 'the key `__proto__` is not allowed';
  return known.has(name) ? duplicateReason([name]) : undefined;
}

function readSequence(walk: Walk, node: YAMLSeq.Parsed): YamlNode {
  const read = node.items.map((item) => readNode(walk, item));
  const children = new Map(read.map((child, at) => [at, { line: child.line, node: child }]));
  return { value: read.map(({ value }) => value), line: walk.lineAt(node.range[0]), source: undefined, children, size: sizeOf(children) };
}

function readAlias(walk: Walk, alias: Alias.Parsed): YamlNode {
  const line = walk.lineAt(alias.range[0]);
  const anchored = walk.anchors.get(alias.source);
  const target = anchored && walk.done.get(anchored);
  if (!anchored) walk.broken.push({ reason: `unknown alias ${quoted(`*${alias.source}`)}${hintFor(walk, alias.source)}`, line });
  else if (!target) walk.broken.push({ reason: `alias ${quoted(`*${alias.source}`)} contains itself`, line });
  if (!target) return nothing(line);
  const within = walk.repeated <= MAX_REPEATED;
  walk.repeated += target.size;
  if (within && walk.repeated > MAX_REPEATED) walk.broken.push({ reason: `aliases repeat more than ${MAX_REPEATED} values`, line });
  return { ...target, line };
}

function hintFor(walk: Walk, name: string): string {
  return suggestion(name, walk.anchors.keys()) || `: ${QUOTE_GLOB}`;
}

function sizeOf(children: ReadonlyMap<PathPart, YamlChild>): number {
  let size = 1;
  for (const { node } of children.values()) size += node.size;
  return size;
}

function nothing(line: number): YamlNode {
  return { value: null, line, source: undefined, children: new Map(), size: 1 };
}
