// Commands on a baseline: capture one, lint one, compare two.
import { lstatSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Account, coverageOf } from '../../access/account/account.ts';
import { countGrants } from '../../access/matrix/grants.ts';
import { type AccessMatrix, accessMatrix } from '../../access/matrix/matrix.ts';
import { type CaptureChoices, captureRules } from '../../baseline/capture/capture.ts';
import { captureLock, captureScope } from '../../baseline/capture/lock.ts';
import { boundedBaseline, parseBaseline } from '../../baseline/parse/parse.ts';
import { compareBaselines } from '../../baseline/review/compare.ts';
import { comparisonMarkdown } from '../../baseline/review/compare-markdown.ts';
import { lintBaseline, sortedIssues } from '../../baseline/review/lint.ts';
import type { BaselineIssue } from '../../model/baseline.ts';
import { gapPartName } from '../../model/gap-part.ts';
import type { Instant } from '../../model/ids.ts';
import type { AccountSnapshot, Gap } from '../../model/snapshot.ts';
import { counted } from '../../text/quote.ts';
import { complain, print } from '../files/output.ts';
import { writeText } from '../files/write-file.ts';
import { baselineSources, loadBaseline, loadSnapshot } from '../input/inputs.ts';
import { lintAgainst } from '../input/lint-against.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';

export interface CaptureOptions {
  readonly as: 'rules' | 'lock';
  /** A file, or a folder for `captured.yaml` or `access.lock.jsonl`; undefined prints. */
  readonly output: string | undefined;
  readonly allowPartial: boolean;
  /** Whether rules require what machines and people rely on; they do where nobody says otherwise. */
  readonly require?: boolean;
}

/** Writes what everybody may do as a baseline. 3: only regions that were read completely are in it. */
export function captureCommand(snapshot: AccountSnapshot, { as, output, allowPartial, require = true }: CaptureOptions): Exit {
  const matrix = accessMatrix(snapshot);
  const isComplete = coverageOf(matrix.account).complete;
  const regions = isComplete ? [] : completeRegions(matrix.account, allowPartial);
  const path = output === undefined ? undefined : targetOf(output, as);
  if (path !== undefined && as === 'rules' && isPlainFile(path))
    throw new Failure(`${path} is there already, and people may have changed it: move it away, or give another --output`);
  const text = captured(matrix, as, { regions, require });
  if (path === undefined) print(text);
  else {
    writeText(path, text);
    complain(`captured ${as} written to ${path}`);
  }
  return isComplete ? EXIT.done : EXIT.incomplete;
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

const FILE_NAMES = { rules: 'captured.yaml', lock: 'access.lock.jsonl' } as const satisfies Record<CaptureOptions['as'], string>;

/** Devices and FIFOs are there before anything is written to them. */
function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function targetOf(output: string, as: CaptureOptions['as']): string {
  // A name without an ending is that of a folder, unless such a file, or a link to one that is to come, is there.
  const isThere = lstatSync(output, { throwIfNoEntry: false }) !== undefined;
  const isFolder = isThere
    ? (statSync(output, { throwIfNoEntry: false })?.isDirectory() ?? false)
    : output.endsWith('/') || extname(output) === '';
  return isFolder ? join(output, FILE_NAMES[as]) : output;
}

/** Lines of more grants would be more than a lock may hold. */
const MOST_LOCKED = 300_000;

/** What could not be read again is not written. */
function captured(matrix: AccessMatrix, as: CaptureOptions['as'], choices: Required<CaptureChoices>): string {
  const { grants } = countGrants(matrix);
  if (as === 'lock' && grants > MOST_LOCKED)
    throw new Failure(`there are ${grants} grants, and a lock holds at most ${MOST_LOCKED}: capture rules, which are few`);
  const text = as === 'lock' ? captureLock(matrix, choices.regions) : captureRules(matrix, choices);
  const parsed = parseBaseline('', [{ path: FILE_NAMES[as], text }]);
  if (parsed.kind === 'invalid')
    throw new Failure(`what was captured is no valid baseline: ${parsed.issues.slice(0, 1).map(lineOf).join('')}`);
  return text;
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
