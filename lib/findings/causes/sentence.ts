// What a cause says: one plain sentence of what it is and what comes of it. Lists are cut, and what is left out is counted.
import { CAPABILITIES, isCapability } from '../../model/access.ts';
import type { Drift, GrantDrift, PlaceholderAccess } from '../../model/drift.ts';
import type { Finding } from '../../model/finding.ts';
import { gapPartName } from '../../model/gap-part.ts';
import { counted, quoted } from '../../text/quote.ts';
import { whom } from '../../text/whom.ts';
import { grantReason } from '../describe-grant.ts';
import { placeholderReason } from '../describe-placeholder.ts';
import { forbiddenBy } from '../forbidding.ts';
import { listed } from './listed.ts';
import type { Origin } from './origin.ts';

/** The sentence of a cause of these findings, in reading order and at least one; an only finding says it best itself. */
export function causeSentence(origin: Origin, title: string, findings: readonly Finding[]): string {
  const [first] = findings;
  if (!first) return title;
  if (findings.length === 1) return first.message;
  switch (origin.kind) {
    case 'statement':
    case 'template':
      return statementSentence(title, findings, first);
    case 'lack':
    case 'layer':
      return lackSentence(origin.kind === 'layer', title, findings);
    case 'gone':
      return `${origin.what} ${origin.name} is gone, and the baseline still speaks of it`;
    case 'unmanaged':
      return `no rule is about ${placesWords(findings)}`;
    case 'new':
      return `${placesWords(findings)} are new to the baseline, and grants on every repository reach them, as rule ${quoted(origin.rule)} allows: list them in \`known\` of ${origin.file}`;
    case 'call':
      return `${title}: ${listed(findings.flatMap(({ drift }) => (drift.kind === 'unverified' ? [gapPartName(drift.gap.part)] : [])).sort())} were not read`;
    case 'baseline':
    case 'configuration':
    case 'token':
    case 'malformed':
      return andMore(first, findings);
  }
}

/** Of all that a statement does the gravest kind: access that it gives, keeps away or leaves open, then what is wrong with it by itself. */
function statementSentence(title: string, findings: readonly Finding[], first: Finding): string {
  const given = findings.filter(({ drift }) => isGiven(drift));
  if (given.length > 0) {
    const reasons = given.flatMap(({ drift }) => (isGiven(drift) ? [givenReason(drift)] : []));
    return `${title} gives ${accessWords(given)}${conditionWords(given)}: ${partly(reasons)}`;
  }
  for (const [kind, verb] of ASKED) {
    const asked = findings.filter(({ drift }) => drift.kind === kind);
    if (asked.length > 0) return `${title} ${verb} ${accessWords(asked)}: ${partly(asked.flatMap(demands))}`;
  }
  return andMore(first, findings);
}

const ASKED = [
  ['missing', 'denies'],
  ['unsettled', 'leaves open whether it gives'],
] as const;

type Given = GrantDrift | PlaceholderAccess;

function isGiven(drift: Drift): drift is Given {
  return GIVEN.has(drift.kind);
}

const GIVEN: ReadonlySet<Drift['kind']> = new Set<Given['kind']>(['unexpected', 'raised', 'weakened', 'forbidden', 'coming']);

function givenReason(drift: Given): string {
  return drift.kind === 'coming' ? placeholderReason(drift) : grantReason(drift);
}

/** Who asks for access that is not there, or of which nobody knows. */
function demands({ drift }: Finding): readonly string[] {
  if (drift.kind !== 'missing' && drift.kind !== 'unsettled') return [];
  const by = drift.kind === 'missing' ? drift.source : drift.asked;
  if (by === 'forbid') return [forbiddenBy(drift.rule.id)];
  return [by === 'lock' ? 'the lock holds it' : `rule \`${drift.rule.id}\` requires it`];
}

/** The rule that asks for it is said once, and what keeps it away. */
function lackSentence(isGuarded: boolean, title: string, findings: readonly Finding[]): string {
  const layers = [...new Set(findings.flatMap(({ drift }) => (drift.kind === 'missing' ? drift.blockedBy : [])))].sort();
  const blocked = isGuarded || layers.length === 0 ? '' : `; blocked by ${layers.join(', ')}`;
  const what = isGuarded ? `does not get through ${title}` : 'is missing';
  return `${capabilityWords(findings)} on ${placesWords(findings)} ${what} for ${whomWords(findings)}: ${partly(findings.flatMap(demands))}${blocked}`;
}

function accessWords(findings: readonly Finding[]): string {
  return `${whomWords(findings)} ${capabilityWords(findings)} on ${placesWords(findings)}`;
}

/** Everybody first, which `*` sorts as; then by name. */
function whomWords(findings: readonly Finding[]): string {
  const names = findings.flatMap(({ principal }) => (principal === null ? [] : [principal]));
  return listed([...new Set(names)].sort().map(whom));
}

function placesWords(findings: readonly Finding[]): string {
  return listed(findings.map(placeWords).sort());
}

const MOST_CAPABILITIES = 8;

function capabilityWords(findings: readonly Finding[]): string {
  const words = [...new Set(findings.flatMap(({ capability }) => (capability === null ? [] : [capability])))];
  return listed(
    words.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1)),
    MOST_CAPABILITIES,
  );
}

/** Raw actions come after all capabilities. */
function place(word: string): number {
  return isCapability(word) ? CAPABILITIES.indexOf(word) : CAPABILITIES.length;
}

function placeWords({ region, repository, drift }: Finding): string {
  if (drift.kind === 'coming' && drift.of === 'registry') return `the registry of ${region}`;
  if (drift.kind === 'coming') return `repositories to come in ${region} that match ${quoted(drift.access.repository)}`;
  if (repository === '*') return region === '*' ? 'every repository' : `every repository in ${region}`;
  return `${repository} in ${region}`;
}

function conditionWords(findings: readonly Finding[]): string {
  const isConditional = ({ drift }: Finding): boolean =>
    isGiven(drift) && (drift.kind === 'coming' ? drift.access : drift.grant).decision === 'conditional';
  return findings.every(isConditional) ? ' under conditions' : '';
}

const MOST_REASONS = 2;

/** One reason for all, or those that there are. */
function partly(reasons: readonly string[]): string {
  const distinct = [...new Set(reasons)];
  if (distinct.length === 1) return distinct[0] ?? '';
  const more = distinct.length > MOST_REASONS ? ['in part for other reasons'] : [];
  return [...distinct.slice(0, MOST_REASONS).map((reason) => `in part ${reason}`), ...more].join(', ');
}

function andMore({ message }: Finding, findings: readonly Finding[]): string {
  return `${message}; and ${counted(findings.length - 1, 'finding')} more of the same cause`;
}
