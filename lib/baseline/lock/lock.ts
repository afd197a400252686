// The lock: one accepted grant per line, so that `git diff` is the access diff.
import type * as z from 'zod';
import type { BaselineIssue, LockedGrant, SourceFile, SourceLocation } from '../../model/baseline.ts';
import type { NamedResidual } from '../../model/decision.ts';
import { readUniqueJson } from '../../text/json.ts';
import { compare } from '../../text/order.ts';
import { readFile } from '../read/file.ts';
import { textOf, textProblem } from '../read/text.ts';
import { schemaIssues } from '../schema/issues.ts';
import { LOCK_VERSION, lockHeaderSchema, lockLineSchema } from '../schema/lock.ts';

export type ParsedLock =
  | { readonly kind: 'lock'; readonly grants: readonly LockedGrant[] }
  | { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[] };

/** A grant as the lock writes it, wherever that is. */
export type LockLine = Omit<LockedGrant, 'at'>;

const MAX_MEBIBYTES = 64;
const MOST_ISSUES = 100;
/** zod hands the issues of one element on as arguments of one call, whose number the stack limits. */
const LONGEST_LINE = 64 * 1024;

/** The grants in the order of the file. */
export function parseLock(file: SourceFile): ParsedLock {
  const text = textOf(file);
  const problem = textProblem(text, MAX_MEBIBYTES);
  if (problem) return invalid(problem.reason, { file: file.path, line: problem.line });
  const issues: BaselineIssue[] = [];
  const grants = new Map<string, LockedGrant>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || issues.length >= MOST_ISSUES) continue;
    const read = readLine(line, { file: file.path, line: index + 1 });
    if (read.kind === 'invalid') issues.push(...read.issues);
    if (read.kind !== 'grant') continue;
    const { at } = read.grant;
    const key = JSON.stringify(subjectOf(read.grant));
    const first = grants.get(key);
    if (first) issues.push({ reason: `this grant is already in line ${first.at.line}`, at });
    else grants.set(key, read.grant);
  }
  return issues.length > 0 ? { kind: 'invalid', issues } : { kind: 'lock', grants: [...grants.values()] };
}

/** Sorted by region, repository, principal, capability: the same grants give the same bytes. */
export function printLock(grants: readonly LockLine[]): string {
  const lines = [{ lockVersion: LOCK_VERSION }, ...grants.toSorted(bySubject).map(lineOf)];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function subjectOf({ region, repository, principal, capability }: LockLine): readonly string[] {
  return [region, repository, principal, capability];
}

function bySubject(a: LockLine, b: LockLine): number {
  const others = subjectOf(b);
  return subjectOf(a).reduce((order, part, index) => order || compare(part, others[index] ?? ''), 0);
}

/** Keys in the order of the contract, however the grant was made. */
function lineOf({ region, repository, principal, principalClass, capability, decision, conditions }: LockLine): LockLine {
  return { region, repository, principal, principalClass, capability, decision, conditions: conditions.map(conditionOf) };
}

function conditionOf(condition: NamedResidual): NamedResidual {
  if ('account' in condition) return { account: condition.account };
  const { effect, operator, key, values, policy, index } = condition;
  return { effect, operator, key, values, policy, index };
}

type LineReading =
  | { readonly kind: 'grant'; readonly grant: LockedGrant }
  | { readonly kind: 'header' }
  | { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[] };

function readLine(text: string, at: SourceLocation): LineReading {
  if (text.length > LONGEST_LINE) return invalid(`a line is longer than ${LONGEST_LINE} characters`, at);
  if (/^(<{7}|={7}|>{7})/.test(text)) return invalid('a merge conflict is not resolved here', at);
  const reading = readUniqueJson(text);
  if (reading.kind === 'problem') return invalid(reading.reason, at);
  const { value } = reading;
  if (!isHeader(value)) {
    const grant = lockLineSchema.safeParse(value);
    return grant.success ? { kind: 'grant', grant: { ...grant.data, at } } : wrong(lockLineSchema, grant.error, text, at);
  }
  if (at.line > 1) return invalid('a header is for the first line only', at);
  const header = lockHeaderSchema.safeParse(value);
  return header.success ? { kind: 'header' } : wrong(lockHeaderSchema, header.error, text, at);
}

function isHeader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'lockVersion' in value;
}

/** What a schema finds wrong with a line. Only such lines are read a second time, for the words of other documents. */
function wrong(schema: z.ZodType, error: z.ZodError, text: string, at: SourceLocation): LineReading {
  const { documents, issues } = readFile({ path: 'line.json', text });
  const found = documents.flatMap((document) => schemaIssues(schema, error, document));
  return { kind: 'invalid', issues: [...issues, ...found].slice(0, MOST_ISSUES).map(({ reason }) => ({ reason, at })) };
}

function invalid(reason: string, at: SourceLocation): { readonly kind: 'invalid'; readonly issues: readonly BaselineIssue[] } {
  return { kind: 'invalid', issues: [{ reason, at }] };
}
