// The text of a template, JSON or YAML with short forms, as one tree that knows its lines; or in one line why it is none.
import type { ParsedNode } from 'yaml';
import { lineInJson, readUniqueJson } from '../../text/json.ts';
import type { PathPart } from '../../text/path.ts';
import { lineOf, readContents, type YamlNode } from '../../text/yaml.ts';
import { composeDocuments } from '../../text/yaml-documents.ts';
import { otherTool } from './other-tools.ts';
import { isTreeMap, type Tree, type TreeMap } from './value.ts';

/** Functions that YAML writes with one word before the value. */
const SHORT_FORMS = [
  ...[
    'And',
    'Base64',
    'Cidr',
    'Contains',
    'EachMemberEquals',
    'EachMemberIn',
    'Equals',
    'FindInMap',
    'GetAZs',
    'GetAtt',
    'If',
    'ImportValue',
  ],
  ...['Join', 'Length', 'Not', 'Or', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll'],
] as const;
const TAGS: readonly string[] = ['Ref', 'Condition', ...SHORT_FORMS].map((name) => `!${name}`);

/** AWS takes no larger template. */
const MOST_BYTES = 1024 * 1024;

export interface TemplateText {
  readonly kind: 'template';
  readonly root: TreeMap;
  readonly lineAt: (path: readonly PathPart[]) => number;
}

export type TemplateTextReading = TemplateText | { readonly kind: 'problem'; readonly reason: string; readonly line: number };

/** A template's text as a tree in which every function has its long form. */
export function readTemplateText(given: string): TemplateTextReading {
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  const size = Buffer.byteLength(text);
  if (size > MOST_BYTES)
    return problem(`the file has ${Math.ceil(size / MOST_BYTES)} MiB, and AWS takes templates of at most 1 MiB: name the template itself`);
  if (text.trim() === '') return problem('the file is empty: name a CloudFormation template');
  const reading = text.trimStart().startsWith('{') ? jsonTemplate(text) : yamlTemplate(text);
  if (reading.kind === 'problem') return reading;
  const { root, lineAt } = reading;
  if (!isTreeMap(root)) return problem('not a CloudFormation template: expected an object with `Resources`');
  const other = otherTool(root);
  if (other !== undefined) return problem(other);
  if (!isTreeMap(root['Resources']))
    return problem('not a CloudFormation template: it has no `Resources`', 'Resources' in root ? lineAt(['Resources']) : 1);
  return { kind: 'template', root, lineAt };
}

function problem(reason: string, line = 1): Extract<TemplateTextReading, { readonly kind: 'problem' }> {
  return { kind: 'problem', reason, line };
}

type RootReading =
  | { readonly kind: 'root'; readonly root: Tree; readonly lineAt: TemplateText['lineAt'] }
  | Extract<TemplateTextReading, { readonly kind: 'problem' }>;

/** Deeper no template of AWS is. */
const MOST_LEVELS = 64;

function jsonTemplate(text: string): RootReading {
  const json = readUniqueJson(text);
  if (json.kind === 'problem') return json;
  // INVARIANT: what JSON can say is a tree.
  const root = json.value as Tree;
  if (isDeeper(root, MOST_LEVELS)) return problem(`nested more than ${MOST_LEVELS} levels deep`);
  return { kind: 'root', root, lineAt: (path) => lineInJson(text, path) };
}

function isDeeper(tree: Tree, levels: number): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return levels === 0 || Object.values(tree).some((each: Tree) => isDeeper(each, levels - 1));
}

function yamlTemplate(text: string): RootReading {
  const composed = composeDocuments(text, TAGS);
  if (composed.kind === 'problem') return { ...composed };
  const contents = composed.documents.map(({ contents: each }) => each).filter((each): each is ParsedNode => each !== null);
  const [first, second] = contents;
  if (!first) return problem('the file is empty: name a CloudFormation template');
  if (second) return problem('the file has several YAML documents, and a template is one', composed.lineAt(second.range[0]));
  const { root, issues } = readContents(first, composed.lineAt);
  const [issue] = issues;
  if (issue) return problem(issue.reason, issue.line);
  if (!root) return problem('not YAML');
  return { kind: 'root', root: longForm(root), lineAt: (path) => lineOf(root, path) };
}

function longForm(node: YamlNode): Tree {
  const plain = plainTree(node);
  const name = node.tag?.slice(1);
  if (!name) return plain;
  if (name === 'Ref' || name === 'Condition') return { [name]: plain };
  if (name === 'GetAtt' && typeof plain === 'string') {
    const dot = plain.indexOf('.');
    return { 'Fn::GetAtt': dot < 0 ? plain : [plain.slice(0, dot), plain.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: plain };
}

function plainTree({ value, children, source }: YamlNode): Tree {
  if (Array.isArray(value)) return [...children.values()].map(({ node }) => longForm(node));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries([...children].map(([key, { node }]) => [String(key), longForm(node)]));
  // An account id that begins with 0 is text, whatever YAML makes of it.
  if (typeof value === 'number') return String(value) === source ? value : (source ?? String(value));
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
