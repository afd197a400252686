// Drift to findings: a code, a severity, a sentence, and what to do.

import { ORGANIZATION } from '../access/account/account.ts';
import { MALFORMED } from '../access/account/documents.ts';
import { bindingReason } from '../checks/survey/binding.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { accessSeverity, graver, isProductionTier, raised } from '../drift/severity.ts';
import type { Grant } from '../model/access.ts';
import type { FindingCode } from '../model/codes.ts';
import type { AccountWideGrant, Drift, GrantDrift, MissingAccess, PolicyFinding, UnsettledAccess } from '../model/drift.ts';
import type { Finding } from '../model/finding.ts';
import { placeKey } from '../model/ids.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import type { AccountSnapshot, Gap } from '../model/snapshot.ts';
import { whom } from '../text/whom.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Facts } from './facts.ts';
import { findingId } from './fingerprint.ts';
import { forbiddenBy, UNSTATED } from './forbidding.ts';
import { openRule } from './open-rules.ts';
import { placeholderFacts } from './placeholder-facts.ts';
import { remedyOf } from './remedy.ts';
import { verb } from './verb.ts';

/** The findings of one snapshot, sorted by severity, then id. Every id occurs once. */
export function findingsOf(drift: readonly Drift[], snapshot: AccountSnapshot): readonly Finding[] {
  const found = drift.map((each) => findingOf(each, snapshot));
  return gravestFirst([...new Map(found.map((finding) => [finding.id, finding])).values()]);
}

/** Sorted by severity, then id. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1));
}

function findingOf(drift: Drift, snapshot: AccountSnapshot): Finding {
  const { code, subject, principalKey, ...shown } = factsOf(drift, snapshot);
  const { name } = CATALOGUE[code];
  const { partition, account, collectedAt } = snapshot;
  const id = findingId({ code, partition, account, region: shown.region, subject, principal: principalKey, capability: shown.capability });
  return {
    id,
    code,
    name,
    ...shown,
    state: 'open',
    acceptance: undefined,
    drift,
    remediation: remedyOf(code, drift, account),
    firstSeen: collectedAt,
    lastSeen: collectedAt,
  };
}

function factsOf(drift: Drift, snapshot: AccountSnapshot): Facts {
  switch (drift.kind) {
    case 'unexpected':
    case 'raised':
    case 'weakened':
    case 'forbidden':
      return grantFacts(drift, snapshot);
    case 'coming':
      return placeholderFacts(drift);
    case 'missing':
      return missingFacts(drift);
    case 'unsettled':
      return unsettledFacts(drift);
    case 'unmanaged':
      return unmanagedFacts(drift);
    case 'hygiene':
      return hygieneFacts(drift);
    case 'unverified':
      return gapFacts(drift.gap);
  }
}

function grantFacts(drift: GrantDrift, snapshot: AccountSnapshot): Facts {
  const { grant, everywhere } = drift;
  const code = grantCode(drift);
  const region = everywhere?.region ?? grant.region;
  const repository = everywhere ? '*' : grant.repository;
  return {
    code,
    severity: grantSeverity(code, drift, snapshot),
    region,
    repository,
    subject: repository,
    principal: grant.principal.name,
    principalKey: grant.principal.uniqueId ?? grant.principal.name,
    capability: grant.capability,
    message: `${whom(grant.principal.name)} can ${verb(grant.capability)} ${place(grant, everywhere)}${condition(grant)}: ${reason(drift)}${bindingReason(grant)}`,
  };
}

function reason(drift: GrantDrift): string {
  if (drift.kind === 'unexpected') return drift.observed ? UNSTATED : 'no rule allows it';
  if (drift.kind === 'raised') return 'the rules allow it less than that';
  if (drift.kind === 'forbidden') return forbiddenBy(drift.rule.id);
  return `rule \`${drift.rule.id}\` ${drift.rule.expired ? 'allowed it until it expired, and' : 'allows it'} under conditions that ${drift.shown ? 'the access does not have' : 'it is not shown to have'}`;
}

/** One grant, one finding: the first code that fits (DESIGN section 2). */
function grantCode(drift: GrantDrift): FindingCode {
  const { kind, grant } = drift;
  if (kind === 'forbidden') return 'ECRD-103';
  if (grant.principal.class === 'public') return 'ECRD-201';
  if (kind === 'weakened') return 'ECRD-105';
  return accessCode(drift) ?? (kind === 'raised' ? 'ECRD-104' : 'ECRD-101');
}

/** The code of a grant by who has it and what gives it. */
function accessCode({ grant: { principal, via } }: GrantDrift): FindingCode | undefined {
  if (principal.class === 'external') return 'ECRD-202';
  if (principal.class === 'organization') return 'ECRD-203';
  return isRegistryGrant(via) ? 'ECRD-206' : undefined;
}

/** The code by which earlier versions told of access that has lost its condition. */
export function formerCode(drift: Drift): FindingCode | undefined {
  return drift.kind === 'weakened' && grantCode(drift) === 'ECRD-105' ? accessCode(drift) : undefined;
}

/** What the registry policy alone gives. */
function isRegistryGrant(via: Grant['via']): boolean {
  return via.length > 0 && via.every(({ policy }) => policy === 'registry policy');
}

/** A grant on everything is as grave as on the gravest of its repositories. */
function grantSeverity(code: FindingCode, { grant, everywhere }: GrantDrift, snapshot: AccountSnapshot): Severity {
  if (code === 'ECRD-103' || code === 'ECRD-201') return 'critical';
  if (code === 'ECRD-104') return 'high';
  const production = (everywhere?.repositories ?? [grant]).some((each) => isProduction(each, snapshot));
  const severity = accessSeverity(grant, production);
  // A condition that is gone makes access no less grave than it is for whoever has it.
  if (code === 'ECRD-105') return isForeign(grant) ? graver('high', severity) : 'high';
  return code === 'ECRD-206' ? raised(severity) : severity;
}

function isForeign({ principal }: Grant): boolean {
  return principal.class === 'external' || principal.class === 'organization';
}

const PRODUCTION = new WeakMap<AccountSnapshot, ReadonlySet<string>>();

function isProduction({ region, repository }: Pick<Grant, 'region' | 'repository'>, snapshot: AccountSnapshot): boolean {
  return getOrCreate(PRODUCTION, snapshot, () => productionIn(snapshot)).has(placeKey(region, repository));
}

function productionIn({ registries }: AccountSnapshot): ReadonlySet<string> {
  const repositories = registries.flatMap((registry) => (registry.repositories.kind === 'present' ? registry.repositories.value : []));
  const production = repositories.filter(({ tags }) => tags.kind === 'present' && isProductionTier(tags.value));
  return new Set(production.map(({ region, name }) => placeKey(region, name)));
}

function place({ region, repository }: Grant, everywhere: AccountWideGrant | undefined): string {
  if (!everywhere) return `${repository} in ${region}`;
  const where = everywhere.region === '*' ? 'every repository' : `every repository in ${everywhere.region}`;
  const count = everywhere.repositories.length;
  return `${where}, ${count} of them unexpectedly`;
}

function condition({ decision }: Grant): string {
  return decision === 'conditional' ? ' under conditions' : '';
}

function missingFacts({
  source,
  rule,
  region,
  repository,
  principal,
  uniqueId,
  capability,
  blockedBy,
  isNeverWhole,
}: MissingAccess): Facts {
  const wanted = source === 'lock' ? 'the lock holds it' : `rule \`${rule.id}\` requires it`;
  const blocked = blockedBy.length === 0 ? '' : `; blocked by ${blockedBy.join(', ')}`;
  const excluded = isNeverWhole ? '; its actions are allowed only under conditions that exclude each other' : '';
  return {
    code: 'ECRD-102',
    severity: source === 'lock' ? 'medium' : 'high',
    region,
    repository,
    subject: repository,
    principal,
    principalKey: uniqueId ?? principal,
    capability,
    message: `${whom(principal)} cannot ${verb(capability)} ${repository} in ${region}: ${wanted}${blocked}${excluded}`,
  };
}

/** Neither missing nor forbidden: what keeps the baseline from saying so is as grave as what might be. */
const UNSETTLED_SEVERITY = { forbid: 'high', require: 'medium', lock: 'low' } as const satisfies Record<UnsettledAccess['asked'], Severity>;

function unsettledFacts({ asked, rule, region, repository, principal, uniqueId, capability, open, statements }: UnsettledAccess): Facts {
  const wanted = { forbid: forbiddenBy(rule.id), require: `rule \`${rule.id}\` requires it`, lock: 'the lock holds it' }[asked];
  const blamed = statements.map(({ policy, sid, index }) => `statement ${index}${sid === null ? '' : ` (${sid})`} of the ${policy}`);
  const why = open.map((id) => `${openRule(id).reason} (${id})`).join('; ');
  return {
    code: 'ECRD-108',
    severity: UNSETTLED_SEVERITY[asked],
    region,
    repository,
    subject: repository,
    principal,
    principalKey: uniqueId ?? principal,
    capability,
    message: `whether ${whom(principal)} can ${verb(capability)} ${repository} in ${region} cannot be verified, and ${wanted}: ${blamed.join(' and ')} leaves it open, because ${why}`,
  };
}

function hygieneFacts({ code, severity, region, repository, principal, capability, subject, message }: PolicyFinding): Facts {
  return { code, severity, region, repository, subject, principal, principalKey: principal, capability, message };
}

function unmanagedFacts({ region, repository, principals, grants, newly }: Extract<Drift, { kind: 'unmanaged' }>): Facts {
  const where = `${repository} in ${region}`;
  return {
    code: 'ECRD-401',
    severity: newly ? 'info' : 'low',
    region,
    repository,
    subject: repository,
    principal: null,
    principalKey: null,
    capability: null,
    message: newly
      ? `${where} is new to the baseline, and grants on every repository reach it, as rule \`${newly.id}\` allows: list it in \`known\` of ${newly.at.file}`
      : `no rule is about ${where}, where ${principals} principals of the account have ${grants} grants`,
  };
}

function gapCode(part: string, error: string): FindingCode {
  if (error === MALFORMED) return 'ECRD-305';
  return part === ORGANIZATION ? 'ECRD-502' : 'ECRD-501';
}

function gapFacts({ part, api, code: error, message }: Gap): Facts {
  const code = gapCode(part, error);
  const detail = [error, message].filter((text) => text !== '').join(': ');
  return {
    code,
    severity: code === 'ECRD-502' ? 'low' : 'high',
    region: null,
    repository: null,
    subject: `${part} ${api}`,
    principal: null,
    principalKey: null,
    capability: null,
    message: code === 'ECRD-305' ? `${part} is malformed: ${message}` : `${part} was not read${detail === '' ? '' : `: ${detail}`}`,
  };
}
