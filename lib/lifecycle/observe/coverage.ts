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
  readonly coversPrincipal: (finding: Observed, about: DependsOn) => boolean;
  readonly coversPlace: (finding: Observed, about: DependsOn) => boolean;
  /** Whether the organization was read to a greater part when the finding was judged last. */
  readonly hasLostOrganization: (finding: Observed) => boolean;
  readonly isRepositoryGone: (place: ObservedRepository) => boolean;
  readonly isPrincipalGone: (finding: Observed) => boolean;
  /** Whether nobody looks any more where the finding is: this run looked elsewhere, and its region is not in the snapshot at all. */
  readonly isUnwatched: (finding: Pick<Observed, 'region' | 'part'>) => boolean;
  /** Whether a part is still unread, by itself or with what it belongs to. */
  readonly isPartUnread: (part: UnreadPart, finding: Observed) => boolean;
  /** Whether the part, or some of what it stood for, is unread under another name now: one gap for several parts, or one each. */
  readonly isReportedOtherwise: (part: UnreadPart) => boolean;
  /** What state remembers of a part that findings are about. */
  readonly unreadPart: (part: GapPart) => UnreadPart | undefined;
}

export type ObservedRepository = Pick<Observed, 'region' | 'repository'>;

/** How far the run over an account can see, asked finding by finding. */
export function scopeOf(account: Account): RunScope {
  const read = readPartsOf(account);
  const parts = new Map(read.gaps.map((each) => [gapPartKey(reportedPart(each)), unreadPart(each)]));
  const unreadNow = unreadOrganization(account.snapshot.organization);
  return {
    regions: [...read.regions],
    unreadOrganization: unreadNow,
    coversPrincipal: (finding, about) => coversPrincipal(read, finding, about),
    coversPlace: (finding, about) => coversPlace(read, finding, about),
    hasLostOrganization: (finding) => unreadNow.some((part) => !finding.unreadOrganization.includes(part)),
    isRepositoryGone: (place) => isRepositoryGone(read, place),
    isPrincipalGone: ({ principalId }) => principalId !== null && !read.hasGap('identity') && !read.principalIds.has(principalId),
    isUnwatched: (finding) => isUnwatched(read, finding),
    isPartUnread: (part, finding) => isPartUnread(read, part, finding),
    isReportedOtherwise: (part) => isReportedOtherwise(read, part),
    unreadPart: (part) => parts.get(gapPartKey(part)),
  };
}

interface ReadParts {
  readonly account: string;
  readonly gaps: readonly PlacedGap[];
  readonly regions: ReadonlySet<string>;
  /** Regions whose list of repositories was read, with the names in it. */
  readonly listed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Unique ids of the account's users and roles. */
  readonly principalIds: ReadonlySet<string>;
  readonly hasGap: (of: GapPlace['of'], key?: string) => boolean;
  /** Whether a group or a trust policy was not read. */
  readonly hasUnreadPaths: () => boolean;
}

function readPartsOf(account: Account): ReadParts {
  const { snapshot, locals } = account;
  const gaps = placedGaps(account);
  const unread = new Set(gaps.flatMap(({ place }) => keysOf(place)));
  return {
    account: snapshot.account,
    gaps,
    regions: new Set(snapshot.registries.map(({ region }) => region)),
    listed: new Map(
      snapshot.registries.flatMap(({ region, repositories }) => {
        if (repositories.kind === 'unknown') return [];
        return [[region, new Set(repositories.kind === 'present' ? repositories.value.map(({ name }) => name) : [])] as const];
      }),
    ),
    principalIds: new Set(locals.flatMap(({ principal }) => principal.uniqueId ?? [])),
    hasUnreadPaths: () => hasUnreadPaths(account),
    hasGap: (of, key) => unread.has('account') || unread.has(key === undefined ? of : `${of} ${key}`),
  };
}

/** The keys of a gap: any of its kind, of its kind in this region, and itself. */
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
  { account, hasGap, hasUnreadPaths: lacksPaths }: ReadParts,
  { principal, principalId }: Observed,
  about: DependsOn,
): boolean {
  if (hasGap('controls')) return false;
  if ((about === 'grant' || about === 'lack') && principal !== null && isOutsider(principal, account)) return true;
  if (hasGap('identity')) return false;
  if (about === 'paths') return !hasGap('principal') && !lacksPaths();
  if (principalId !== null) return !hasGap('principal', principalId);
  return about === 'document' || !hasGap('principal');
}

const OUTSIDERS = ['org:', 'ou:', 'service:'];

/** Whom only resource policies let in: nothing of the account's own identities bears on them. */
function isOutsider(principal: string, account: string): boolean {
  if (principal === '*' || OUTSIDERS.some((prefix) => principal.startsWith(prefix))) return true;
  const owner = principal.startsWith('account:') ? principal.slice('account:'.length) : arnFields(principal)?.account;
  return owner !== undefined && accountId(owner) !== undefined && owner !== account;
}

function coversPlace(read: ReadParts, { region, repository, regions }: Observed, about: DependsOn): boolean {
  const { hasGap } = read;
  if (region === null && about === 'document') return true;
  if (region === null || region === '*') return isWhole(read, regions);
  if (!read.regions.has(region) || hasGap('region', region)) return false;
  if (about === 'settings') return !hasGap('settings', region);
  if (repository === null) return about === 'document' || !hasGap('repository', region);
  return repository === '*' ? !hasGap('repository', region) : !hasGap('repository', `${region} ${repository}`);
}

/** What nobody is in or has bears on what they could be in and have. */
function hasUnreadPaths({ snapshot: { stock }, everybody }: Account): boolean {
  const groups = stock.groups.some(({ policies }) => policies.some(({ kind }) => kind === 'unknown'));
  const trusts = new Set(everybody.flatMap(({ local }) => (local?.kind === 'role' ? [local.trust?.text] : [])));
  return groups || [...trusts].some((text) => text === undefined || parsePolicy(text, 'resource').kind === 'malformed');
}

/** Whether every region was read to the last repository, and all of those that a finding was judged in. */
function isWhole({ regions, hasGap }: ReadParts, judgedIn: readonly string[]): boolean {
  return !hasGap('region') && !hasGap('repository') && judgedIn.every((region) => regions.has(region));
}

function isRepositoryGone({ listed }: ReadParts, { region, repository }: ObservedRepository): boolean {
  if (region === null || repository === null || repository === '*') return false;
  const names = listed.get(region);
  return names !== undefined && !names.has(repository);
}

/** A run that could read no region, or that nobody told the regions of the account, says nothing about those that it lacks. */
function isUnwatched({ regions, listed, gaps }: ReadParts, { region, part }: Pick<Observed, 'region' | 'part'>): boolean {
  const place = part?.region ?? region;
  if (place === null || place === '*' || regions.has(place)) return false;
  return listed.size > 0 && !gaps.some(({ gap }) => REGION_LISTS.has(gap.api));
}

function isPartUnread(read: ReadParts, { name, of, region }: UnreadPart, { code }: Observed): boolean {
  if (read.hasGap('account')) return true;
  const unread = read.gaps.filter(isUnread);
  if (unread.some((each) => gapPartName(reportedPart(each)) === name && of !== 'organization')) return true;
  switch (of) {
    case 'account':
    case 'organization':
      return false;
    case 'identity':
      // The document of a policy goes by one name while it is malformed and by another while it is unread.
      return read.hasGap('identity') || (code === 'ECRD-305' && unread.some(({ place }) => place.of === 'principal'));
    case 'region':
      return region === null || !read.regions.has(region);
    case 'repository':
      return region === null || !read.listed.has(region);
  }
}

function isReportedOtherwise({ account, gaps }: ReadParts, { name, of, region, repository }: UnreadPart): boolean {
  const unread = gaps.filter(isUnread);
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
