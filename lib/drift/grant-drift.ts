// Grants that drift: one drift per cell and capability, and one per grant on everything, however many repositories it reaches.
import type { Account } from '../access/account/account.ts';
import { keptByAccount } from '../access/account/kin.ts';
import type { Subject } from '../access/account/subjects.ts';
import { type AccountWideGrantsOf, accountWideGrants } from '../access/cell/account-wide.ts';
import { placesIn } from '../access/classes/places.ts';
import { alikeGrants } from '../access/matrix/alike-grants.ts';
import { type GrantedCell, grantOf } from '../access/matrix/grant-of.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { groupBy } from '../collections/group-by.ts';
import { memoize } from '../collections/memoize.ts';
import type { Subset } from '../collections/subset.ts';
import type { Grant } from '../model/access.ts';
import { isCapability, type Place, type Places } from '../model/access.ts';
import type { AccountWideGrant, Drift, ToldDrift } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import type { DriftingBlock } from './blocks.ts';
import type { Verdict } from './cell/verdict.ts';
import { type ThroughEveryone, throughEveryone } from './through-everyone.ts';
import { partsWithin, untoldCandidates } from './told-parts.ts';

/**
 * The drifts of the blocks, but for those of repositories that nobody manages; `most`: of single cells about so many. INVARIANT: a drifting cell
 * is in one block.
 */
export function grantDrift(matrix: AccessMatrix, blocks: readonly DriftingBlock[], most: number): ToldDrift {
  const { account } = matrix;
  const everyone = throughEveryone(account);
  const grantsIn = alikeGrants(matrix);
  const reachOf = reaches(account);
  const wide = new Map<string, WideGrant>();
  const parts = blocks
    .filter(({ isUnmanaged }) => !isUnmanaged)
    .flatMap((block) =>
      apart(block, reachOf, (each) => collect(wide, each)).map((part) => ({ ...part, repositories: block.repositories })),
    );
  const { told, leftOut } = partsWithin({ account, everyone }, parts, most);
  const single: Drift[] = [];
  for (const part of told) {
    for (const { grant, of, ...cell } of grantsIn(part)) {
      if (!isToldByEverybody(everyone, cell, { grant, verdict: of })) single.push(driftOf(grant, of, undefined));
    }
  }
  return { drift: [...single, ...wideDrift(account, everyone, [...wide.values()])], leftOut };
}

/** What one principal has of one capability by a grant on everything. */
interface WideGrant {
  readonly subject: Subject;
  readonly reach: string;
  readonly places: DriftingPlaces[];
}

interface DriftingPlaces {
  readonly repositories: Subset<Repository>;
  readonly verdict: Verdict;
}

type ReachOf = (subject: Subject, region: string, capability: string) => string | undefined;

/** How far a grant of a capability reaches, where it is one on everything. */
function reaches(account: Account): ReachOf {
  const known = REACHES.ofKin(account) ?? new WeakMap<Subject, AccountWideGrantsOf>();
  REACHES.keep(account, known);
  return (subject, region, capability) =>
    isCapability(capability) ? getOrCreate(known, subject, () => accountWideGrants(account, subject))(region, capability) : undefined;
}

/** INVARIANT: how far a grant of a subject reaches, the subject and the organization say. */
const REACHES = keptByAccount<WeakMap<Subject, AccountWideGrantsOf>>();

/** The principals of a block by which verdicts are about single repositories; `onWide` is told of the others. */
function apart(
  { subjects, repositories, verdicts }: DriftingBlock,
  reachOf: ReachOf,
  onWide: (grant: Omit<WideGrant, 'places'> & DriftingPlaces) => void,
): readonly { readonly subjects: readonly Subject[]; readonly granted: readonly Verdict[] }[] {
  const region = repositories.of[0]?.region ?? '';
  const placed = subjects.map((subject) => {
    const granted = verdicts.filter((verdict) => {
      const reach = reachOf(subject, region, verdict.capability);
      if (reach !== undefined) onWide({ subject, reach, repositories, verdict });
      return reach === undefined;
    });
    return { subject, granted };
  });
  const groups = groupBy(placed, ({ granted }) => granted.map((each) => verdicts.indexOf(each)).join());
  return [...groups.values()].flatMap((alike) => {
    const granted = alike[0]?.granted ?? [];
    return granted.length === 0 ? [] : [{ subjects: alike.map(({ subject }) => subject), granted }];
  });
}

function collect(wide: Map<string, WideGrant>, { subject, reach, ...place }: Omit<WideGrant, 'places'> & DriftingPlaces): void {
  const { verdict } = place;
  const key = [subject.principal.name, wideKind(verdict), verdict.capability, reach].join('\n');
  getOrCreate(wide, key, (): WideGrant => ({ subject, reach, places: [] })).places.push(place);
}

/** A grant on everything is one finding, wherever the principal may do less. */
function wideKind({ kind }: Verdict): Verdict['kind'] {
  return kind === 'raised' ? 'unexpected' : kind;
}

function wideDrift(account: Account, everyone: ThroughEveryone, wide: readonly WideGrant[]): readonly Drift[] {
  const placesOfAll = sharedPlaces();
  return wide.flatMap((each): readonly Drift[] => {
    const found = untoldOf(account, everyone, each);
    if (!found) return [];
    const repositories = placesOfAll(each.places.map((place) => place.repositories));
    return [driftOf(found.grant, found.verdict, { region: each.reach, repositories })];
  });
}

interface UntoldGrant {
  readonly grant: Grant;
  readonly verdict: Verdict;
}

/** The grant at the first repository by ARN at which it is not told by everybody; undefined where there is none. */
function untoldOf(account: Account, everyone: ThroughEveryone, { subject, places }: WideGrant): UntoldGrant | undefined {
  const untoldAt = (repository: Repository, { verdict: found }: DriftingPlaces): UntoldGrant | undefined => {
    const verdict = { ...found, kind: wideKind(found) };
    const cell = { subject, repository };
    const grant = grantOf(account, cell, verdict);
    return isToldByEverybody(everyone, cell, { grant, verdict }) ? undefined : { grant, verdict };
  };
  const first = leastOf(places.flatMap((each) => firstIn(each, each.repositories.of)));
  if (!first) return undefined;
  const there = untoldAt(first.repository, first.places);
  if (there) return there;
  const others = places.flatMap((each) =>
    untoldCandidates(everyone, { subject, repositories: each.repositories, actions: each.verdict.actions }).flatMap((list) =>
      firstIn(each, list, (repository) => untoldAt(repository, each) !== undefined),
    ),
  );
  const other = leastOf(others);
  return other && untoldAt(other.repository, other.places);
}

interface PlaceOfGrant {
  readonly repository: Repository;
  readonly places: DriftingPlaces;
}

/** The first of the repositories that is among the places and wanted; none where there is none. INVARIANT: the lists are in the order of ARNs. */
function firstIn(
  places: DriftingPlaces,
  repositories: readonly Repository[],
  isWanted: (repository: Repository) => boolean = () => true,
): readonly PlaceOfGrant[] {
  const repository = repositories.find((each) => !places.repositories.except.has(each) && isWanted(each));
  return repository ? [{ repository, places }] : [];
}

function leastOf([one, ...others]: readonly PlaceOfGrant[]): PlaceOfGrant | undefined {
  return one && others.reduce((least, each) => (each.repository.arn < least.repository.arn ? each : least), one);
}

/** Lists of repositories as places: each list once, and once for all who have the same lists. */
function sharedPlaces(): (parts: readonly Subset<Repository>[]) => Places {
  const numbers = new Map<unknown, number>();
  const numberOf = (part: unknown): number => getOrCreate(numbers, part, () => numbers.size);
  const placeOf = memoize(({ region, name }: Repository): Place => ({ region, repository: name }));
  const listOf = memoize((list: readonly Repository[]): readonly Place[] => list.map(placeOf));
  const known = new Map<string, Places>();
  return (parts) => {
    const key = parts.map(({ of, except }) => `${numberOf(of)} ${numberOf(except)}`).join();
    return getOrCreate(known, key, () =>
      placesIn(parts.map(({ of, except }) => ({ of: listOf(of), except: new Set([...except].map(placeOf)) }))),
    );
  };
}

/** The grant of everybody is allowed or is a finding: one cause, one finding. */
function isToldByEverybody(
  { isGrant }: ThroughEveryone,
  { subject, repository }: GrantedCell,
  { grant, verdict: { kind, actions } }: { readonly grant: Grant; readonly verdict: Verdict },
): boolean {
  return kind !== 'forbidden' && subject.local !== undefined && isGrant({ grant, repository, actions });
}

function driftOf(grant: Grant, { kind, rule, shown, weaker }: Verdict, everywhere: AccountWideGrant | undefined): Drift {
  if (kind === 'forbidden' && rule) return { kind, grant, everywhere, rule };
  if (kind === 'weakened' && rule) return { kind, grant, everywhere, rule, shown, ...(weaker ? { weaker } : {}) };
  return { kind: kind === 'raised' ? 'raised' : 'unexpected', grant, everywhere };
}
