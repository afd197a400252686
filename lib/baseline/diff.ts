// Matrix and baseline to drift: group by group, and cell by cell only where something drifts.
import { type Account, coverageOf } from '../access/account.ts';
import { type EverywhereOf, everywhereOf } from '../access/everywhere.ts';
import { grantOf, needsLogin } from '../access/grants.ts';
import type { AccessMatrix, CellGroup } from '../access/matrix.ts';
import type { Outcome } from '../access/outcome.ts';
import { membersOf } from '../access/part.ts';
import type { Subject } from '../access/subjects.ts';
import type { Rule } from '../model/baseline.ts';
import type { Drift } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { remembered } from '../policy/remembered.ts';
import { isCapability, judge, type Verdict } from './judge.ts';
import { type Expectation, type PrincipalProfile, type Profiles, profilesOf, type RepositoryProfile } from './profile.ts';

/** Every drift of the account; without rules only what was not read (CONTRACT section 8: observe). */
export function diff(matrix: AccessMatrix, rules: readonly Rule[]): readonly Drift[] {
  const unverified = coverageOf(matrix.account).unread.map((gap): Drift => ({ kind: 'unverified', gap }));
  if (rules.length === 0) return unverified;
  const blocks = [...driftingBlocks(matrix, profilesOf(rules, matrix.account.ground.account))];
  return [...grantDrift(matrix.account, blocks), ...unmanagedDrift(blocks), ...unverified];
}

/** Principals of one class and repositories of one class, all cells of which drift in the same way. */
interface DriftingBlock {
  readonly subjects: readonly Subject[];
  readonly repositories: readonly Repository[];
  readonly verdicts: readonly Verdict[];
  /** Whether they are the account's own grants in repositories that no allow is about, which are summed up. */
  readonly isUnmanaged: boolean;
}

function* driftingBlocks(matrix: AccessMatrix, profiles: Profiles): Iterable<DriftingBlock> {
  const byClass = matrix.repositoryClasses.map(({ members }) => profiled(members, profiles.repository));
  const verdicts = verdictsOf(profiles);
  const mayDrift = driftTest(byClass, profiles, verdicts);
  for (const group of matrix.groups()) {
    if (!mayDrift(group)) continue;
    const repositoryBlocks = membersOf(group.classes).flatMap((number) => [...(byClass[number] ?? [])]);
    for (const [principal, subjects] of profiled(membersOf(group.subjects), (subject) => profiles.principal(subject.principal))) {
      for (const [profile, repositories] of repositoryBlocks) {
        yield* blocksOf({ subjects, repositories, verdicts: verdicts(group.outcome, principal, profile) }, profile.managed);
      }
    }
  }
}

/** Unexpected grants apart from forbidden ones, where they are told apart. */
function* blocksOf(block: Omit<DriftingBlock, 'isUnmanaged'>, isManaged: boolean): Iterable<DriftingBlock> {
  const principalClass = block.subjects[0]?.principal.class;
  const forbidden = block.verdicts.filter(({ kind }) => kind === 'forbidden');
  // Severity of a service-linked role's access is none: AWS acts for the account (DESIGN section 2).
  const unexpected = principalClass === 'service-linked' ? [] : block.verdicts.filter(({ kind }) => kind === 'unexpected');
  if (forbidden.length > 0) yield { ...block, verdicts: forbidden, isUnmanaged: false };
  if (unexpected.length > 0) yield { ...block, verdicts: unexpected, isUnmanaged: !isManaged && principalClass === 'same-account' };
}

type VerdictsOf = (outcome: Outcome, principal: PrincipalProfile, repository: RepositoryProfile) => readonly Verdict[];

/** Whether a group can drift, found out for the principals and repositories of many groups at once. */
function driftTest(
  byClass: readonly ReadonlyMap<RepositoryProfile, readonly Repository[]>[],
  profiles: Profiles,
  verdicts: VerdictsOf,
): (group: CellGroup) => boolean {
  const strictest = new Map<readonly number[], RepositoryProfile>();
  const principals = new Map<readonly Subject[], readonly PrincipalProfile[]>();
  return ({ outcome, subjects, classes }) => {
    const found = remembered(principals, subjects.of, () => [
      ...new Set(subjects.of.map(({ principal }) => profiles.principal(principal))),
    ]);
    // Rights that make up no capability matter where a rule forbids them.
    if (outcome.capabilities.length === 0 && found.every(({ forbids }) => forbids.length === 0)) return false;
    const hardest = remembered(strictest, classes.of, () =>
      profiles.strictest(new Set(classes.of.flatMap((number) => [...(byClass[number]?.keys() ?? [])]))),
    );
    return found.some((principal) => verdicts(outcome, principal, hardest).length > 0);
  };
}

function profiled<T, P>(items: readonly T[], profileOf: (item: T) => P): ReadonlyMap<P, readonly T[]> {
  const groups = new Map<P, T[]>();
  for (const item of items) remembered(groups, profileOf(item), () => []).push(item);
  return groups;
}

function verdictsOf(profiles: Profiles): VerdictsOf {
  const known = new Map<Outcome, Map<Expectation, readonly Verdict[]>>();
  return (outcome, principal, repository) => {
    const expectation = profiles.expectation(principal, repository);
    const ofOutcome = remembered(known, outcome, () => new Map<Expectation, readonly Verdict[]>());
    return remembered(ofOutcome, expectation, () => judge(outcome, expectation));
  };
}

function unmanagedDrift(blocks: readonly DriftingBlock[]): readonly Drift[] {
  const sums = new Map<Repository, { principals: number; grants: number }>();
  for (const { subjects, repositories, verdicts, isUnmanaged } of blocks) {
    for (const repository of isUnmanaged ? repositories : []) {
      const sum = remembered(sums, repository, () => ({ principals: 0, grants: 0 }));
      sum.principals += subjects.length;
      sum.grants += subjects.length * verdicts.length;
    }
  }
  return [...sums].map(([{ region, name }, sum]): Drift => ({ kind: 'unmanaged', region, repository: name, ...sum }));
}

/** What one principal has of one capability: in one repository, or by one grant on everything. */
interface Drifting {
  readonly subject: Subject;
  /** Where the grant is one on everything, how far it reaches. */
  readonly reach: string | undefined;
  readonly places: DriftingPlaces[];
}

interface DriftingPlaces {
  readonly repositories: readonly Repository[];
  readonly verdict: Verdict;
}

/** One drift per grant, or one for a grant on everything. */
function grantDrift(account: Account, blocks: readonly DriftingBlock[]): readonly Drift[] {
  const collected = new Map<string, Drifting>();
  const reachOf = reaches(account);
  for (const { subjects, repositories, verdicts, isUnmanaged } of blocks) {
    if (isUnmanaged) continue;
    // INVARIANT: repositories of one class are of one region.
    const region = repositories[0]?.region ?? '';
    for (const subject of subjects) {
      for (const verdict of verdicts) {
        collect(collected, { subject, reach: reachOf(subject, region, verdict.capability) }, verdict, repositories);
      }
    }
  }
  return [...collected.values()].flatMap((drifting) => driftOf(account, drifting));
}

function collect(
  collected: Map<string, Drifting>,
  who: Omit<Drifting, 'places'>,
  verdict: Verdict,
  repositories: readonly Repository[],
): void {
  const { subject, reach } = who;
  const prefix = `${subject.principal.name}\n${verdict.kind}\n${verdict.capability}\n`;
  const placesAt = (where: string): DriftingPlaces[] => remembered(collected, prefix + where, () => ({ ...who, places: [] })).places;
  if (reach !== undefined) placesAt(reach).push({ repositories, verdict });
  else for (const repository of repositories) placesAt(repository.arn).push({ repositories: [repository], verdict });
}

function reaches(account: Account): (subject: Subject, region: string, capability: string) => string | undefined {
  const known = new Map<Subject, EverywhereOf>();
  return (subject, region, capability) =>
    isCapability(capability) ? remembered(known, subject, () => everywhereOf(account, subject))(region, capability) : undefined;
}

function driftOf(account: Account, { subject, reach, places }: Drifting): readonly Drift[] {
  const sorted = places.flatMap((each) => each.repositories).sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const [first] = sorted;
  const verdict = first && places.find((each) => each.repositories.includes(first))?.verdict;
  if (!verdict) return [];
  const { capability, decision, actions, rule } = verdict;
  const login = isCapability(capability) && needsLogin(subject, capability);
  const grant = grantOf(account, { subject, repository: first, actions, login }, capability, decision);
  const repositories = sorted.map(({ region, name }) => ({ region, repository: name }));
  const everywhere = reach === undefined ? undefined : { region: reach, repositories };
  return [rule ? { kind: 'forbidden', grant, everywhere, rule } : { kind: 'unexpected', grant, everywhere }];
}
