// The files of a baseline → the baseline, or everything that is wrong with them.

import { createHash } from 'node:crypto';
import type { Baseline, BaselineIssue, SourceFile, SourceLocation } from '../../model/baseline.ts';
import type { Digest, Instant } from '../../model/ids.ts';
import { compare } from '../../text/order.ts';
import { oneLine, quoted } from '../../text/quote.ts';
import { nodesAt } from '../../text/yaml.ts';
import { type ParsedLock, parseLock } from '../lock/lock.ts';
import { type BaselineDocument, readFile } from '../read/file.ts';
import { namedPolicies, tidyPath } from '../read/policy-file.ts';
import { isBaselineDocument, isException, validateDocument } from '../schema/document.ts';
import { build } from './build.ts';
import { relativeSources } from './bundle.ts';
import { exceptionBounds } from './exception-bounds.ts';
import { collectGroups, groupCycles, unknownGroups } from './groups.ts';
import { type Readings, readIntents } from './intent.ts';

export type ParsedBaseline =
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  /** `sha256`: of all files, as that of a baseline. */
  | { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[]; readonly sha256: Digest };

/** The baseline as of `now`: one whose exceptions hold for too long is invalid. */
export function boundedBaseline(parsed: ParsedBaseline, now: Instant): ParsedBaseline {
  if (parsed.kind === 'invalid') return parsed;
  const issues = exceptionBounds(parsed.baseline, now);
  return issues.length === 0 ? parsed : invalid(issues, parsed.baseline.sha256);
}

/** Every file of the baseline counts, and one issue anywhere makes all of it invalid. Sorted by file and line. */
export function parseBaseline(path: string, files: readonly SourceFile[]): ParsedBaseline {
  const sorted = files.toSorted((a, b) => compare(a.path, b.path));
  const { readings, locks } = readAll(sorted);
  const { documents, complete } = ownDocuments(readings);
  const validated = documents.map((document) => ({ document, validation: validateDocument(document) }));
  const { groups, issues: groupIssues } = readGroups(documents, complete);
  const { intents, issues: intentIssues } = readIntents(documents, readings);
  const issues = [
    ...[...readings.values()].flatMap((reading) => reading.issues),
    ...lockIssues(locks),
    ...validated.flatMap(({ validation }) => (validation.kind === 'invalid' ? validation.issues : [])),
    ...repeatedIds(documents),
    ...groupIssues,
    ...intentIssues,
  ];
  if (issues.length > 0) return invalid(issues, digestOf(sorted));
  const { issues: tooMuch, ...built } = build(validated, groups, intents);
  if (tooMuch.length > 0) return invalid(tooMuch, digestOf(sorted));
  const lock = locks.flatMap(({ parsed }) => (parsed.kind === 'lock' ? parsed.grants : []));
  return {
    kind: 'baseline',
    baseline: { path, sha256: digestOf(relativeSources(path, sorted)), ...built, lock, hasLock: locks.length > 0 },
  };
}

/** What an unread document defines is not known, so where one is there nothing is missing yet. */
function readGroups(documents: readonly BaselineDocument[], complete: boolean): ReturnType<typeof collectGroups> {
  const { groups, issues } = collectGroups(documents);
  return { groups, issues: [...issues, ...groupCycles(groups), ...(complete ? unknownGroups(documents, groups) : [])] };
}

interface ReadLock {
  readonly path: string;
  readonly parsed: ParsedLock;
}

function readAll(files: readonly SourceFile[]): { readonly readings: Readings; readonly locks: readonly ReadLock[] } {
  const locks = files.filter(isLock).map((file) => ({ path: file.path, parsed: parseLock(file) }));
  return { readings: new Map(files.filter((file) => !isLock(file)).map((file) => [tidyPath(file.path), readFile(file)])), locks };
}

function isLock({ path }: SourceFile): boolean {
  return /\.lock\.jsonl$/i.test(path);
}

/** A grant has one place, so that accepting and removing it is one line. */
function lockIssues(locks: readonly ReadLock[]): readonly BaselineIssue[] {
  const [first, ...others] = locks;
  return [
    ...locks.flatMap(({ parsed }) => (parsed.kind === 'invalid' ? parsed.issues : [])),
    ...others.map(({ path }) => ({
      reason: `a baseline has one lock, and ${first?.path ?? ''} is one already`,
      at: { file: path, line: 1 },
    })),
  ];
}

interface OwnDocuments {
  readonly documents: readonly BaselineDocument[];
  readonly complete: boolean;
}

/** All but the policy documents that entries name. */
function ownDocuments(readings: Readings): OwnDocuments {
  const all = [...readings.values()].flatMap((reading) => reading.documents);
  const named = namedPolicies(all);
  const own = [...readings].filter(([path]) => !named.has(path)).map(([, reading]) => reading);
  const documents = own.flatMap((reading) => reading.documents);
  const complete = own.every((reading) => reading.complete);
  // Which policy documents an unread document names is not known.
  return { documents: complete ? documents : documents.filter(({ root }) => !isStray(root)), complete };
}

function isStray(root: BaselineDocument['root']): boolean {
  return !isBaselineDocument(root) && root.children.has('Statement');
}

function repeatedIds(documents: readonly BaselineDocument[]): readonly BaselineIssue[] {
  const ids = documents.flatMap((document): readonly WrittenId[] => {
    if (!isException(document.root)) return idsAt(document, 'rule', ['rules', '*', 'id']);
    return [...idsAt(document, 'exception', ['id']), ...idsAt(document, 'exception', ['items', '*', 'id'])];
  });
  const first = new Map<string, SourceLocation>();
  return ids.flatMap(({ kind, id, at }) => {
    const known = first.get(`${kind} ${id}`);
    if (!known) first.set(`${kind} ${id}`, at);
    return known ? [{ reason: `${kind} id ${quoted(id)} is already used in ${known.file}:${known.line}`, at }] : [];
  });
}

interface WrittenId {
  readonly kind: 'rule' | 'exception';
  readonly id: string;
  readonly at: SourceLocation;
}

function idsAt({ file, root }: BaselineDocument, kind: WrittenId['kind'], path: readonly string[]): readonly WrittenId[] {
  const nodes = nodesAt(root, path);
  return nodes.flatMap(({ value, line }) => (typeof value === 'string' ? [{ kind, id: value, at: { file, line } }] : []));
}

/** Each issue once: what an alias repeats is wrong in one place. */
function invalid(issues: readonly BaselineIssue[], sha256: Digest): ParsedBaseline {
  const readable = issues.map(({ reason, at }) => ({ reason: oneLine(reason), at }));
  const sorted = readable.toSorted(byPlace);
  const once = sorted.filter((issue, index) => index === 0 || byPlace(issue, sorted[index - 1] ?? issue) !== 0);
  return { kind: 'invalid', issues: once, sha256 };
}

function byPlace(a: BaselineIssue, b: BaselineIssue): number {
  return compare(a.at.file, b.at.file) || a.at.line - b.at.line || compare(a.reason, b.reason);
}

function digestOf(files: readonly SourceFile[]): Digest {
  const content = JSON.stringify(files.map(({ path, text }) => [path, text]));
  // INVARIANT: hex of a sha256 is what a Digest is.
  return createHash('sha256').update(content).digest('hex') as Digest;
}
