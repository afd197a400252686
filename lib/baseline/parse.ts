// The files of a baseline → the baseline, or everything that is wrong with them.
import { createHash } from 'node:crypto';
import type { Baseline, BaselineIssue, RepositorySelector, Rule, RuleEntry, SourceFile, SourceLocation } from '../model/baseline.ts';
import type { Digest } from '../model/ids.ts';
import type { PathPart } from '../text/path.ts';
import { type BaselineDocument, readFile } from './parse-file.ts';
import { collectGroups, expander, type Groups, groupCycles, MAX_WORDS, unknownGroups } from './parse-groups.ts';
import { oneLine, quoted } from './parse-quote.ts';
import { nodeAt, nodesAt } from './parse-yaml.ts';
import type { AccessPolicy } from './schema.ts';
import { validateDocument } from './schema-issues.ts';

export type ParsedBaseline =
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  | { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[] };

/** Every file of the baseline counts, and one issue anywhere makes all of it invalid. Sorted by file and line. */
export function parseBaseline(path: string, files: readonly SourceFile[]): ParsedBaseline {
  const sorted = files.toSorted((a, b) => compare(a.path, b.path));
  const readings = sorted.map(readFile);
  const documents = readings.flatMap((reading) => reading.documents);
  const validations = documents.map((document) => ({ document, validation: validateDocument(document) }));
  const { groups, issues: groupIssues } = collectGroups(documents);
  const issues = [
    ...readings.flatMap((reading) => reading.issues),
    ...validations.flatMap(({ validation }) => (validation.kind === 'invalid' ? validation.issues : [])),
    ...repeatedIds(documents),
    ...groupIssues,
    ...groupCycles(groups),
    // What an unread document defines is not known, so nothing is missing yet.
    ...(readings.every(({ complete }) => complete) ? unknownGroups(documents, groups) : []),
  ];
  const policies = validations.flatMap(({ document, validation }) =>
    validation.kind === 'policy' ? [{ document, policy: validation.policy }] : [],
  );
  if (issues.length > 0) return invalid(issues);
  const built = build(policies, groups);
  if (built.issues.length > 0) return invalid(built.issues);
  return { kind: 'baseline', baseline: { path, sha256: digestOf(sorted), rules: built.rules } };
}

interface ReadPolicy {
  readonly document: BaselineDocument;
  readonly policy: AccessPolicy;
}

type WrittenRule = NonNullable<AccessPolicy['rules']>[number];
type WrittenEntry = NonNullable<WrittenRule['allow']>[number];

function build(
  policies: readonly ReadPolicy[],
  groups: Groups,
): { readonly rules: readonly Rule[]; readonly issues: readonly BaselineIssue[] } {
  const expand = expander(groups);
  const issues: BaselineIssue[] = [];
  const entry = (verb: RuleEntry['verb'], { principals, capabilities }: WrittenEntry, at: SourceLocation): RuleEntry => {
    const selectors = expand(principals);
    if (!selectors) issues.push({ reason: `groups expand to more than ${MAX_WORDS} principals`, at });
    return { verb, principals: selectors ?? [], capabilities, at };
  };
  const rules = policies.flatMap(({ document: { file, root }, policy }) =>
    (policy.rules ?? []).map((rule, index): Rule => {
      const at = (...path: PathPart[]): SourceLocation => ({ file, line: nodeAt(root, ['rules', index, ...path])?.line ?? 1 });
      const entries = VERBS.flatMap((verb) => (rule[verb] ?? []).map((each, position) => entry(verb, each, at(verb, position))));
      return { id: rule.id, owner: policy.metadata?.owner, repositories: selectorOf(rule), entries, at: at() };
    }),
  );
  return { rules, issues: issues.slice(0, 1) };
}

const VERBS = ['allow', 'forbid'] as const;

function selectorOf({ repositories, accounts, regions, tags }: WrittenRule): RepositorySelector {
  const pairs = Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
  return { names: repositories, accounts: accounts ?? [], regions: regions ?? [], tags: pairs.toSorted((a, b) => compare(a.key, b.key)) };
}

function repeatedIds(documents: readonly BaselineDocument[]): readonly BaselineIssue[] {
  const first = new Map<string, SourceLocation>();
  const issues: BaselineIssue[] = [];
  for (const { file, root } of documents) {
    for (const { value, line } of nodesAt(root, ['rules', '*', 'id'])) {
      if (typeof value !== 'string') continue;
      const known = first.get(value);
      if (known) issues.push({ reason: `rule id ${quoted(value)} is already used in ${known.file}:${known.line}`, at: { file, line } });
      else first.set(value, { file, line });
    }
  }
  return issues;
}

function invalid(issues: readonly BaselineIssue[]): ParsedBaseline {
  const readable = issues.map(({ reason, at }) => ({ reason: oneLine(reason), at }));
  return {
    kind: 'invalid',
    issues: readable.toSorted((a, b) => compare(a.at.file, b.at.file) || a.at.line - b.at.line || compare(a.reason, b.reason)),
  };
}

function digestOf(files: readonly SourceFile[]): Digest {
  const content = JSON.stringify(files.map(({ path, text }) => [path, text]));
  // INVARIANT: hex of a sha256 is what a Digest is.
  return createHash('sha256').update(content).digest('hex') as Digest;
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
