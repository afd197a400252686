// An audit for people: the findings, gravest first, then what they add up to.
import { SEVERITIES } from '../model/severity.ts';
import { counted, visible } from '../text/quote.ts';
import { incompleteness } from './completeness.ts';
import { evidenceLines } from './evidence-lines.ts';
import type { AuditView, FindingView } from './schema.ts';

export function auditTable(view: AuditView): string {
  // What is over has been told by its event.
  const present = view.findings.filter(({ state }) => state !== 'resolved');
  return [...present.map(block), ...eventLines(view), closing(view)].join('\n\n').concat('\n');
}

function block(finding: FindingView): string {
  const { severity, code, name, id, message, remediation, state } = finding;
  const lines = [
    `${severity.toUpperCase()}  ${code} ${name}  ${id}${state === 'accepted' ? '  accepted' : ''}`,
    `  ${visible(message)}`,
    ...evidenceLines(finding).map((line) => `  ${visible(line)}`),
    `  fix: ${remediation}`,
  ];
  return lines.join('\n');
}

function closing(view: AuditView): string {
  const { summary, findings, observed, notes } = view;
  const severities = SEVERITIES.toReversed().flatMap((severity) => {
    const count = summary.bySeverity[severity];
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return [
    findings.length === 0 ? 'no findings' : `${counted(findings.length, 'finding')}: ${severities.join(', ')}`,
    ...(observed ? [observing(observed)] : []),
    ...(notes.length > 0 ? [`${counted(notes.length, 'note')} on policies: see --format json`] : []),
    ...(view.complete ? ['scan complete'] : []),
    ...incompleteness(view),
  ].join('\n');
}

function observing({ grants, principals, repositories }: NonNullable<AuditView['observed']>): string {
  const access = `${counted(grants, 'grant')} of ${counted(principals, 'principal')} on ${repositories === 1 ? '1 repository' : `${repositories} repositories`}`;
  return `observing, nothing is drift: a baseline could capture ${access}`;
}

/** What happened since the last run, one line each. */
function eventLines({ events }: AuditView): readonly string[] {
  if (!events) return [];
  if (events.length === 0) return ['nothing changed since the last run'];
  return [['since the last run:', ...events.map(({ event, id, message }) => `  ${event}  ${id}  ${visible(message)}`)].join('\n')];
}
