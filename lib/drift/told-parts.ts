// The cells of which single grants are told: not those that everybody's grant tells of already, and no more than there is room for.
import type { Account } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { principalSide } from '../access/cell/sides.ts';
import { fairShares } from '../collections/fair-shares.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import { membersOf, type Subset, sizeOf, whole } from '../collections/subset.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { Repository } from '../model/snapshot.ts';
import { type ActionMask, intersection, isEmpty } from '../policy/logic/mask.ts';
import { readTags } from './cell/expectation.ts';
import type { Verdict } from './cell/verdict.ts';
import { accessSeverity, isProductionTier } from './severity.ts';
import type { ThroughEveryone } from './through-everyone.ts';

/** Cells of one group of the matrix, with what of them drifts. */
export interface ToldPart {
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
  readonly granted: readonly Verdict[];
}

/** The same before its repositories are listed. */
export type UnlistedPart = Omit<ToldPart, 'repositories'> & { readonly repositories: Subset<Repository> };

interface Ground {
  readonly account: Account;
  readonly everyone: ThroughEveryone;
}

/**
 * The parts with about `most` grants: something of every part as far as that goes, and then the gravest first, in production before anything else.
 * `leftOut`: how many grants more drift in them.
 */
export function partsWithin(
  ground: Ground,
  parts: readonly UnlistedPart[],
  most: number,
): { readonly told: Iterable<ToldPart>; readonly leftOut: number } {
  if (grantsIn(parts) <= most) return { told: eachOf(parts, (part) => toldApart(ground, part)), leftOut: 0 };
  const heaps = parts.map((part) => {
    const pieces = toldApart(ground, part);
    return { pieces, size: grantsIn(pieces), rank: rankOf(part) };
  });
  const shares = fairShares(heaps, most);
  const told = heaps.flatMap(({ pieces }, at) => within(pieces, shares[at] ?? 0));
  const found = heaps.reduce((sum, { size }) => sum + size, 0);
  return { told, leftOut: found - told.reduce((sum, part) => sum + cellsOf(part), 0) };
}

function* eachOf(parts: readonly UnlistedPart[], pieces: (part: UnlistedPart) => readonly UnlistedPart[]): Iterable<ToldPart> {
  for (const part of parts)
    for (const { subjects, repositories, granted } of pieces(part)) yield { subjects, repositories: membersOf(repositories), granted };
}

function grantsIn(parts: readonly UnlistedPart[]): number {
  return parts.reduce((sum, { subjects, repositories, granted }) => sum + subjects.length * sizeOf(repositories) * granted.length, 0);
}

function cellsOf({ subjects, repositories, granted }: ToldPart): number {
  return subjects.length * repositories.length * granted.length;
}

/** How grave the gravest of it can be; forbidden access counts more. */
function rankOf({ subjects: [first], repositories: { of, except }, granted }: UnlistedPart): number {
  if (!first) return 0;
  const { principal } = first;
  const production = byTier(of).production.some((each) => !except.has(each));
  return Math.max(
    ...granted.map(({ kind, capability }) => {
      const severity = accessSeverity({ principal, capability, conditions: [] }, production);
      return 2 * SEVERITIES.indexOf(severity) + (kind === 'forbidden' ? 1 : 0);
    }),
  );
}

const IN_PRODUCTION = new WeakMap<Repository, { readonly is: boolean }>();

/** Asked for in every part. */
function isInProduction(repository: Repository): boolean {
  return getOrCreate(IN_PRODUCTION, repository, () => ({ is: isProductionTier(readTags(repository.tags) ?? {}) })).is;
}

interface Tiers {
  readonly production: readonly Repository[];
  readonly others: readonly Repository[];
}

const TIERS = new WeakMap<readonly Repository[], Tiers>();

/** Many parts share their lists. */
function byTier(repositories: readonly Repository[]): Tiers {
  return getOrCreate(TIERS, repositories, () => ({
    production: repositories.filter(isInProduction),
    others: repositories.filter((each) => !isInProduction(each)),
  }));
}

function within(parts: readonly UnlistedPart[], most: number): readonly ToldPart[] {
  let left = most;
  return parts.flatMap((part) => {
    const some = left > 0 ? cut(part, left) : undefined;
    left -= some ? cellsOf(some) : 0;
    return some ? [some] : [];
  });
}

/** As many principals as there is room for, then as many repositories; at least one cell. */
function cut({ subjects, repositories, granted }: UnlistedPart, most: number): ToldPart {
  const who = subjects.slice(0, Math.max(1, Math.floor(most / granted.length)));
  const count = Math.max(1, Math.floor(most / (who.length * granted.length)));
  const where = count < sizeOf(repositories) ? productionFirst(repositories, count) : membersOf(repositories);
  return { subjects: who, repositories: where, granted };
}

function productionFirst({ of, except }: Subset<Repository>, count: number): readonly Repository[] {
  const found: Repository[] = [];
  const { production, others } = byTier(of);
  for (const list of [production, others])
    for (const each of list) {
      if (found.length === count) return found;
      if (!except.has(each)) found.push(each);
    }
  return found;
}

/** The cells but for those that are surely told by everybody: there are many, for whatever everybody may do, each principal may. */
function toldApart({ account, everyone }: Ground, part: UnlistedPart): readonly UnlistedPart[] {
  const { subjects, repositories, granted } = part;
  const somewhere = repositories.of.find((each) => !repositories.except.has(each));
  const [first] = subjects;
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

interface Divided {
  /** Where everybody surely has it. */
  readonly open: ReadonlySet<Repository>;
  /** Those of them at which somebody is named. */
  readonly naming: readonly Repository[];
  readonly others: readonly Repository[];
}

const DIVIDED = new WeakMap<ThroughEveryone, WeakMap<readonly Repository[], Map<string, Divided>>>();

/** The same list is asked about for many principals, with few repositories left out. */
function divided(everyone: ThroughEveryone, of: readonly Repository[], actions: ActionMask): Divided {
  const lists = getOrCreate(DIVIDED, everyone, () => new WeakMap<readonly Repository[], Map<string, Divided>>());
  const known = getOrCreate(lists, of, () => new Map<string, Divided>());
  return getOrCreate(known, `${actions.lo} ${actions.hi}`, () => {
    const found = of.filter((each) => everyone.isUnnamedGrant(each, actions));
    const open = new Set(found);
    return {
      open,
      naming: found.filter((each) => everyone.namedAt(each).size > 0),
      others: found.length === 0 ? of : of.filter((each) => !open.has(each)),
    };
  });
}

/** Actions that somebody is granted at repositories. */
interface GrantedPlaces {
  readonly subject: Subject;
  readonly repositories: Subset<Repository>;
  readonly actions: ActionMask;
}

/**
 * Where somebody's grant may be another than that of everybody, as lists in the order of the repositories: where everybody does not surely have it,
 * where the principal is named, and one of all others. What they have by their own policies is of one shape at all of them.
 */
export function untoldCandidates(
  everyone: ThroughEveryone,
  { subject, repositories, actions }: GrantedPlaces,
): readonly (readonly Repository[])[] {
  const { of, except } = repositories;
  const { open, naming, others } = divided(everyone, of, actions);
  const named = naming.filter((each) => !except.has(each) && everyone.namedAt(each).has(subject));
  const alike: Repository[] = [];
  for (const each of open) {
    if (alike.length > 0) break;
    if (!except.has(each) && !named.includes(each)) alike.push(each);
  }
  return [others, named, alike];
}

/** The cells but for those in which everybody surely has it: whoever is named there stays. */
function byNameAlone(everyone: ThroughEveryone, part: UnlistedPart, { actions }: Verdict): readonly UnlistedPart[] {
  const { subjects, repositories } = part;
  const { of, except } = repositories;
  const { open, naming, others } = divided(everyone, of, actions);
  const positions = memoize((_: undefined) => new Map(subjects.map((subject, position) => [subject, position])));
  const namedAt = (repository: Repository): readonly Subject[] => {
    const found = [...everyone.namedAt(repository)].flatMap((subject) => positions(undefined).get(subject) ?? []);
    return found.sort((a, b) => a - b).flatMap((position) => subjects[position] ?? []);
  };
  const left = others === of ? repositories : { of: others, except: new Set([...except].filter((each) => !open.has(each))) };
  const named = naming
    .filter((each) => !except.has(each))
    .map((repository) => ({ ...part, subjects: namedAt(repository), repositories: whole([repository]) }));
  return [{ ...part, repositories: left }, ...named].filter((each) => each.subjects.length > 0 && sizeOf(each.repositories) > 0);
}
