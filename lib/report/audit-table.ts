// An audit for people: what findings come from, gravest first, then what they add up to.
import { counted, visible } from '../text/quote.ts';
import { causeEvidence, causeLabel, causeMembers, causeMendLines } from './cause-lines.ts';
import { incompleteness } from './completeness.ts';
import { openInWords } from './counts.ts';
import { evidenceLines } from './evidence-lines.ts';
import { type PresentCause, presentCauses } from './present.ts';
import { notVerified, qualified } from './qualified.ts';
import type { AuditView, FindingView } from './schema.ts';

/** An audit as text for a terminal: causes, the gravest first, what happened since the last run, the counts and what was not read. */
export function auditTable(view: AuditView): string {
  const present = presentCauses(view);
  return [...present.map(block), ...eventLines(view), closing(view, present.length)].join('\n\n').concat('\n');
}

function block(present: PresentCause): string {
  const [first, ...others] = present.findings;
  return (others.length === 0 ? findingBlock(first, present) : causeBlock(first, present)).join('\n');
}

/** A finding that is the only one of its cause needs no other words. */
function findingBlock(finding: FindingView, present: PresentCause): readonly string[] {
  const { severity, code, name, id, message, remediation, acceptance, unverifiedSince } = finding;
  return [
    [
      `${severity.toUpperCase()}  ${code} ${name}  ${id}`,
      ...(acceptance ? [`accepted until ${acceptance.until.slice(0, 10)}`] : []),
      ...(unverifiedSince === undefined ? [] : [notVerified(unverifiedSince)]),
    ].join('  '),
    `  ${visible(message)}`,
    ...evidenceLines(finding).map((line) => `  ${visible(line)}`),
    ...(acceptance ? [`  by exception ${visible(acceptance.exception)}`] : []),
    `  fix: ${remediation}`,
    ...mendLines(present),
  ];
}

function causeBlock({ remediation }: FindingView, present: PresentCause): readonly string[] {
  const { severity, id, message } = present.cause;
  return [
    `${severity.toUpperCase()}  ${causeLabel(present)}  ${id}`,
    `  ${visible(message)}`,
    ...causeEvidence(present).map((line) => `  ${visible(line)}`),
    `  fix: ${remediation}`,
    ...mendLines(present),
    ...causeMembers(present).map((line) => `  ${visible(line)}`),
  ];
}

function mendLines(present: PresentCause): readonly string[] {
  return causeMendLines(present).map((line) => `    ${line}`);
}

function closing(view: AuditView, causes: number): string {
  const { findings, observed, notes } = view;
  return [
    tally(
      findings.filter(({ state }) => state !== 'resolved'),
      causes,
    ),
    ...(observed ? [observing(observed)] : []),
    ...(notes.length > 0 ? [`${counted(notes.length, 'note')} on policies: see --format json`] : []),
    ...(view.complete ? ['scan complete'] : []),
    ...incompleteness(view),
  ].join('\n');
}

/** What is open is counted by severity; what was accepted, by itself. */
function tally(findings: readonly FindingView[], causes: number): string {
  if (findings.length === 0) return 'no findings';
  const open = openInWords(findings);
  const accepted = findings.filter(({ state }) => state === 'accepted').length;
  const unverified = findings.filter(({ unverifiedSince }) => unverifiedSince !== undefined).length;
  const parts = [
    ...(open === '' ? [] : [open]),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(unverified > 0 ? [`${unverified} of them not verified in this scan`] : []),
  ];
  return `${counted(causes, 'cause')}, ${counted(findings.length, 'finding')}: ${parts.join('; ')}`;
}

function observing({ grants, principals, repositories }: NonNullable<AuditView['observed']>): string {
  const access = `${counted(grants, 'grant')} of ${counted(principals, 'principal')} on ${repositories === 1 ? '1 repository' : `${repositories} repositories`}`;
  return `no baseline: only what outsiders have is told, and what policies show by themselves; a baseline could capture ${access}`;
}

/** What happened since the last run, one line each. */
function eventLines({ events }: AuditView): readonly string[] {
  if (!events) return [];
  if (events.length === 0) return ['nothing changed since the last run'];
  return [['since the last run:', ...events.map((each) => `  ${each.event}  ${each.id}  ${visible(qualified(each))}`)].join('\n')];
}
