// What an entry means beyond its words: the conditions of `when`, and the AWS policy document of `policy`.

import type { BaselineIssue, IntentPolicy } from '../../model/baseline.ts';
import type { Condition } from '../../model/policy.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';
import { nodesAt, type YamlIssue, type YamlNode } from '../../text/yaml.ts';
import type { BaselineDocument, FileReading } from '../read/file.ts';
import { folderOf, policyPath, VERBS } from '../read/policy-file.ts';
import { type FragmentReading, readPolicy, readWhen } from './aws-fragment.ts';

export interface IntentReading {
  readonly policy: IntentPolicy | undefined;
  readonly when: readonly Condition[];
}

/** The files of the baseline by their tidy paths. */
export type Readings = ReadonlyMap<string, FileReading>;

/** The intents of all entries that have one, by the node of the entry. */
export function readIntents(
  documents: readonly BaselineDocument[],
  readings: Readings,
): { readonly intents: ReadonlyMap<YamlNode, IntentReading>; readonly issues: readonly BaselineIssue[] } {
  const intents = new Map<YamlNode, IntentReading>();
  const issues: BaselineIssue[] = [];
  const policyFiles = policyFileReader(readings, issues);
  for (const { file, root } of documents) {
    for (const entry of VERBS.flatMap((verb) => nodesAt(root, ['rules', '*', verb, '*']))) {
      const { conditions, issues: wrongConditions } = whenOf(entry);
      const { policy, issues: wrongPolicy } = policyOf(entry, file, policyFiles);
      for (const { reason, line } of [...wrongConditions, ...wrongPolicy]) issues.push({ reason, at: { file, line } });
      intents.set(entry, { policy, when: conditions });
    }
  }
  return { intents, issues };
}

function whenOf({ children }: YamlNode): ReturnType<typeof readWhen> {
  const block = children.get('when')?.node;
  // Whatever is no map is an issue of the schema.
  return block && isMap(block) ? readWhen(block) : { conditions: [], issues: [] };
}

interface FoundPolicy {
  readonly policy: IntentPolicy | undefined;
  readonly issues: readonly YamlIssue[];
}

const INLINE = 'policy';

function policyOf(entry: YamlNode, file: string, policyFiles: PolicyFiles): FoundPolicy {
  const written = entry.children.get('policy');
  if (!written) return { policy: undefined, issues: [] };
  const { node, line } = written;
  const path = policyPath(file, node.value);
  if (path.kind === 'problem') return { policy: undefined, issues: [{ reason: path.reason, line }] };
  const name = path.kind === 'path' ? String(node.value) : INLINE;
  const found = path.kind === 'path' ? policyFiles.read(path.path) : inlinePolicy(node);
  if (found.kind !== 'policy') {
    const reason = `no such policy file: ${quoted(name)}${suggestion(name, policyFiles.near(file))}`;
    return { policy: undefined, issues: found.kind === 'missing' ? [{ reason, line }] : [] };
  }
  const { text, style, issues } = found.policy;
  // What is wrong in a file is told there.
  const own = path.kind === 'path' ? [] : issues;
  // What a wrong document is about is not known.
  const misuse = issues.length === 0 ? styleProblem(name, style, entry) : undefined;
  return { policy: { name, text, style }, issues: [...own, ...(misuse ? [misuse] : [])] };
}

/** Whatever is no map is an issue of the schema. */
function inlinePolicy(node: YamlNode): FoundFile {
  return isMap(node) ? { kind: 'policy', policy: readPolicy(node) } : { kind: 'unread' };
}

function styleProblem(name: string, style: IntentPolicy['style'], { children }: YamlNode): YamlIssue | undefined {
  const principals = children.get('principals');
  const what = name === INLINE ? 'the policy' : quoted(name);
  if (style === 'repository')
    return principals && { reason: `\`principals\` is not allowed: ${what} names its own`, line: principals.line };
  const line = children.get('policy')?.line ?? 1;
  return principals ? undefined : { reason: `${what} is an identity policy: \`principals\` must say whose`, line };
}

type FoundFile = { readonly kind: 'policy'; readonly policy: FragmentReading } | { readonly kind: 'unread' | 'missing' };

interface PolicyFiles {
  readonly read: (path: string) => FoundFile;
  /** Those that a file could name, as it would write them. */
  readonly near: (file: string) => readonly string[];
}

/** Reads each file once; what is wrong in it joins `issues`. */
function policyFileReader(readings: Readings, issues: BaselineIssue[]): PolicyFiles {
  const known = new Map<string, FragmentReading | undefined>();
  const readOnce = (path: string, reading: FileReading): FragmentReading | undefined => {
    if (known.has(path)) return known.get(path);
    const policy = policyIn(reading, issues);
    known.set(path, policy);
    return policy;
  };
  return {
    read: (path) => {
      const reading = readings.get(path);
      if (!reading) return { kind: 'missing' };
      const policy = readOnce(path, reading);
      return policy ? { kind: 'policy', policy } : { kind: 'unread' };
    },
    near: (file) => {
      const folder = folderOf(file);
      return [...readings.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
    },
  };
}

function policyIn({ documents: [document, second], issues: before }: FileReading, issues: BaselineIssue[]): FragmentReading | undefined {
  if (!document || before.length > 0) return undefined;
  const { file, root } = document;
  const policy = readPolicy(root);
  for (const { reason, line } of policy.issues) issues.push({ reason, at: { file, line } });
  if (second) issues.push({ reason: 'a policy file holds one document', at: { file, line: second.root.line } });
  return policy;
}

function isMap({ value }: YamlNode): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
