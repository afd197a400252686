// Small accounts against small baselines, all the way to findings.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Judged, judgeSnapshot } from '../../lib/audit.ts';
import type { Baseline } from '../../lib/model/baseline.ts';
import type { Finding } from '../../lib/model/finding.ts';
import type { AccountSnapshot } from '../../lib/model/snapshot.ts';
import type { AuditView } from '../../lib/report/schema.ts';
import { auditView } from '../../lib/report/view.ts';
import { readSnapshot } from '../../lib/snapshot/parse.ts';
import { type AccountWords, snapshotOf } from './account-shorthand.ts';
import { baselineOf, policy } from './baseline.ts';

/** The rules of a baseline, as YAML below `rules:`. */
export function rules(text: string): Baseline {
  return baselineOf({ 'baseline.yaml': policy(`rules:\n${text}`) });
}

/** A rule about repositories that nobody has: the baseline has an opinion, and none about these. */
export const ELSEWHERE = rules(
  '  - { id: elsewhere, repositories: [elsewhere], allow: [{ principals: [same-account], capabilities: [list] }] }',
);

/** A rule that manages every repository and expects nobody in them. */
export const NOBODY = rules(
  '  - { id: nobody, repositories: ["**"], allow: [{ principals: ["account:000000000000"], capabilities: [list] }] }',
);

/** A rule that expects everybody of the account to do everything. */
export const EVERYBODY = rules('  - { id: everybody, repositories: ["**"], allow: [{ principals: [same-account], capabilities: [any] }] }');

/** The drift of an account; facts about its policies have tests of their own. */
export function findingsIn(words: AccountWords, baseline: Baseline | undefined): readonly Finding[] {
  return judgeSnapshot(snapshotOf(words), baseline).findings.filter(({ drift }) => drift.kind !== 'hygiene');
}

/** `code severity principal capability repository` of each finding, sorted. */
export function briefly(findings: readonly Finding[]): readonly string[] {
  return findings
    .map(({ code, severity, principal, capability, repository }) => [code, severity, short(principal), capability, repository].join(' '))
    .sort();
}

function short(principal: string | null): string {
  return (principal ?? '-').replace(/^arn:aws:iam::1{12}:/, '');
}

export function viewOf(judged: Judged): AuditView {
  return auditView({ ...judged, followed: undefined });
}

// The example account.

const ACME = join(import.meta.dirname, '../../examples/acme');

export function acmeFile(): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(ACME, 'snapshot.json'), 'utf8'));
}

export function acmeBaseline(): Baseline {
  const names = readdirSync(join(ACME, 'baseline')).sort();
  return baselineOf(Object.fromEntries(names.map((name) => [`baseline/${name}`, readFileSync(join(ACME, 'baseline', name), 'utf8')])));
}

export function snapshotFrom(file: unknown): AccountSnapshot {
  const reading = readSnapshot(JSON.stringify(file));
  if (reading.kind === 'problem') throw new Error(reading.reason);
  return reading.snapshot;
}
