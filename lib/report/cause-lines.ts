// A cause of several findings in a few lines, as plain text of strangers: whoever prints it makes it inert.
import { groupBy } from '../collections/group-by.ts';
import { counted } from '../text/quote.ts';
import { openInWords } from './counts.ts';
import { evidenceLines } from './evidence-lines.ts';
import type { PresentCause } from './present.ts';
import { notVerified } from './qualified.ts';
import { type MendLength, remediationLines } from './remediation-lines.ts';
import type { EvidenceView, FindingView } from './schema.ts';

const MOST_CODES = 4;
const MOST_IDS = 10;
const MOST_STANDINGS = 5;

/** `ECRD-103 ForbiddenAccess (4), ECRD-204 AccountRootDelegation`: what kinds of findings come from it. */
export function causeLabel({ findings }: PresentCause): string {
  const kinds = [...groupBy(findings, ({ code, name }) => `${code} ${name}`)];
  const shown = kinds.slice(0, MOST_CODES).map(([kind, { length }]) => (length === 1 ? kind : `${kind} (${length})`));
  return [...shown, ...(kinds.length > MOST_CODES ? [`${kinds.length - MOST_CODES} more kinds`] : [])].join(', ');
}

/** How much comes of it, and what proves it: its statement, and whatever is the same for all findings that have such a proof. */
export function causeEvidence({ cause, findings }: PresentCause): readonly string[] {
  const [first] = findings;
  const evidence: EvidenceView = {
    via: cause.statement ? [cause.statement] : shared(findings, 'via'),
    conditions: shared(findings, 'conditions'),
    repositories: shared(findings, 'repositories'),
    rule: shared(findings, 'rule'),
  };
  return [extent(cause, findings), ...evidenceLines({ ...first, evidence })];
}

function shared<K extends keyof EvidenceView>(findings: readonly FindingView[], key: K): EvidenceView[K] {
  const values = findings.flatMap(({ evidence }) => (evidence[key] === undefined ? [] : [evidence[key]]));
  return new Set(values.map((value) => JSON.stringify(value))).size === 1 ? values[0] : undefined;
}

function extent({ principals, repositories }: PresentCause['cause'], findings: readonly FindingView[]): string {
  const open = openInWords(findings);
  const places = repositories === 1 ? '1 repository' : `${repositories} repositories`;
  const about = [...(principals > 0 ? [counted(principals, 'principal')] : []), ...(repositories > 0 ? [places] : [])];
  return [`${counted(findings.length, 'finding')}${open === '' ? '' : `: ${open}`}`, ...(about.length > 0 ? [about.join(', ')] : [])].join(
    '; ',
  );
}

/** Its findings by their ids, and those that are accepted or could not be verified by themselves. */
export function causeMembers({ cause, findings }: PresentCause): readonly string[] {
  const standings = groupBy(
    findings.filter(({ acceptance, unverifiedSince }) => acceptance || unverifiedSince !== undefined),
    standingOf,
  );
  const told = [...standings].map(([standing, among]) => `${standing}: ${ids(among.map(({ id }) => id))}`);
  return [
    `findings: ${ids(findings.map(({ id }) => id))}${isKeptByCommand(cause) ? '; each is accepted by its own id' : ''}`,
    ...told.slice(0, MOST_STANDINGS),
    ...(told.length > MOST_STANDINGS ? [`and ${told.length - MOST_STANDINGS} more`] : []),
  ];
}

function standingOf({ acceptance, unverifiedSince }: FindingView): string {
  return [
    ...(acceptance ? [`accepted until ${acceptance.until.slice(0, 10)} by exception ${acceptance.exception}`] : []),
    ...(unverifiedSince === undefined ? [] : [notVerified(unverifiedSince)]),
  ].join(', ');
}

function isKeptByCommand({ remediation }: PresentCause['cause']): boolean {
  return remediation?.accept.startsWith('ecr-drift accept ') ?? false;
}

/** Where there is no change, nothing is ended, which needs no list. */
function leftBy(remediation: PresentCause['cause']['remediation'], findings: readonly FindingView[]): readonly string[] {
  if (!remediation || !('changes' in remediation)) return [];
  const open = new Set(findings.flatMap(({ id, state }) => (state === 'open' ? [id] : [])));
  return remediation.leaves.filter((id) => open.has(id));
}

function ids(all: readonly string[]): string {
  const more = all.length > MOST_IDS ? ` and ${all.length - MOST_IDS} more (--format json has them all)` : '';
  return `${all.slice(0, MOST_IDS).join(', ')}${more}`;
}

/** The lines of its remediation, each of them harmless to a terminal; none for what was accepted, which is meant to stay for now. */
export function causeMendLines({ cause: { remediation }, findings }: PresentCause, length: MendLength = 'short'): readonly string[] {
  if (findings.every(({ acceptance }) => acceptance !== null)) return [];
  const left = leftBy(remediation, findings);
  const more = left.length > 0 ? [`leaves ${ids(left)}: make this change first, and audit again`] : [];
  return [...remediationLines(remediation, length), ...more];
}
