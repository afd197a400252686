// The cells of which single grants are told: not those that everybody's grant tells of already, and no more than there is room for.
import type { Account } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { possible } from '../access/cell/action-formulas.ts';
import { principalSide } from '../access/cell/sides.ts';
import { fairShares } from '../collections/fair-shares.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { memoize } from '../collections/memoize.ts';
import { membersOf, type Subset, sizeOf } from '../collections/subset.ts';
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
  const listed = (part: UnlistedPart): readonly ToldPart[] => toldApart(ground, part);
  const bound = parts.reduce((sum, part) => sum + part.subjects.length * sizeOf(part.repositories) * part.granted.length, 0);
  if (bound <= most) return { told: eachOf(parts, listed), leftOut: 0 };
  // Not kept: there may be as many lists as principals.
  const heaps = parts.map((part) => ({ size: grantsIn(listed(part)), rank: rankOf(part) }));
  const shares = fairShares(heaps, most);
  const told = parts.flatMap((part, at) => within(listed(part), shares[at] ?? 0));
  return { told, leftOut: heaps.reduce((sum, { size }) => sum + size, 0) - grantsIn(told) };
}

function* eachOf(parts: readonly UnlistedPart[], listed: (part: UnlistedPart) => readonly ToldPart[]): Iterable<ToldPart> {
  for (const part of parts) yield* listed(part);
}

function grantsIn(parts: readonly ToldPart[]): number {
  return parts.reduce((sum, { subjects, repositories, granted }) => sum + subjects.length * repositories.length * granted.length, 0);
}

/** How grave the gravest of it can be; forbidden access counts more. */
function rankOf({ subjects: [first], repositories, granted }: UnlistedPart): number {
  if (!first) return 0;
  const { principal } = first;
  const production = membersOf(repositories).some(isInProduction);
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

function within(parts: readonly ToldPart[], most: number): readonly ToldPart[] {
  let left = most;
  return parts.flatMap((part) => {
    const some = left > 0 ? cut(part, left) : undefined;
    left -= some ? grantsIn([some]) : 0;
    return some ? [some] : [];
  });
}

/** As many principals as there is room for, then as many repositories; at least one cell. */
function cut({ subjects, repositories, granted }: ToldPart, most: number): ToldPart {
  const who = subjects.slice(0, Math.max(1, Math.floor(most / granted.length)));
  const count = Math.max(1, Math.floor(most / (who.length * granted.length)));
  const where = count < repositories.length ? productionFirst(repositories).slice(0, count) : repositories;
  return { subjects: who, repositories: where, granted };
}

function productionFirst(repositories: readonly Repository[]): readonly Repository[] {
  return [...repositories.filter(isInProduction), ...repositories.filter((each) => !isInProduction(each))];
}

/** The cells but for those that are surely told by everybody: there are many, for whatever everybody may do, each principal may. */
function toldApart({ account, everyone }: Ground, part: UnlistedPart): readonly ToldPart[] {
  const { subjects, repositories, granted } = part;
  const somewhere = repositories.of.find((each) => !repositories.except.has(each));
  const [first] = subjects;
  if (!first?.local || !somewhere) return [{ ...part, repositories: membersOf(repositories) }];
  // INVARIANT: own sides of a group are of one shape.
  const own = possible(principalSide(account, first, somewhere).identity);
  const [fromOthers, fromOwn] = [granted.filter(isFromOthers), granted.filter((verdict) => !isFromOthers(verdict))];
  function isFromOthers({ kind, actions }: Verdict): boolean {
    return kind !== 'forbidden' && isEmpty(intersection(actions, own));
  }
  const left = fromOthers.flatMap((verdict) => byNameAlone(everyone, { subjects, repositories, granted: [verdict] }, verdict));
  return fromOwn.length === 0 ? left : [...left, { subjects, repositories: membersOf(repositories), granted: fromOwn }];
}

interface Divided {
  /** Where everybody surely has it. */
  readonly open: readonly Repository[];
  readonly others: readonly Repository[];
}

const DIVIDED = new WeakMap<ThroughEveryone, WeakMap<readonly Repository[], Map<string, Divided>>>();

function divided(everyone: ThroughEveryone, { of, except }: Subset<Repository>, actions: ActionMask): Divided {
  // The same list is asked about for many principals, with few repositories left out.
  const lists = getOrCreate(DIVIDED, everyone, () => new WeakMap<readonly Repository[], Map<string, Divided>>());
  const known = getOrCreate(lists, of, () => new Map<string, Divided>());
  const { open, others } = getOrCreate(known, `${actions.lo} ${actions.hi}`, () => {
    const found = of.filter((each) => everyone.isUnnamedGrant(each, actions));
    const isOpen = new Set(found);
    return { open: found, others: found.length === 0 ? of : of.filter((each) => !isOpen.has(each)) };
  });
  return { open: membersOf({ of: open, except }), others: membersOf({ of: others, except }) };
}

/** The cells but for those in which everybody surely has it: whoever is named there stays. */
function byNameAlone(everyone: ThroughEveryone, part: UnlistedPart, { actions }: Verdict): readonly ToldPart[] {
  const { subjects, repositories } = part;
  const { open, others } = divided(everyone, repositories, actions);
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
