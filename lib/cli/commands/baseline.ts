// Commands on a baseline: capture one, lint one, compare two.
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Account } from '../../access/account/account.ts';
import { coverageOf } from '../../access/account/coverage.ts';
import { countGrants } from '../../access/matrix/grants.ts';
import { type AccessMatrix, accessMatrix } from '../../access/matrix/matrix.ts';
import { type CaptureChoices, captureFiles } from '../../baseline/capture/capture.ts';
import { type CapturedFile, canBeListed } from '../../baseline/capture/files.ts';
import { captureLock, captureScope } from '../../baseline/capture/lock.ts';
import { principalsMeant } from '../../baseline/capture/meant.ts';
import { MAX_WORDS } from '../../baseline/parse/groups.ts';
import { boundedBaseline, parseBaseline } from '../../baseline/parse/parse.ts';
import { compareBaselines } from '../../baseline/review/compare.ts';
import { comparisonMarkdown } from '../../baseline/review/compare-markdown.ts';
import { lintBaseline, sortedIssues } from '../../baseline/review/lint.ts';
import type { BaselineIssue, SourceFile } from '../../model/baseline.ts';
import { gapPartName } from '../../model/gap-part.ts';
import type { Instant } from '../../model/ids.ts';
import type { AccountSnapshot, Gap } from '../../model/snapshot.ts';
import { counted } from '../../text/quote.ts';
import { complain, print } from '../files/output.ts';
import { writeText, writeTogether } from '../files/write-file.ts';
import { baselineSources, loadBaseline, loadSnapshot } from '../input/inputs.ts';
import { lintAgainst } from '../input/lint-against.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';

export interface CaptureOptions {
  readonly as: 'rules' | 'lock';
  /** A file, or a folder for `captured.yaml` and what goes on in `captured-2.yaml`, or for `access.lock.jsonl`; undefined prints. */
  readonly output: string | undefined;
  readonly allowPartial: boolean;
  /** Whether rules require what machines and people rely on; they do where nobody says otherwise. */
  readonly require?: boolean;
}

/** Writes what everybody may do as a baseline. 3: only regions that were read completely are in it. */
export function captureCommand(snapshot: AccountSnapshot, { as, output, allowPartial, require = true }: CaptureOptions): Exit {
  const target = output === undefined ? undefined : targetOf(output, as);
  if (target && as === 'rules') refuseTaken(target);
  const matrix = accessMatrix(snapshot);
  const isComplete = coverageOf(matrix.account).complete;
  const regions = isComplete ? [] : completeRegions(matrix.account, allowPartial);
  const files = captured(matrix, as, { regions, require });
  const [first, ...others] = files;
  if (others.length > 0 && target?.kind !== 'folder')
    throw new Failure(`what was captured takes ${files.length} files, since one holds 1 MiB at most: give a folder as --output`);
  if (target === undefined) print(first?.text ?? '');
  else {
    const paths = files.map(({ name, text }) => ({ path: target.kind === 'folder' ? join(target.path, name) : target.path, text }));
    if (others.length > 0) writeTogether(paths);
    else for (const { path, text } of paths) writeText(path, text);
    const more = others.length > 0 ? ` and ${others.length} more beside it` : '';
    complain(`captured ${as} written to ${paths[0]?.path ?? ''}${more}`);
  }
  return isComplete ? EXIT.done : EXIT.incomplete;
}

const CAPTURED = /^captured(?:-\d+)?\.yaml$/;

/** People may have changed rules that are there, and files of an earlier capture would be rules beside those of this one. */
function refuseTaken({ kind, path }: CaptureTarget): void {
  const there = (kind === 'file' ? [path] : capturedIn(path)).find(isPlainFile);
  if (there !== undefined)
    throw new Failure(`${there} is there already, and people may have changed it: move it away, or give another --output`);
}

function capturedIn(folder: string): readonly string[] {
  const names = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort() : [];
  return names.filter((name) => CAPTURED.test(name)).map((name) => join(folder, name));
}

function completeRegions(account: Account, allowPartial: boolean): readonly string[] {
  const { complete, rest } = captureScope(account);
  if (!allowPartial)
    throw new Failure(
      `the scan is incomplete, and a baseline of it would not be what there is: ${partsText(coverageOf(account).unread)}; --allow-partial captures the regions that were read completely`,
    );
  if (complete.length === 0) throw new Failure(`no region was read completely: ${partsText(rest.flatMap(({ unread }) => unread))}`);
  for (const { region, unread } of rest) complain(`not captured: ${region}, because of ${partsText(unread)}`);
  return complete;
}

const MOST_PARTS = 5;

function partsText(gaps: readonly Gap[]): string {
  const parts = [...new Set(gaps.map(({ part, code }) => `${gapPartName(part)} (${code})`))];
  const more = parts.length > MOST_PARTS ? [`${parts.length - MOST_PARTS} more`] : [];
  return [...parts.slice(0, MOST_PARTS), ...more].join(', ');
}

/** Devices and FIFOs are there before anything is written to them. */
function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

type CaptureTarget = { readonly kind: 'file' | 'folder'; readonly path: string };

function targetOf(output: string, as: CaptureOptions['as']): CaptureTarget {
  // A name without an ending is that of a folder, unless such a file, or a link to one that is to come, is there.
  const isThere = lstatSync(output, { throwIfNoEntry: false }) !== undefined;
  const isFolder = isThere
    ? (statSync(output, { throwIfNoEntry: false })?.isDirectory() ?? false)
    : output.endsWith('/') || extname(output) === '';
  if (!isFolder) return { kind: 'file', path: output };
  return as === 'lock' ? { kind: 'file', path: join(output, LOCK_NAME) } : { kind: 'folder', path: output };
}

const LOCK_NAME = 'access.lock.jsonl';
/** Lines of more grants would be more than a lock may hold. */
const MOST_LOCKED = 300_000;

/** What could not be read again is not written. */
function captured(
  matrix: AccessMatrix,
  as: CaptureOptions['as'],
  choices: Required<Omit<CaptureChoices, 'holes'>>,
): readonly CapturedFile[] {
  const files = as === 'lock' ? capturedLock(matrix, choices) : capturedRules(matrix, choices);
  // Rules may name groups, which the last of the files have.
  const withGroups = files.map(sourceOf).filter(({ text }) => /^groups:$/m.test(text));
  let meant = 0;
  for (const file of files) {
    const parsed = parseBaseline('', [sourceOf(file), ...withGroups.filter(({ path }) => path !== file.name)]);
    if (parsed.kind === 'invalid')
      throw new Failure(`what was captured is no valid baseline: ${parsed.issues.slice(0, 1).map(lineOf).join('')}`);
    meant += principalsMeant(parsed.baseline.rules, file.name);
  }
  if (meant > MOST_MEANT)
    throw new Failure(
      `entries would mean ${meant} principals, and a baseline may mean ${MAX_WORDS} at most: scan and capture the regions in several groups, with --regions`,
    );
  return files;
}

/** With room for the names of the groups, which count as well. */
const MOST_MEANT = MAX_WORDS * 0.9;

function sourceOf({ name: path, text }: CapturedFile): SourceFile {
  return { path, text };
}

function capturedLock(matrix: AccessMatrix, { regions }: Required<Omit<CaptureChoices, 'holes'>>): readonly CapturedFile[] {
  const { grants } = countGrants(matrix);
  if (grants > MOST_LOCKED)
    throw new Failure(`there are ${grants} grants, and a lock holds at most ${MOST_LOCKED}: capture rules, which are few`);
  return [{ name: LOCK_NAME, text: captureLock(matrix, regions) }];
}

function capturedRules(matrix: AccessMatrix, choices: Required<Omit<CaptureChoices, 'holes'>>): readonly CapturedFile[] {
  if (canBeListed(matrix.repositoryClasses)) return captureFiles(matrix, choices);
  throw new Failure(
    'the names of the repositories alone are more than a file of a baseline holds: scan and capture the regions in several groups, with --regions',
  );
}

export interface LintOptions {
  /** A file or a folder. */
  readonly path: string;
  /** A saved snapshot, for what can only be told of an account. */
  readonly snapshot?: string | undefined;
  readonly now: Instant;
}

/** Says what is wrong with a baseline, and what could be better. 1: it is invalid. */
export function lintCommand({ path, snapshot, now }: LintOptions): Exit {
  const parsed = boundedBaseline(parseBaseline(path, baselineSources(path)), now);
  if (parsed.kind === 'invalid') {
    print(linesOf(parsed.issues.map(lineOf)));
    return EXIT.failed;
  }
  const { baseline } = parsed;
  const found = [...lintBaseline(baseline, now), ...(snapshot === undefined ? [] : lintAgainst(loadSnapshot(snapshot), baseline))];
  const issues = sortedIssues(found).map(({ severity, reason, at }) => lineOf({ reason: `${severity}: ${reason}`, at }));
  const { rules, exceptions, lock } = baseline;
  const counts = [counted(rules.length, 'rule'), counted(exceptions.length, 'exception'), counted(lock.length, 'locked grant')];
  print(linesOf([...issues, `valid: ${counts.join(', ')}`]));
  return EXIT.done;
}

function lineOf({ reason, at }: BaselineIssue): string {
  return `${at.file}:${at.line}: ${reason}`;
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  readonly output: string | undefined;
}

/** Says as Markdown what a baseline means that another does not. */
export function diffCommand({ before, after, output }: DiffOptions): Exit {
  const markdown = comparisonMarkdown(compareBaselines(loadBaseline(before), loadBaseline(after)));
  if (output === undefined) print(markdown);
  else writeText(output, markdown);
  return EXIT.done;
}
