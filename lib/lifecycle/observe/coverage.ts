// How far a run can see: whether everything was read that bears on a finding. Late rather than wrong: what may bear on it, does.
import type { Account } from '../../access/account/account.ts';
import type { DependsOn } from '../../model/finding-definition.ts';
import type { OrganizationPart } from '../../model/gap-part.ts';
import { type GapPart, gapPartKey, gapPartName, type RepositorySetting } from '../../model/gap-part.ts';
import { accountId, arnFields } from '../../model/ids.ts';
import { REGION_LISTS } from '../../model/refusals.ts';
import type { Observed, UnreadPart } from '../../model/state.ts';
import { parsePolicy } from '../../policy/parse/parse.ts';
import { type GapPlace, isUnread, type PlacedGap, placedGaps, reportedPart, unreadOrganization, unreadPart } from './gaps.ts';

export interface RunScope {
  /** Regions of the snapshot. */
  readonly regions: readonly string[];
  readonly unreadOrganization: readonly OrganizationPart[];
  readonly coversPrincipal: (sighting: Observed, about: DependsOn) => boolean;
  readonly coversPlace: (sighting: Observed, about: DependsOn) => boolean;
  /** Whether the organization was read to a greater part when the finding was judged last. */
  readonly hasLostOrganization: (sighting: Observed) => boolean;
  readonly isRepositoryGone: (place: ObservedRepository) => boolean;
  readonly isPrincipalGone: (sighting: Observed) => boolean;
  /** Whether nobody looks any more where the finding is: this run looked elsewhere, and its region is not in the snapshot at all. */
  readonly isUnwatched: (sighting: Pick<Observed, 'region' | 'part'>) => boolean;
  /** Whether a part is still unread, by itself or with what it belongs to. */
  readonly isPartUnread: (part: UnreadPart, sighting: Observed) => boolean;
  /** Whether the part, or some of what it stood for, is unread under another name now: one gap for several parts, or one each. */
  readonly isToldOtherwise: (part: UnreadPart) => boolean;
  /** What state remembers of a part that findings are about. */
  readonly unreadPart: (part: GapPart) => UnreadPart | undefined;
}

export type ObservedRepository = Pick<Observed, 'region' | 'repository'>;

/** How far the run over an account can see, asked finding by finding. */
export function scopeOf(account: Account): RunScope {
  const sight = sightOf(account);
  const parts = new Map(sight.holes.map((hole) => [gapPartKey(reportedPart(hole)), unreadPart(hole)]));
  const unreadNow = unreadOrganization(account.snapshot.organization);
  return {
    regions: [...sight.regions],
    unreadOrganization: unreadNow,
    coversPrincipal: (sighting, about) => coversPrincipal(sight, sighting, about),
    coversPlace: (sighting, about) => coversPlace(sight, sighting, about),
    hasLostOrganization: (sighting) => unreadNow.some((part) => !sighting.unreadOrganization.includes(part)),
    isRepositoryGone: (place) => isRepositoryGone(sight, place),
    isPrincipalGone: ({ principalId }) => principalId !== null && !sight.isBlind('identity') && !sight.principalIds.has(principalId),
    isUnwatched: (sighting) => isUnwatched(sight, sighting),
    isPartUnread: (part, sighting) => isPartUnread(sight, part, sighting),
    isToldOtherwise: (part) => isToldOtherwise(sight, part),
    unreadPart: (part) => parts.get(gapPartKey(part)),
  };
}

interface Sight {
  readonly account: string;
  readonly holes: readonly PlacedGap[];
  readonly regions: ReadonlySet<string>;
  /** Regions whose list of repositories was read, with the names in it. */
  readonly listed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Unique ids of the account's users and roles. */
  readonly principalIds: ReadonlySet<string>;
  readonly isBlind: (of: GapPlace['of'], key?: string) => boolean;
  /** Whether a group or a trust policy was not read. */
  readonly hasUnreadPaths: () => boolean;
}

function sightOf(account: Account): Sight {
  const { snapshot, locals } = account;
  const holes = placedGaps(account);
  const blind = new Set(holes.flatMap(({ place }) => keysOf(place)));
  return {
    account: snapshot.account,
    holes,
    regions: new Set(snapshot.registries.map(({ region }) => region)),
    listed: new Map(
      snapshot.registries.flatMap(({ region, repositories }) => {
        if (repositories.kind === 'unknown') return [];
        return [[region, new Set(repositories.kind === 'present' ? repositories.value.map(({ name }) => name) : [])] as const];
      }),
    ),
    principalIds: new Set(locals.flatMap(({ principal }) => principal.uniqueId ?? [])),
    hasUnreadPaths: () => hasUnreadPaths(account),
    isBlind: (of, key) => blind.has('account') || blind.has(key === undefined ? of : `${of} ${key}`),
  };
}

/** The keys of a hole: any of its kind, of its kind in this region, and itself. */
function keysOf(place: GapPlace): readonly string[] {
  switch (place.of) {
    case 'account':
    case 'organization':
    case 'controls':
    case 'identity':
      return [place.of];
    case 'principal':
      return [place.of, `${place.of} ${place.principalId}`];
    case 'region':
    case 'settings':
      return [place.of, `${place.of} ${place.region}`];
    case 'repository':
      return [place.of, `${place.of} ${place.region}`, `${place.of} ${place.region} ${place.repository}`];
  }
}

function coversPrincipal(
  { account, isBlind, hasUnreadPaths: isPathUnread }: Sight,
  { principal, principalId }: Observed,
  about: DependsOn,
): boolean {
  if (isBlind('controls')) return false;
  if ((about === 'grant' || about === 'lack') && principal !== null && isOutsider(principal, account)) return true;
  if (isBlind('identity')) return false;
  if (about === 'paths') return !isBlind('principal') && !isPathUnread();
  if (principalId !== null) return !isBlind('principal', principalId);
  return about === 'document' || !isBlind('principal');
}

const OUTSIDERS = ['org:', 'ou:', 'service:'];

/** Whom only resource policies let in: nothing of the account's own identities bears on them. */
function isOutsider(principal: string, account: string): boolean {
  if (principal === '*' || OUTSIDERS.some((prefix) => principal.startsWith(prefix))) return true;
  const owner = principal.startsWith('account:') ? principal.slice('account:'.length) : arnFields(principal)?.account;
  return owner !== undefined && accountId(owner) !== undefined && owner !== account;
}

function coversPlace(sight: Sight, { region, repository, regions }: Observed, about: DependsOn): boolean {
  const { isBlind } = sight;
  if (region === null && about === 'document') return true;
  if (region === null || region === '*') return isWhole(sight, regions);
  if (!sight.regions.has(region) || isBlind('region', region)) return false;
  if (about === 'settings') return !isBlind('settings', region);
  if (repository === null) return about === 'document' || !isBlind('repository', region);
  return repository === '*' ? !isBlind('repository', region) : !isBlind('repository', `${region} ${repository}`);
}

/** What nobody is in or has bears on what they could be in and have. */
function hasUnreadPaths({ snapshot: { stock }, everybody }: Account): boolean {
  const groups = stock.groups.some(({ policies }) => policies.some(({ kind }) => kind === 'unknown'));
  const trusts = new Set(everybody.flatMap(({ local }) => (local?.kind === 'role' ? [local.trust?.text] : [])));
  return groups || [...trusts].some((text) => text === undefined || parsePolicy(text, 'resource').kind === 'malformed');
}

/** Whether every region was read to the last repository, and all of those that a finding was judged in. */
function isWhole({ regions, isBlind }: Sight, judgedIn: readonly string[]): boolean {
  return !isBlind('region') && !isBlind('repository') && judgedIn.every((region) => regions.has(region));
}

function isRepositoryGone({ listed }: Sight, { region, repository }: ObservedRepository): boolean {
  if (region === null || repository === null || repository === '*') return false;
  const names = listed.get(region);
  return names !== undefined && !names.has(repository);
}

/** A run that could read no region, or that nobody told the regions of the account, says nothing about those that it lacks. */
function isUnwatched({ regions, listed, holes }: Sight, { region, part }: Pick<Observed, 'region' | 'part'>): boolean {
  const place = part?.region ?? region;
  if (place === null || place === '*' || regions.has(place)) return false;
  return listed.size > 0 && !holes.some(({ gap }) => REGION_LISTS.has(gap.api));
}

function isPartUnread(sight: Sight, { name, of, region }: UnreadPart, { code }: Observed): boolean {
  if (sight.isBlind('account')) return true;
  const unread = sight.holes.filter(isUnread);
  if (unread.some((hole) => gapPartName(reportedPart(hole)) === name && of !== 'organization')) return true;
  switch (of) {
    case 'account':
    case 'organization':
      return false;
    case 'identity':
      // The document of a policy goes by one name while it is malformed and by another while it is unread.
      return sight.isBlind('identity') || (code === 'ECRD-305' && unread.some(({ place }) => place.of === 'principal'));
    case 'region':
      return region === null || !sight.regions.has(region);
    case 'repository':
      return region === null || !sight.listed.has(region);
  }
}

function isToldOtherwise({ account, holes }: Sight, { name, of, region, repository }: UnreadPart): boolean {
  const unread = holes.filter(isUnread);
  if (unread.some(({ gap, refusal }) => refusal !== undefined && gapPartName(gap.part) === name)) return true;
  // What is of the account is the account itself, or regions that nobody listed.
  if (of === 'account') return name !== gapPartName({ kind: 'account', account }) && unread.some(({ gap }) => REGION_LISTS.has(gap.api));
  if (of !== 'repository' || repository !== null || region === null) return false;
  // What stood for all repositories of a region stood for each.
  const whole = REPOSITORY_SETTINGS.find((each) => name === gapPartName({ kind: 'repositories', region, of: each }));
  return (
    whole !== undefined && unread.some(({ gap, place }) => place.of === 'repository' && place.region === region && IS_OF[whole](gap.part))
  );
}

const IS_OF = {
  tags: ({ kind }) => kind === 'tags',
  policies: ({ kind }) => kind === 'policy',
} as const satisfies Record<RepositorySetting, (part: GapPart) => boolean>;
const REPOSITORY_SETTINGS: readonly RepositorySetting[] = ['tags', 'policies'];
