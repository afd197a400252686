// Causes and findings of the page: the gravest in full, all of them counted.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { FindingState } from '../../model/finding.ts';
import { compare } from '../../text/order.ts';
import { cut } from '../../text/quote.ts';
import { actorLines } from '../actor-words.ts';
import { causeEvidence, causeLabel } from '../cause-lines.ts';
import { directionAmong } from '../direction.ts';
import { evidenceLines } from '../evidence-lines.ts';
import { meaningOf } from '../meaning.ts';
import { qualified } from '../qualified.ts';
import { placeOf } from '../remediation-lines.ts';
import type { AuditView, CauseView, FindingView } from '../schema.ts';
import type { Listed, PageCause, PageCode, PageFinding, PageRemediation } from './page-view.ts';

/** Beyond these a page tells of groups, and says so. */
const MOST_CAUSES = 400;
const MOST_FINDINGS = 1_500;
const MOST_NAMES = 50;
const LONGEST_SENTENCE = 1_000;
const LONGEST_LINE = 2_000;
const LONGEST_DIFF = 20_000;

/** The first of a list, and how many there are. */
export function listed<T>(all: readonly T[], most: number): Listed<T> {
  return { first: all.slice(0, most), total: all.length };
}

/** The causes in the order of the audit. */
export function pageCauses({ causes, findings }: AuditView): Listed<PageCause> {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const told = causes.flatMap((cause) => {
    const [first, ...others] = cause.findings.flatMap((id) => byId.get(id) ?? []);
    return first ? [{ cause, among: [first, ...others] as const }] : [];
  });
  return { first: told.slice(0, MOST_CAUSES).map(({ cause, among }) => pageCause(cause, among)), total: told.length };
}

function pageCause(cause: CauseView, among: readonly [FindingView, ...FindingView[]]): PageCause {
  const { id, severity, message, remediation } = cause;
  const [first] = among;
  return {
    ...{ id, severity, direction: directionAmong(among) },
    label: causeLabel({ cause, findings: among }),
    message: cut(among.length === 1 ? qualified(first) : message, LONGEST_SENTENCE),
    states: { open: inState(among, 'open'), accepted: inState(among, 'accepted'), resolved: inState(among, 'resolved') },
    firstSeen: among.map(({ firstSeen }) => firstSeen).reduce((a, b) => (a < b ? a : b)),
    evidence: (among.length === 1 ? proofOf(first) : causeEvidence({ cause, findings: among })).map(shortened),
    who: actorLines(among).map(shortened)[0] ?? null,
    findings: listed(cause.findings, MOST_NAMES),
    repositories: named(
      among.flatMap(({ region, repository, evidence }) => [
        ...(repository === null ? [] : [placeName(repository, region)]),
        ...(evidence.repositories ?? []).map((each) => placeName(each.repository, each.region)),
      ]),
    ),
    principals: named(among.flatMap(({ principal }) => principal ?? [])),
    policy: policyOf(cause),
    remedy: first.remediation,
    remediation: remediation && pageRemediation(remediation),
  };
}

function proofOf(finding: FindingView): readonly string[] {
  return [...evidenceLines(finding), ...(finding.evidence.details ?? [])];
}

function placeName(repository: string, region: string | null): string {
  return region === null ? repository : `${repository} in ${region}`;
}

function named(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(compare).slice(0, MOST_NAMES);
}

function inState(among: readonly FindingView[], wanted: FindingState): number {
  return among.filter(({ state }) => state === wanted).length;
}

function policyOf({ remediation, statement, kind }: CauseView): string {
  const [change] = remediation && 'changes' in remediation ? remediation.changes : [];
  if (change) return placeOf(change);
  return statement?.policy ?? KINDS[kind];
}

const KINDS = {
  statement: 'a statement',
  absence: 'no statement',
  removal: 'what is gone',
  rule: 'the baseline',
  unread: 'what was not read',
  configuration: 'policies and settings',
} as const satisfies Record<CauseView['kind'], string>;

function pageRemediation(remediation: NonNullable<CauseView['remediation']>): PageRemediation {
  const { accept, leaves } = remediation;
  if ('why' in remediation) return { why: remediation.why, changes: [], warnings: [], alsoRemoves: 0, leaves: leaves.length, accept };
  const { changes, warnings, alsoRemoves } = remediation;
  return {
    why: null,
    changes: changes.map((change) => ({
      place: placeOf(change),
      // The names of the two sides say nothing here.
      diff: cut(change.diff.split('\n').slice(2).join('\n'), LONGEST_DIFF),
      command: change.command,
      affects: change.affects.slice(0, MOST_NAMES),
    })),
    warnings,
    alsoRemoves: alsoRemoves.length,
    leaves: leaves.length,
    accept,
  };
}

/** The findings in the order of the audit. */
export function pageFindings({ causes, findings }: AuditView): Listed<PageFinding> {
  const causeOf = new Map(causes.flatMap(({ id, findings: ids }) => ids.map((finding) => [finding, id] as const)));
  return { first: findings.slice(0, MOST_FINDINGS).map((each) => pageFinding(each, causeOf.get(each.id) ?? null)), total: findings.length };
}

function pageFinding(finding: FindingView, cause: string | null): PageFinding {
  const { id, code, name, severity, state, region, repository, principal, capability, mend, acceptance, firstSeen } = finding;
  return {
    ...{ id, cause, code, name, severity, state, region, repository, principal, capability },
    message: cut(qualified(finding), LONGEST_SENTENCE),
    evidence: proofOf(finding).map(shortened),
    accept: mend?.accept ?? null,
    exception: acceptance?.exception ?? null,
    until: acceptance?.until ?? null,
    firstSeen,
    unverifiedSince: finding.unverifiedSince ?? null,
  };
}

function shortened(line: string): string {
  return cut(line, LONGEST_LINE);
}

/** The codes that are met, explained. */
export function pageCodes(findings: readonly FindingView[]): readonly PageCode[] {
  const codes = new Map<string, PageCode>();
  for (const { code, name, remediation } of findings)
    getOrCreate(codes, code, () => {
      const known = meaningOf(code);
      return { code, name, meaning: known?.meaning ?? '', remedy: known?.remedy ?? remediation };
    });
  return [...codes.values()].sort((a, b) => compare(a.code, b.code));
}
