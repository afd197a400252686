// The cases of test/corpus/diff: small accounts, and what a baseline says of them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { Instant } from '../../lib/model/ids.ts';
import type { AccountWords } from './account-shorthand.ts';
import { baselineOf, policy } from './baseline.ts';

export interface DriftCase extends AccountWords {
  readonly note: string;
  /** The rules of a document. */
  readonly rules?: readonly object[];
  /** The repositories that the document knows, by region: what its rules are about. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
  /** The rules of a document that knows none. */
  readonly 'other rules'?: readonly object[];
  /** Grants as the lock writes them, without the fields that every grant of the case shares. */
  readonly lock?: readonly object[];
  readonly now?: Instant;
  /** `kind principal capability repository`, with what else tells it after a colon. */
  readonly drift: readonly string[];
}

const FOLDER = join(import.meta.dirname, '../corpus/diff');

export const DRIFT_CASES = readdirSync(FOLDER).map((name) => ({
  name,
  cases: parse(readFileSync(join(FOLDER, name), 'utf8')) as readonly DriftCase[],
}));

/** What the baseline of a case says; one that has none says nothing. */
export function intentOf({ rules, known, 'other rules': others, lock }: DriftCase): Baseline {
  return baselineOf({
    ...(rules ? { 'baseline.yaml': policy(stringify({ rules, known })) } : {}),
    ...(others ? { 'others.yaml': policy(stringify({ rules: others })) } : {}),
    ...(lock ? { 'access.lock.jsonl': lockOf(lock) } : {}),
  });
}

function lockOf(lines: readonly object[]): string {
  const grants = lines.map((line) => ({
    ...{ region: 'us-east-1', repository: 'team/app', principalClass: 'same-account', decision: 'allowed', conditions: [] },
    ...line,
  }));
  return [{ lockVersion: 1 }, ...grants].map((line) => `${JSON.stringify(line)}\n`).join('');
}
