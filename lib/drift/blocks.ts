// Which cells of the matrix drift: group by group, and cell by cell only where conditions, policy documents or the lock have a say.

import type { Subject } from '../access/account/subjects.ts';
import type { Outcome } from '../access/cell/outcome.ts';
import type { CellGroup } from '../access/matrix/cell-group.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import type { LockIndex } from '../baseline/lock/locked-grants.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { membersOf, type Subset, whole } from '../collections/subset.ts';
import type { Repository } from '../model/snapshot.ts';
import { compare } from '../text/order.ts';
import { type AlikeCells, alikeCells } from './cell/alike-cells.ts';
import { isPlain } from './cell/allowance.ts';
import { type CellJudge, cellJudge } from './cell/cell-verdict.ts';
import type { Expectation, Profiles, RepositoryProfile } from './cell/expectation.ts';
import { openParts } from './cell/open-parts.ts';
import type { PrincipalProfile } from './cell/principal-profiles.ts';
import { type Verdict, verdictsOf } from './cell/verdict.ts';

/** Principals of one class and repositories of one class, all cells of which drift in the same way. */
export interface DriftingBlock {
  readonly subjects: readonly Subject[];
  /** INVARIANT: of one region. Long lists are in the order of ARNs, and one object for many blocks. */
  readonly repositories: Subset<Repository>;
  readonly verdicts: readonly Verdict[];
  /** Whether they are the account's own grants in repositories that the baseline says nothing about, which are summed up. */
  readonly isUnmanaged: boolean;
}

/** Every drifting cell in exactly one block. */
export function* driftingBlocks(matrix: AccessMatrix, profiles: Profiles, lock: LockIndex): Iterable<DriftingBlock> {
  const byClass = matrix.repositoryClasses.map(({ members }) => profiled(members, profiles.repository));
  const verdicts = verdictCache();
  const isAskedConditionally = conditionTest(profiles);
  const mayDrift = driftTest(byClass, profiles, verdicts);
  const judgeCell = cellJudge(matrix.account, lock);
  const togetherIn = (expectation: Expectation) => (cells: AlikeCells) =>
    // A line of the lock is about one cell.
    (lock.isEmpty ? alikeCells(matrix.account.ground, cells, expectation) : undefined) ?? oneByOne(cells);
  const [placesIn, peopleIn] = [placing(byClass), ofProfiles(profiles.principal)];
  /** `alike`: an outcome of the same shape, by which verdicts are found. */
  function* blocksIn({ subjects: members, classes, outcome }: CellGroup, which: Which, alike: Outcome): Iterable<DriftingBlock> {
    const places = placesIn(classes);
    for (const [principal, subjects] of peopleIn(members)) {
      for (const [profile, repositories] of places) {
        const expectation = profiles.expectation(principal, profile);
        if (which !== whichOf(expectation)) continue;
        const isManaged = profile.managed || lock.managesAll;
        const plain = { subjects, repositories, verdicts: verdicts(alike, expectation), isManaged };
        const judged = isCellWise(expectation, plain, lock)
          ? cellBlocks({ plain, outcome, expectation, judgeCell, together: togetherIn(expectation) })
          : [plain];
        for (const block of judged) yield* splitBlock(block);
      }
    }
  }
  const openIn = openParts(matrix.account, profiles, byClass);
  const isForbiddenHereAndThere = forbidTest(profiles);
  for (const group of matrix.alike()) {
    const isConditional = isAskedConditionally(group);
    for (const part of isConditional || isForbiddenHereAndThere(group) ? openIn(group) : [group]) {
      if (!mayDrift(part)) continue;
      yield* blocksIn(part, 'plain', group.outcome);
      // Conditions of the baseline are compared with the very conditions of the grants.
      for (const each of isConditional ? part.exactly() : []) yield* blocksIn(each, 'conditional', group.outcome);
    }
  }
}

/** Whether an expectation has conditions or policy documents. */
type Which = 'plain' | 'conditional';

function whichOf({ conditionalAllows, lapsed, conditionalForbids }: Expectation): Which {
  return conditionalAllows.length + lapsed.conditionalAllows.length + conditionalForbids.length > 0 ? 'conditional' : 'plain';
}

/** Whether entries with conditions or policy documents select somebody in a group; found out once for all in a list. */
function conditionTest(profiles: Profiles): (group: CellGroup) => boolean {
  const known = new WeakMap<readonly Subject[], { readonly some: boolean }>();
  const isSelected = (subject: Subject): boolean => {
    const { allows, lapsed, forbids } = profiles.principal(subject);
    return [...allows, ...lapsed, ...forbids].some(({ entry }) => !isPlain(entry));
  };
  return ({ subjects: { of } }) => getOrCreate(known, of, () => ({ some: of.some(isSelected) })).some;
}

/** So many cells are looked at one by one. */
const FEW_CELLS = 1_000;

/** Whether somebody in a large group is forbidden something, which may be in few places of which each has a rule of its own. */
function forbidTest(profiles: Profiles): (group: CellGroup) => boolean {
  const known = new WeakMap<readonly Subject[], { readonly some: boolean }>();
  const isForbidden = (subject: Subject): boolean => profiles.principal(subject).forbids.length > 0;
  return ({ subjects, classes }) =>
    subjects.of.length * classes.of.length > FEW_CELLS &&
    getOrCreate(known, subjects.of, () => ({ some: subjects.of.some(isForbidden) })).some;
}

type ByProfile = ReadonlyMap<RepositoryProfile, readonly Repository[]>;

/** The repositories of some classes by profile: of each list of classes once, and then without those of the classes that are left out. */
function placing(byClass: readonly ByProfile[]): (classes: CellGroup['classes']) => ReadonlyMap<RepositoryProfile, Subset<Repository>> {
  const known = new WeakMap<readonly number[], ReadonlyMap<RepositoryProfile, Listed>>();
  return ({ of, except }) => {
    const lists = getOrCreate(known, of, () => new Map([...placesOf(byClass, of)].map(([profile, list]) => [profile, listed(list)])));
    if (except.size === 0) return new Map([...lists].map(([profile, { all }]) => [profile, all]));
    const left = placesOf(byClass, [...except]);
    return new Map([...lists].flatMap(([profile, list]) => without(list, left.get(profile) ?? []).map((each) => [profile, each] as const)));
  };
}

interface Listed {
  readonly all: Subset<Repository>;
  readonly members: ReadonlySet<Repository>;
}

function listed(repositories: readonly Repository[]): Listed {
  const sorted = repositories.toSorted((a, b) => compare(a.arn, b.arn));
  return { all: whole(sorted), members: new Set(sorted) };
}

/** What is left of a list; none where that is nothing. Half a list is a list of its own. */
function without({ all, members }: Listed, others: readonly Repository[]): readonly Subset<Repository>[] {
  const except = new Set(others.filter((each) => members.has(each)));
  if (except.size === 0) return [all];
  if (except.size === members.size) return [];
  const left = { of: all.of, except };
  return except.size * 2 > members.size ? [whole(membersOf(left))] : [left];
}

function placesOf(byClass: readonly ByProfile[], numbers: readonly number[]): ReadonlyMap<RepositoryProfile, readonly Repository[]> {
  const places = new Map<RepositoryProfile, Repository[]>();
  for (const number of numbers) {
    for (const [profile, repositories] of byClass[number] ?? []) {
      const among = getOrCreate(places, profile, () => []);
      for (const each of repositories) among.push(each);
    }
  }
  return places;
}

/** The members of a subset by profile; those of whole lists are found once. */
function ofProfiles<T, P>(profileOf: (item: T) => P): (subset: Subset<T>) => ReadonlyMap<P, readonly T[]> {
  const known = new WeakMap<readonly T[], ReadonlyMap<P, readonly T[]>>();
  return (subset) =>
    subset.except.size === 0 ? getOrCreate(known, subset.of, () => profiled(subset.of, profileOf)) : profiled(membersOf(subset), profileOf);
}

interface JudgedBlock extends Omit<DriftingBlock, 'isUnmanaged'> {
  readonly isManaged: boolean;
}

function isCellWise({ conditionalAllows, lapsed, conditionalForbids }: Expectation, { verdicts }: JudgedBlock, lock: LockIndex): boolean {
  if (conditionalForbids.length > 0) return true;
  return verdicts.length > 0 && (conditionalAllows.length > 0 || lapsed.conditionalAllows.length > 0 || !lock.isEmpty);
}

interface CellWise {
  readonly plain: JudgedBlock;
  readonly outcome: Outcome;
  readonly expectation: Expectation;
  readonly judgeCell: CellJudge;
  /** Cells that are judged by one of them. */
  readonly together: (cells: AlikeCells) => Iterable<AlikeCells>;
}

function* cellBlocks({ plain, outcome, expectation, judgeCell, together }: CellWise): Iterable<JudgedBlock> {
  const cells = { subjects: plain.subjects, repositories: membersOf(plain.repositories) };
  for (const { subjects, repositories } of together(cells)) {
    const [subject, repository] = [subjects[0], repositories[0]];
    if (!subject || !repository) continue;
    const { verdicts, isLocked } = judgeCell({ subject, repository, outcome, expectation }, plain.verdicts);
    yield { subjects, repositories: whole(repositories), verdicts, isManaged: plain.isManaged || isLocked };
  }
}

function* oneByOne({ subjects, repositories }: AlikeCells): Iterable<AlikeCells> {
  for (const subject of subjects) for (const repository of repositories) yield { subjects: [subject], repositories: [repository] };
}

/** Forbidden, weakened and other unexpected grants, where they are told apart. */
function* splitBlock({ isManaged, ...block }: JudgedBlock): Iterable<DriftingBlock> {
  const principalClass = block.subjects[0]?.principal.class;
  const forbidden = block.verdicts.filter(({ kind }) => kind === 'forbidden');
  if (forbidden.length > 0) yield { ...block, verdicts: forbidden, isUnmanaged: false };
  // Severity of a service-linked role's access is none: AWS acts for the account (docs/architecture.md#findings).
  if (principalClass === 'service-linked') return;
  const weakened = block.verdicts.filter(({ kind }) => kind === 'weakened');
  const unexpected = block.verdicts.filter(({ kind }) => kind === 'unexpected' || kind === 'raised');
  if (weakened.length > 0) yield { ...block, verdicts: weakened, isUnmanaged: false };
  if (unexpected.length > 0) yield { ...block, verdicts: unexpected, isUnmanaged: !isManaged && principalClass === 'same-account' };
}

type VerdictsOf = (outcome: Outcome, expectation: Expectation) => readonly Verdict[];

function verdictCache(): VerdictsOf {
  const known = new Map<Outcome, Map<Expectation, readonly Verdict[]>>();
  return (outcome, expectation) => {
    const ofOutcome = getOrCreate(known, outcome, () => new Map<Expectation, readonly Verdict[]>());
    return getOrCreate(ofOutcome, expectation, () => verdictsOf(outcome, expectation));
  };
}

/** Whether a group can drift, found out for the principals and repositories of many groups at once. */
function driftTest(
  byClass: readonly ReadonlyMap<RepositoryProfile, readonly Repository[]>[],
  profiles: Profiles,
  verdicts: VerdictsOf,
): (group: CellGroup) => boolean {
  const strictest = new Map<readonly number[], RepositoryProfile>();
  const principals = new Map<readonly Subject[], readonly PrincipalProfile[]>();
  return ({ outcome, subjects, classes }) => {
    const found = getOrCreate(principals, subjects.of, () => [...new Set(subjects.of.map(profiles.principal))]);
    // Rights that make up no capability matter where a rule forbids them.
    if (outcome.capabilities.length === 0 && found.every(({ forbids }) => forbids.length === 0)) return false;
    const hardest = getOrCreate(strictest, classes.of, () =>
      profiles.strictest(new Set(classes.of.flatMap((number) => [...(byClass[number]?.keys() ?? [])]))),
    );
    return found.some((principal) => {
      const expectation = profiles.expectation(principal, hardest);
      return expectation.conditionalForbids.length > 0 || verdicts(outcome, expectation).length > 0;
    });
  };
}

function profiled<T, P>(items: readonly T[], profileOf: (item: T) => P): ReadonlyMap<P, readonly T[]> {
  const groups = new Map<P, T[]>();
  for (const item of items) getOrCreate(groups, profileOf(item), () => []).push(item);
  return groups;
}
