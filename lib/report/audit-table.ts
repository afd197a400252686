// An audit for people: the findings, gravest first, then what they add up to.
import { counted, visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import { openInWords } from './counts.ts';
import { evidenceLines } from './evidence-lines.ts';
import { notVerified, qualified } from './qualified.ts';
import { inReadingOrder } from './reading-order.ts';
import { remediationLines } from './remediation-lines.ts';
import type { AuditView, FindingView } from './schema.ts';

/** An audit as text for a terminal: the findings in reading order, what happened since the last run, the counts and what was not read. */
export function auditTable(view: AuditView): string {
  return [...auditTableChunks(view)].join('');
}

/** The same finding by finding. */
export function* auditTableChunks(view: AuditView): Iterable<string> {
  // What is over has been told by its event.
  const present = view.findings.filter(({ state }) => state !== 'resolved').sort(inReadingOrder);
  for (const finding of present) yield `${block(finding)}\n\n`;
  for (const lines of eventLines(view)) yield `${lines}\n\n`;
  yield `${closing(view)}\n`;
}

function block(finding: FindingView): string {
  const { severity, code, name, id, message, remediation, mend, acceptance, unverifiedSince } = finding;
  const lines = [
    [
      `${severity.toUpperCase()}  ${code} ${name}  ${id}`,
      ...(acceptance ? [`accepted until ${acceptance.until.slice(0, 10)}`] : []),
      ...(unverifiedSince === undefined ? [] : [notVerified(unverifiedSince)]),
    ].join('  '),
    `  ${visible(message)}`,
    ...evidenceLines(finding).map((line) => `  ${visible(line)}`),
    ...(acceptance ? [`  by exception ${visible(acceptance.exception)}`] : []),
    `  fix: ${remediation}`,
    // What was accepted is meant to stay for now.
    ...(acceptance ? [] : remediationLines(mend)).map((line) => `    ${line}`),
  ];
  return lines.join('\n');
}

function closing(view: AuditView): string {
  const { findings, observed, notes } = view;
  return [
    tally(findings.filter(({ state }) => state !== 'resolved')),
    ...(observed ? [observing(observed)] : []),
    ...(notes.length > 0 ? [`${counted(notes.length, 'note')} on policies: see --format json`] : []),
    ...(view.complete ? ['scan complete'] : []),
    ...incompleteness(view),
  ].join('\n');
}

/** What is open is counted by severity; what was accepted, by itself. */
function tally(findings: readonly FindingView[]): string {
  if (findings.length === 0) return 'no findings';
  const open = openInWords(findings);
  const accepted = findings.filter(({ state }) => state === 'accepted').length;
  const unverified = findings.filter(({ unverifiedSince }) => unverifiedSince !== undefined).length;
  const parts = [
    ...(open === '' ? [] : [open]),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(unverified > 0 ? [`${unverified} of them not verified in this scan`] : []),
  ];
  return `${counted(findings.length, 'finding')}: ${parts.join('; ')}`;
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
