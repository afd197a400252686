// An audit as Markdown: what it adds up to, what was not read, then the causes by severity with their proof.
import { SEVERITIES } from '../model/severity.ts';
import { counted } from '../text/quote.ts';
import { actorLines } from './actor-words.ts';
import { causeEvidence, causeLabel, causeMembers, causeMendLines } from './cause-lines.ts';
import { incompleteness } from './completeness.ts';
import { openBySeverity } from './counts.ts';
import { evidenceLines } from './evidence-lines.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';
import { type PresentCause, presentCauses } from './present.ts';
import { notVerified } from './qualified.ts';
import { rereadLines } from './reread-view.ts';
import type { AuditView, FindingView } from './schema.ts';

const MOST_BYTES = 60_000;
/** What the last lines need. */
const RESERVE = 500;
const LONGEST_LINE = 500;
const MOST_GAPS = 50;
const MOST_MEND_LINES = 40;

/**
 * The audit in at most 60 kB; where findings are left out the last line says how many. What is over is only counted. `remarks` are
 * what a reader has to know besides, a paragraph each.
 */
export function markdownOf(view: AuditView, remarks: readonly string[] = []): string {
  const [title, ...rest] = opening(view);
  const besides = remarks.map((remark) => prose(`${markdownText(remark, LONGEST_LINE)}\n`));
  const blocks = [...(title ? [title] : []), ...besides, ...rest, ...sections(view)];
  const kept: string[] = [];
  let left = MOST_BYTES - RESERVE;
  for (const { text } of blocks) {
    const written = text();
    left -= Buffer.byteLength(written) + 1;
    if (left < 0) break;
    kept.push(written);
  }
  const lost = blocks.slice(kept.length).reduce((sum, { findings }) => sum + findings, 0);
  const closing = lost > 0 ? [`**CUT: ${counted(lost, 'finding')} left out here, the gravest are above; see the JSON report**\n`] : [];
  return [...kept, ...closing].join('\n');
}

interface Block {
  /** Written only where there is room for it. */
  readonly text: () => string;
  /** How many findings it tells of. */
  readonly findings: number;
}

function opening(view: AuditView): readonly Block[] {
  const { account, baseline, summary, observed } = view;
  const of = baseline
    ? `baseline ${markdownCode(baseline.path, LONGEST_LINE)}, sha256 ${markdownCode(baseline.sha256, LONGEST_LINE)}`
    : 'no baseline';
  const { open, accepted, resolved } = summary.byState;
  const causes = presentCauses(view).length;
  const rows = Object.entries(openBySeverity(view.findings)).map(([severity, count]) => `| ${severity} | ${count} |\n`);
  return [
    prose(`# ECR access of account ${markdownText(account, LONGEST_LINE)}\n`),
    prose(`${of}\n`),
    ...rereadLines(view).map((line) => prose(`${markdownText(line, LONGEST_LINE)}\n`)),
    prose(`${counted(causes, 'cause')}: ${open} open, ${accepted} accepted, ${resolved} resolved, ${summary.unverified} not verified\n`),
    ...(observed
      ? [
          prose(
            `Observing: a baseline could capture ${counted(observed.grants, 'grant')} of ${counted(observed.principals, 'principal')}; until there is one, only what outsiders have is told, and what policies show by themselves\n`,
          ),
        ]
      : []),
    prose(`| severity | open |\n|---|---:|\n${rows.join('')}`),
    prose(`## Completeness\n\n${completeness(view).join('\n')}\n`),
  ];
}

function completeness(view: AuditView): readonly string[] {
  const gaps = incompleteness(view).map((line) => `- ${markdownText(line.trim(), LONGEST_LINE)}`);
  const more = gaps.length > MOST_GAPS ? [`- and ${gaps.length - MOST_GAPS} more`] : [];
  return [...(view.complete ? ['- scan complete'] : []), ...gaps.slice(0, MOST_GAPS), ...more, ...unwatched(view)];
}

/** What is over for no better reason than that nobody looks there. */
function unwatched({ findings }: AuditView): readonly string[] {
  const lost = findings.filter(({ because }) => because === 'not-watched').length;
  return lost === 0
    ? []
    : [`- not watched any more: ${counted(lost, 'finding')} in regions that are not scanned, none of them found to be better`];
}

function sections(view: AuditView): readonly Block[] {
  const present = presentCauses(view);
  return SEVERITIES.toReversed().flatMap((severity) => {
    const alike = present.filter(({ cause }) => cause.severity === severity);
    if (alike.length === 0) return [];
    return [prose(`## ${severity}\n`), ...alike.map((each) => ({ text: () => causeText(each), findings: each.findings.length }))];
  });
}

/** A finding that is the only one of its cause needs no other words. */
function causeText(present: PresentCause): string {
  const [first, ...others] = present.findings;
  if (others.length === 0) return findingText(first, present);
  const { id, message } = present.cause;
  const fix = first.remediation === '' ? [] : [`fix: ${first.remediation}`];
  return [
    `### ${markdownText(causeLabel(present), LONGEST_LINE)}`,
    '',
    markdownText(message, LONGEST_LINE),
    '',
    ...[...causeEvidence(present), ...actorLines(present.findings), ...fix, ...causeMembers(present)].map(
      (line) => `- ${markdownText(line, LONGEST_LINE)}`,
    ),
    `- ${markdownCode(id, LONGEST_LINE)}, first seen ${present.findings.map(({ firstSeen }) => firstSeen).reduce((a, b) => (a < b ? a : b))}`,
    '',
    ...remediationText(present),
  ].join('\n');
}

function findingText(finding: FindingView, present: PresentCause): string {
  const { code, name, message, id, remediation, firstSeen, evidence } = finding;
  const details = evidence.details ?? [];
  const lines = [...evidenceLines(finding), ...details, ...actorLines([finding])].map((line) => `- ${markdownText(line, LONGEST_LINE)}`);
  return [
    `### ${markdownText(`${code} ${name}`, LONGEST_LINE)}`,
    '',
    markdownText(message, LONGEST_LINE),
    '',
    ...lines,
    ...(remediation === '' ? [] : [`- fix: ${markdownText(remediation, LONGEST_LINE)}`]),
    `- ${markdownCode(id, LONGEST_LINE)}, ${statusOf(finding)}, first seen ${firstSeen}`,
    '',
    ...remediationText(present),
  ].join('\n');
}

function statusOf({ state, acceptance, unverifiedSince }: FindingView): string {
  const status = acceptance
    ? `accepted until ${acceptance.until.slice(0, 10)} by exception ${markdownCode(acceptance.exception, LONGEST_LINE)}`
    : state;
  return unverifiedSince === undefined ? status : `${status}, ${notVerified(unverifiedSince)}`;
}

function remediationText(present: PresentCause): readonly string[] {
  const lines = causeMendLines(present);
  const more = lines.length > MOST_MEND_LINES ? ['... see the JSON report'] : [];
  return lines.length === 0 ? [] : [markdownBlock([...lines.slice(0, MOST_MEND_LINES), ...more], LONGEST_LINE), ''];
}

function prose(text: string): Block {
  return { text: () => text, findings: 0 };
}
