// Grants that drift: one drift per cell and capability, and one per grant on everything, however many repositories it reaches.
import type { Account } from '../access/account/account.ts';
import { keptByAccount } from '../access/account/kin.ts';
import type { Subject } from '../access/account/subjects.ts';
import { type AccountWideGrantsOf, accountWideGrants } from '../access/cell/account-wide.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { principalSide } from '../access/cell/sides.ts';
import { placesIn } from '../access/classes/places.ts';
import { alikeGrants } from '../access/matrix/alike-grants.ts';
import { type GrantedCell, grantOf } from '../access/matrix/grant-of.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { groupBy } from '../collections/group-by.ts';
import { memoize } from '../collections/memoize.ts';
import { membersOf, type Subset } from '../collections/subset.ts';
import type { Grant } from '../model/access.ts';
import { isCapability, type Place, type Places } from '../model/access.ts';
import type { AccountWideGrant, Drift } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { intersection, isEmpty } from '../policy/logic/mask.ts';
import type { DriftingBlock } from './blocks.ts';
import type { Verdict } from './cell/verdict.ts';
import { type ThroughEveryone, throughEveryone } from './through-everyone.ts';

/** The drifts of the blocks, but for those of repositories that nobody manages. INVARIANT: a drifting cell is in one block. */
export function grantDrift(matrix: AccessMatrix, blocks: readonly DriftingBlock[]): readonly Drift[] {
  const { account } = matrix;
  const everyone = throughEveryone(account);
  const grantsIn = alikeGrants(matrix);
  const reachOf = reaches(account);
  const wide = new Map<string, WideGrant>();
  const single: Drift[] = [];
  for (const block of blocks) {
    if (block.isUnmanaged) continue;
    const repositories = membersOf(block.repositories);
    for (const part of apart(block, reachOf, (each) => collect(wide, each))) {
      for (const told of toldApart({ account, everyone }, { ...part, repositories })) {
        for (const { grant, of, ...cell } of grantsIn(told)) {
          if (!isToldByEverybody(everyone, cell, { grant, verdict: of })) single.push(driftOf(grant, of, undefined));
        }
      }
    }
  }
  return [...single, ...wideDrift(account, everyone, [...wide.values()])];
}

/** Cells of one group of the matrix, with what of them drifts. */
interface Part {
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
  readonly granted: readonly Verdict[];
}

interface Ground {
  readonly account: Account;
  readonly everyone: ThroughEveryone;
}

/** The cells but for those that are surely told by everybody: there are many, for whatever everybody may do, each principal may. */
function toldApart({ account, everyone }: Ground, part: Part): readonly Part[] {
  const { subjects, repositories, granted } = part;
  const [first, somewhere] = [subjects[0], repositories[0]];
  if (!first?.local || !somewhere) return [part];
  // INVARIANT: own sides of a group are of one shape.
  const own = possible(principalSide(account, first, somewhere).identity);
  const [fromOthers, fromOwn] = [granted.filter(isFromOthers), granted.filter((verdict) => !isFromOthers(verdict))];
  function isFromOthers({ kind, actions }: Verdict): boolean {
    return kind !== 'forbidden' && isEmpty(intersection(actions, own));
  }
  const left = fromOthers.flatMap((verdict) => byNameAlone(everyone, { subjects, repositories, granted: [verdict] }, verdict));
  return fromOwn.length === 0 ? left : [...left, { subjects, repositories, granted: fromOwn }];
}

/** The cells but for those in which everybody surely has it: whoever is named there stays. */
function byNameAlone(everyone: ThroughEveryone, part: Part, { actions }: Verdict): readonly Part[] {
  const { subjects, repositories } = part;
  const isEverybodys = (repository: Repository): boolean => everyone.isUnnamedGrant(repository, actions);
  const [open, others] = [repositories.filter(isEverybodys), repositories.filter((each) => !isEverybodys(each))];
  const positions = memoize((_: undefined) => new Map(subjects.map((subject, position) => [subject, position])));
  const namedAt = (repository: Repository): readonly Subject[] => {
    const named = everyone.namedAt(repository);
    if (named.size === 0) return [];
    const found = [...named].flatMap((subject) => positions(undefined).get(subject) ?? []);
    return found.sort((a, b) => a - b).flatMap((position) => subjects[position] ?? []);
  };
  const named = open.map((repository) => ({ ...part, subjects: namedAt(repository), repositories: [repository] }));
  return [{ ...part, repositories: others }, ...named].filter((each) => each.subjects.length > 0 && each.repositories.length > 0);
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
  return wide.flatMap(({ subject, reach, places }): readonly Drift[] => {
    const found = firstOf(places);
    if (!found) return [];
    const verdict = { ...found.verdict, kind: wideKind(found.verdict) };
    const cell = { subject, repository: found.first };
    const grant = grantOf(account, cell, verdict);
    if (isToldByEverybody(everyone, cell, { grant, verdict })) return [];
    const repositories = placesOfAll(places.map((each) => each.repositories));
    return [driftOf(grant, verdict, { region: reach, repositories })];
  });
}

/** The first repository by ARN, and the verdict there. INVARIANT: the lists are in the order of ARNs. */
function firstOf(places: readonly DriftingPlaces[]): { readonly first: Repository; readonly verdict: Verdict } | undefined {
  const firsts = places.flatMap(({ repositories: { of, except }, verdict }) => {
    const first = of.find((each) => !except.has(each));
    return first ? [{ first, verdict }] : [];
  });
  const [one, ...others] = firsts;
  return one && others.reduce((least, each) => (each.first.arn < least.first.arn ? each : least), one);
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
