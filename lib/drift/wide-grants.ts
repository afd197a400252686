// Grants on everything that drift: one drift for each, however many repositories it reaches.
import type { Account } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { placesIn } from '../access/classes/places.ts';
import { grantOf } from '../access/matrix/grant-of.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import type { Subset } from '../collections/subset.ts';
import type { Grant, Place, Places } from '../model/access.ts';
import type { Drift } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import type { Verdict } from './cell/verdict.ts';
import type { ThroughEveryone } from './through-everyone.ts';
import { driftOf, isToldByEverybody } from './told-grant.ts';
import { untoldCandidates } from './told-parts.ts';

/** What somebody has by a grant on everything, at some of the repositories that it reaches. */
export interface WidePart {
  readonly subject: Subject;
  /** A region, or all. */
  readonly reach: string;
  readonly places: DriftingPlaces;
}

interface DriftingPlaces {
  readonly repositories: Subset<Repository>;
  readonly verdict: Verdict;
}

export interface WideGrants {
  readonly add: (part: WidePart) => void;
  /** Of what was added so far, but for what everybody tells wherever it is. */
  readonly drift: () => readonly Drift[];
}

/** What one principal has of one capability. */
interface WideGrant extends Omit<WidePart, 'places'> {
  readonly places: DriftingPlaces[];
}

/** No grant is known yet. */
export function wideGrants(account: Account, everyone: ThroughEveryone): WideGrants {
  const wide = new Map<string, WideGrant>();
  const placesOfAll = sharedPlaces();
  return {
    add: ({ subject, reach, places }) => {
      const { verdict } = places;
      const key = [subject.principal.name, wideKind(verdict), verdict.capability, reach].join('\n');
      getOrCreate(wide, key, (): WideGrant => ({ subject, reach, places: [] })).places.push(places);
    },
    drift: () =>
      [...wide.values()].flatMap((each): readonly Drift[] => {
        const found = untoldOf(account, everyone, each);
        if (!found) return [];
        const repositories = placesOfAll(each.places.map((place) => place.repositories));
        return [driftOf(found.grant, found.verdict, { region: each.reach, repositories })];
      }),
  };
}

/** A grant on everything is one finding, wherever the principal may do less. */
function wideKind({ kind }: Verdict): Verdict['kind'] {
  return kind === 'raised' ? 'unexpected' : kind;
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
