// A grant that drifts as a finding: its code by whose it is and what gives it, how grave it is, and a sentence.
import { somePlace } from '../access/classes/places.ts';
import { bindingReason } from '../checks/survey/binding.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { accessSeverity, graver, isProductionTier, raised } from '../drift/severity.ts';
import type { Grant, Place, Places } from '../model/access.ts';
import type { AccessCode } from '../model/codes.ts';
import type { AccountWideGrant, Drift, GrantDrift } from '../model/drift.ts';
import type { Severity } from '../model/severity.ts';
import type { AccountSnapshot } from '../model/snapshot.ts';
import { whom } from '../text/whom.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Description } from './description.ts';
import { forbiddenBy, UNSTATED } from './forbidding.ts';
import { verb } from './verb.ts';

/** Code, severity, place and sentence of a grant that drifts; `snapshot` says which repositories are in production. */
export function describeGrant(drift: GrantDrift, snapshot: AccountSnapshot): Description {
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
    message: `${whom(grant.principal.name)} can ${verb(grant.capability)} ${place(grant, everywhere)}${condition(grant)}: ${grantReason(drift)}${weakerReason(drift)}${bindingReason(grant)}`,
  };
}

/** Why the baseline does not let a grant be. */
export function grantReason(drift: GrantDrift): string {
  if (drift.kind === 'unexpected') return drift.observed ? UNSTATED : 'no rule allows it';
  if (drift.kind === 'raised') return 'the rules allow it less than that';
  if (drift.kind === 'forbidden') return forbiddenBy(drift.rule.id);
  return `rule \`${drift.rule.id}\` ${drift.rule.expired ? 'allowed it until it expired, and' : 'allows it'} under conditions that ${drift.shown ? 'the access does not have' : 'it is not shown to have'}`;
}

/** Causes leave it out, which may be behind many findings. */
function weakerReason(drift: GrantDrift): string {
  return drift.kind === 'weakened' && drift.weaker ? `; ${drift.weaker}` : '';
}

/** One grant, one finding: the first code that fits. */
function grantCode(drift: GrantDrift): AccessCode {
  const { kind, grant } = drift;
  if (kind === 'forbidden') return 'ECRD-103';
  if (grant.principal.class === 'public') return 'ECRD-201';
  if (kind === 'weakened') return 'ECRD-105';
  return accessCode(drift) ?? (kind === 'raised' ? 'ECRD-104' : 'ECRD-101');
}

/** The code of a grant by who has it and what gives it. */
function accessCode({ grant: { principal, via } }: GrantDrift): AccessCode | undefined {
  if (principal.class === 'external') return 'ECRD-202';
  if (principal.class === 'organization') return 'ECRD-203';
  return isRegistryGrant(via) ? 'ECRD-206' : undefined;
}

/** The code that earlier versions gave to access that has lost its condition; undefined for all else. */
export function formerCode(drift: Drift): AccessCode | undefined {
  return drift.kind === 'weakened' && grantCode(drift) === 'ECRD-105' ? accessCode(drift) : undefined;
}

/** What the registry policy alone gives. */
function isRegistryGrant(via: Grant['via']): boolean {
  return via.length > 0 && via.every(({ policy }) => policy.kind === 'registry');
}

/** A grant on everything is as grave as on the gravest of its repositories. */
function grantSeverity(code: AccessCode, { grant, everywhere }: GrantDrift, snapshot: AccountSnapshot): Severity {
  if (code === 'ECRD-201') return 'critical';
  const { severity: fixed } = CATALOGUE[code];
  if (typeof fixed === 'string') return fixed;
  const production = everywhere ? isSomeProduction(everywhere.repositories, snapshot) : isProduction(grant, snapshot);
  const severity = accessSeverity(grant, production);
  // A condition that is gone makes access no less grave than it is for whoever has it.
  if (code === 'ECRD-105') return isForeign(grant) ? graver('high', severity) : 'high';
  return code === 'ECRD-206' ? raised(severity) : severity;
}

function isForeign({ principal }: Grant): boolean {
  return principal.class === 'external' || principal.class === 'organization';
}

const SOME_PRODUCTION = new WeakMap<AccountSnapshot, (places: Places) => boolean>();

function isSomeProduction(places: Places, snapshot: AccountSnapshot): boolean {
  return getOrCreate(SOME_PRODUCTION, snapshot, () => somePlace((each) => isProduction(each, snapshot)))(places);
}

const PRODUCTION = new WeakMap<AccountSnapshot, ReadonlySet<string>>();

function isProduction({ region, repository }: Place, snapshot: AccountSnapshot): boolean {
  return getOrCreate(PRODUCTION, snapshot, () => productionIn(snapshot)).has(`${region} ${repository}`);
}

function productionIn({ registries }: AccountSnapshot): ReadonlySet<string> {
  const repositories = registries.flatMap((registry) => (registry.repositories.kind === 'present' ? registry.repositories.value : []));
  const production = repositories.filter(({ tags }) => tags.kind === 'present' && isProductionTier(tags.value));
  return new Set(production.map(({ region, name }) => `${region} ${name}`));
}

function place({ region, repository }: Grant, everywhere: AccountWideGrant | undefined): string {
  if (!everywhere) return `${repository} in ${region}`;
  const where = everywhere.region === '*' ? 'every repository' : `every repository in ${everywhere.region}`;
  const { count } = everywhere.repositories;
  return `${where}, ${count} of them unexpectedly`;
}

function condition({ decision }: Grant): string {
  return decision === 'conditional' ? ' under conditions' : '';
}
