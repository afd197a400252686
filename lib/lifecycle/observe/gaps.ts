// What was not read, each gap with what it is about.
import { type Account, ownLayers, resourceLayers } from '../../access/account/account.ts';
import { accountGap } from '../../access/account/account-gap.ts';
import { ORGANIZATION } from '../../access/account/coverage.ts';
import { MALFORMED } from '../../access/account/documents.ts';
import { refusalsIn } from '../../access/account/refusals.ts';
import { scopeGap, settingGaps } from '../../access/account/settings.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { type GapPart, gapPartKey, gapPartName, ORGANIZATION_PARTS, type OrganizationPart } from '../../model/gap-part.ts';
import type { Refusal } from '../../model/refusals.ts';
import type { Collected, Gap, Organization, Registry } from '../../model/snapshot.ts';
import type { UnreadPart } from '../../model/state.ts';

export type GapPlace =
  /** Everything: nobody was let in. */
  | { readonly of: 'account' }
  /** The organization leaves a scan complete; a malformed control policy of it does not. */
  | { readonly of: 'organization' | 'controls' | 'identity' }
  | { readonly of: 'principal'; readonly principalId: string }
  /** What bears on every repository of a region, and what bears on none. */
  | { readonly of: 'region' | 'settings'; readonly region: string }
  | { readonly of: 'repository'; readonly region: string; readonly repository: string };

export interface PlacedGap {
  readonly gap: Gap;
  readonly place: GapPlace;
  /** The refusal that it comes from, where that is reported once for several parts. */
  readonly refusal: Refusal | undefined;
}

/** Everything of the account that was not read, with the part that it is of; where the whole account was refused, that one gap. */
export function placedGaps(account: Account): readonly PlacedGap[] {
  const shut = accountGap(account.snapshot);
  if (shut) return [{ gap: shut, place: { of: 'account' }, refusal: undefined }];
  const { principals, organization, registries } = account.snapshot;
  const controls = [...account.scp.flatMap(({ gaps }) => gaps), ...account.rcp.gaps];
  return [
    ...placed(organizationGaps(organization), { of: 'organization' }),
    ...placed(controls, { of: 'controls' }),
    ...placed(gapOf(principals), { of: 'identity' }),
    ...account.locals.flatMap((subject) => placed(ownGaps(account, subject), { of: 'principal', principalId: idOf(subject) })),
    ...registries
      .flatMap((registry) => gapsOfRegistry(account, registry))
      .map((each) => ({ ...each, refusal: refusalsIn(account.snapshot).get(gapPartKey(each.gap.part)) })),
  ];
}

/** The parts of an organization that were not read. */
export function unreadOrganization(organization: Collected<Organization>): readonly OrganizationPart[] {
  if (organization.kind === 'unknown') return ORGANIZATION_PARTS;
  return organization.kind === 'absent' ? [] : ORGANIZATION_PARTS.filter((part) => organization.value[part].kind === 'unknown');
}

/** The part that findings are about: that of the refusal where the gap comes from one. */
export function reportedPart({ gap, refusal }: PlacedGap): GapPart {
  return refusal?.gap.part ?? gap.part;
}

/** How state remembers the part of a gap. What all repositories of a region lack is of its repositories, and of none by name. */
export function unreadPart(placedGap: PlacedGap): UnreadPart {
  const { place, refusal } = placedGap;
  const name = gapPartName(reportedPart(placedGap));
  if (refusal) return { name, of: refusal.region === null ? 'account' : 'repository', region: refusal.region, repository: null };
  const none = { name, region: null, repository: null };
  switch (place.of) {
    case 'account':
      return { ...none, of: 'account' };
    case 'organization':
    case 'controls':
      return { ...none, of: 'organization' };
    case 'identity':
    case 'principal':
      return { ...none, of: 'identity' };
    case 'region':
    case 'settings':
      return { ...none, of: 'region', region: place.region };
    case 'repository':
      return { name, of: 'repository', region: place.region, repository: place.repository };
  }
}

/** Whether a gap is one of reading: a malformed document was read, and nobody can make anything of it. */
export function isUnread({ gap }: PlacedGap): boolean {
  return gap.code !== MALFORMED;
}

function gapsOfRegistry(account: Account, registry: Registry): readonly PlacedGap[] {
  const { region, repositories, policy } = registry;
  const registryGaps = resourceLayers(account, region, undefined).resource.gaps;
  // E4: the scope says how much of the registry policy is in force, where there is one.
  const scope = scopeGap(registry);
  const bearing = policy.kind === 'absent' || !scope ? [] : [scope];
  const list = repositories.kind === 'present' ? repositories.value : [];
  return [
    ...placed([...gapOf(repositories), ...registryGaps, ...bearing], { of: 'region', region }),
    ...placed(settingGaps(registry), { of: 'settings', region }),
    ...list.flatMap((repository) => {
      const policyGaps = resourceLayers(account, region, repository).resource.gaps.filter((gap) => !registryGaps.includes(gap));
      return placed([...policyGaps, ...gapOf(repository.tags)], { of: 'repository', region, repository: repository.name });
    }),
  ];
}

function ownGaps(account: Account, subject: Subject): readonly Gap[] {
  const { identity, boundary } = ownLayers(account, subject);
  return [...(identity === 'delegated' ? [] : identity.gaps), ...(boundary?.gaps ?? [])];
}

function organizationGaps(organization: Collected<Organization>): readonly Gap[] {
  const whole = gapOf(organization);
  const parts = organization.kind === 'present' ? ORGANIZATION_PARTS.flatMap((part) => gapOf<unknown>(organization.value[part])) : [];
  return [...whole, ...parts].map((gap) => ({ ...gap, part: ORGANIZATION }));
}

function idOf({ principal }: Subject): string {
  return principal.uniqueId ?? principal.name;
}

function placed(gaps: readonly Gap[], place: GapPlace): readonly PlacedGap[] {
  return gaps.map((gap) => ({ gap, place, refusal: undefined }));
}

function gapOf<T>(part: Collected<T>): readonly Gap[] {
  return part.kind === 'unknown' ? [part.gap] : [];
}
