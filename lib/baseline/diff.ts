// Matrix and baseline to drift: class by class, and cell by cell only where something drifts.
import { type Account, coverageOf } from '../access/account.ts';
import { type EverywhereOf, everywhereOf } from '../access/everywhere.ts';
import { grantOf, needsLogin } from '../access/grants.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import type { Outcome } from '../access/outcome.ts';
import type { Subject } from '../access/subjects.ts';
import type { Rule } from '../model/baseline.ts';
import type { Drift, Everywhere, RuleRef } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { groupBy } from '../policy/group-by.ts';
import { isCapability, judge, type Verdict } from './judge.ts';
import { type PrincipalProfile, type Profiles, profilesOf, type RepositoryProfile } from './profile.ts';

/** Every drift of the account; without rules only what was not read (CONTRACT section 8: observe). */
export function diff(matrix: AccessMatrix, rules: readonly Rule[]): readonly Drift[] {
  const unverified = coverageOf(matrix.account).unread.map((gap): Drift => ({ kind: 'unverified', gap }));
  if (rules.length === 0) return unverified;
  const cells = driftingCells(matrix, profilesOf(rules, matrix.account.ground.account));
  return [...grantDrift(matrix.account, cells), ...unmanagedDrift(cells), ...unverified];
}

interface DriftingCell {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly managed: boolean;
  readonly verdict: Verdict;
}

function driftingCells(matrix: AccessMatrix, profiles: Profiles): readonly DriftingCell[] {
  const found: DriftingCell[] = [];
  const byClass = matrix.repositoryClasses.map(({ members }) => [...profiled(members, (repository) => profiles.repository(repository))]);
  const verdicts = verdictsOf(profiles);
  for (const { subjects, classes, outcome } of matrix.groups()) {
    if (outcome.capabilities.length === 0 && !isActionWise(outcome)) continue;
    for (const [principal, alike] of profiled(subjects, (subject) => profiles.principal(subject.principal))) {
      for (const number of classes) {
        for (const [repository, members] of byClass[number] ?? []) {
          for (const verdict of verdicts(outcome, principal, repository))
            add(found, alike, members, { managed: repository.managed, verdict });
        }
      }
    }
  }
  return found;
}

/** Rights that make up no capability matter where a rule forbids them. */
function isActionWise({ granted }: Outcome): boolean {
  return granted.open.length > 0 || (granted.yes.lo | granted.yes.hi) !== 0;
}

function add(
  found: DriftingCell[],
  subjects: readonly Subject[],
  repositories: readonly Repository[],
  what: Pick<DriftingCell, 'managed' | 'verdict'>,
): void {
  for (const subject of subjects) {
    // Severity of a service-linked role's access is none: AWS acts for the account (DESIGN section 2).
    if (what.verdict.kind === 'unexpected' && subject.principal.class === 'service-linked') continue;
    for (const repository of repositories) found.push({ subject, repository, ...what });
  }
}

function profiled<T, P>(items: readonly T[], profileOf: (item: T) => P): ReadonlyMap<P, readonly T[]> {
  const groups = new Map<P, T[]>();
  for (const item of items) {
    const profile = profileOf(item);
    const group = groups.get(profile);
    if (group) group.push(item);
    else groups.set(profile, [item]);
  }
  return groups;
}

function verdictsOf(
  profiles: Profiles,
): (outcome: Outcome, principal: PrincipalProfile, repository: RepositoryProfile) => readonly Verdict[] {
  const known = new Map<Outcome, Map<ReturnType<Profiles['expectation']>, readonly Verdict[]>>();
  return (outcome, principal, repository) => {
    const expectation = profiles.expectation(principal, repository);
    const ofOutcome = known.get(outcome) ?? new Map<typeof expectation, readonly Verdict[]>();
    known.set(outcome, ofOutcome);
    const verdicts = ofOutcome.get(expectation) ?? judge(outcome, expectation);
    ofOutcome.set(expectation, verdicts);
    return verdicts;
  };
}

/** Same-account grants in a repository that no allow is about. */
function isUnmanaged({ subject, managed, verdict }: DriftingCell): boolean {
  return !managed && verdict.kind === 'unexpected' && subject.principal.class === 'same-account';
}

function unmanagedDrift(cells: readonly DriftingCell[]): readonly Drift[] {
  const unmanaged = groupBy(cells.filter(isUnmanaged), ({ repository }) => repository.arn);
  return [...unmanaged.values()].flatMap((grants): readonly Drift[] => {
    const [first] = grants;
    if (!first) return [];
    const { region, name } = first.repository;
    return [
      {
        kind: 'unmanaged',
        region,
        repository: name,
        principals: new Set(grants.map(({ subject }) => subject)).size,
        grants: grants.length,
      },
    ];
  });
}

/** One drift per grant, or one for a grant on everything. */
function grantDrift(account: Account, cells: readonly DriftingCell[]): readonly Drift[] {
  const reaches = new Map<Subject, EverywhereOf>();
  const reachOf = ({ subject, repository, verdict }: DriftingCell): string | undefined => {
    if (!isCapability(verdict.capability)) return undefined;
    const reach = reaches.get(subject) ?? everywhereOf(account, subject);
    reaches.set(subject, reach);
    return reach(repository.region, verdict.capability);
  };
  const collected = groupBy(
    cells.filter((cell) => !isUnmanaged(cell)),
    (cell) => {
      const region = reachOf(cell);
      const { subject, repository, verdict } = cell;
      return [subject.principal.name, verdict.kind, verdict.capability, region ?? repository.arn].join('\n');
    },
  );
  return [...collected.values()].flatMap((grants) => {
    const [first] = grants.toSorted(byRepository);
    return first ? [driftOf(account, first, everywhere(reachOf(first), grants))] : [];
  });
}

function everywhere(region: string | undefined, cells: readonly DriftingCell[]): Everywhere | undefined {
  if (region === undefined) return undefined;
  return {
    region,
    repositories: cells.toSorted(byRepository).map(({ repository }) => ({ region: repository.region, repository: repository.name })),
  };
}

function byRepository(a: DriftingCell, b: DriftingCell): number {
  return a.repository.arn < b.repository.arn ? -1 : 1;
}

function driftOf(account: Account, { subject, repository, verdict }: DriftingCell, reach: Everywhere | undefined): Drift {
  const { capability, decision, actions, rule } = verdict;
  const login = isCapability(capability) && needsLogin(subject, capability);
  const grant = grantOf(account, { subject, repository, actions, login }, capability, decision);
  return rule ? forbidden(grant, reach, rule) : { kind: 'unexpected', grant, everywhere: reach };
}

function forbidden(grant: Extract<Drift, { kind: 'forbidden' }>['grant'], reach: Everywhere | undefined, rule: RuleRef): Drift {
  return { kind: 'forbidden', grant, everywhere: reach, rule };
}
