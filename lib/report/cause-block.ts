// One cause, or one finding of it, with all that is known: what it says, what may come of it, what proves it, what ends it and what keeps it.
import { visible } from '../text/quote.ts';
import { actorLines } from './actor-words.ts';
import { causeEvidence, causeLabel, causeMembers, causeMendLines } from './cause-lines.ts';
import { evidenceLines } from './evidence-lines.ts';
import type { PresentCause } from './present.ts';
import { notVerified } from './qualified.ts';
import { type MendLength, remediationLines } from './remediation-lines.ts';
import { riskOf } from './risk.ts';
import type { FindingView } from './schema.ts';
import { paragraph, type Screen } from './screen.ts';

/** The lines of a cause; one that has a single finding has its words and its id. */
export function causeBlock(present: PresentCause, screen: Screen, length: MendLength = 'short'): readonly string[] {
  const [first, ...others] = present.findings;
  return others.length === 0 ? soleBlock(first, present, screen, length) : severalBlock(present, screen, length);
}

/** The lines of one finding among others of its cause, with the change that ends it alone. */
export function findingBlock(finding: FindingView, cause: PresentCause['cause'], screen: Screen): readonly string[] {
  const accepted = finding.acceptance !== null;
  return [
    ...factLines(finding, screen),
    ...(accepted ? [] : mend(remediationLines(finding.mend, 'whole'), screen)),
    ...prose([`one of ${cause.findings.length} findings of ${cause.id}, which \`ecr-drift fix\` ends together`], screen),
  ];
}

/** A finding that is the only one of its cause needs no other words. */
function soleBlock(finding: FindingView, present: PresentCause, screen: Screen, length: MendLength): readonly string[] {
  return [...factLines(finding, screen), ...mend(causeMendLines(present, length), screen)];
}

function factLines(finding: FindingView, screen: Screen): readonly string[] {
  const { severity, code, name, id, message, remediation, acceptance, unverifiedSince } = finding;
  const heading = [
    `${code} ${name}  ${id}`,
    ...(acceptance ? [`accepted until ${acceptance.until.slice(0, 10)}`] : []),
    ...(unverifiedSince === undefined ? [] : [notVerified(unverifiedSince)]),
  ];
  return [
    ...title(severity, heading.join('  '), screen),
    ...prose(
      [
        message,
        ...riskLines([finding]),
        ...evidenceLines(finding),
        ...actorLines([finding]),
        ...(acceptance ? [`by exception ${acceptance.exception}`] : []),
        `fix: ${remediation}`,
      ],
      screen,
    ),
  ];
}

function severalBlock(present: PresentCause, screen: Screen, length: MendLength): readonly string[] {
  const { severity, id, message } = present.cause;
  const [{ remediation }] = present.findings;
  return [
    ...title(severity, `${causeLabel(present)}  ${id}`, screen),
    ...prose(
      [message, ...riskLines(present.findings), ...causeEvidence(present), ...actorLines(present.findings), `fix: ${remediation}`],
      screen,
    ),
    ...mend(causeMendLines(present, length), screen),
    ...prose(causeMembers(present), screen),
  ];
}

function title(severity: FindingView['severity'], text: string, screen: Screen): readonly string[] {
  const word = severity.toUpperCase();
  const [first = '', ...rest] = paragraph(screen, `${word}  ${text}`, 2);
  return [`${screen.paint(severity, word)}${first.slice(word.length)}`, ...rest];
}

function riskLines(findings: readonly FindingView[]): readonly string[] {
  const risk = riskOf(findings);
  return risk === undefined ? [] : [`risk: ${risk}`];
}

/** Sentences below a heading, as wide as the screen is. */
function prose(lines: readonly string[], screen: Screen): readonly string[] {
  return lines.flatMap((line) => paragraph(screen, `  ${visible(line)}`, 4));
}

/** A change: lines that are pasted or compared, and so never broken. */
function mend(lines: readonly string[], screen: Screen): readonly string[] {
  return lines.map((line) => `    ${screen.paint(toneOf(line), line)}`);
}

function toneOf(line: string) {
  if (line.startsWith('  -')) return 'lost';
  if (line.startsWith('  +')) return 'good';
  if (line.startsWith('warning: ')) return 'warning';
  return line.startsWith('run: ') ? 'strong' : 'plain';
}
