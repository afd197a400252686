// Matrix and baseline to drift: class by class, and cell by cell only where something drifts.
import { type Account, coverageOf } from '../access/account.ts';
import { type EverywhereOf, everywhereOf } from '../access/everywhere.ts';
import { grantOf, needsLogin } from '../access/grants.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import type { Outcome } from '../access/outcome.ts';
import type { Subject } from '../access/subjects.ts';
import { either, when } from '../access/ternary.ts';
import type { Grant } from '../model/access.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Drift, Everywhere } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { TRUE } from '../policy/formula.ts';
import { groupBy } from '../policy/group-by.ts';
import type { ActionMask } from '../policy/mask.ts';
import { allowanceOf } from './allowance.ts';
import { isCapability, judge, softened, type Verdict } from './judge.ts';
import { indexLock, type LockIndex } from './lock-index.ts';
import { missingAccess } from './missing.ts';
import { type BoundedEntry, inForce, type PrincipalProfile, type Profiles, profilesOf, type RepositoryProfile } from './profile.ts';

/** What a baseline says, as far as drift is concerned. */
export type Intent = Pick<Baseline, 'rules' | 'lock'>;

/** Every drift of the account; without rules and lock only what was not read (CONTRACT section 8: observe). */
export function diff(matrix: AccessMatrix, { rules, lock }: Intent, now: Instant): readonly Drift[] {
  const unverified = coverageOf(matrix.account).unread.map((gap): Drift => ({ kind: 'unverified', gap }));
  if (isObserving({ rules, lock })) return unverified;
  const valid = inForce(rules, now);
  const cells = driftingCells(matrix, profilesOf(valid, matrix.account.ground.account), indexLock(lock));
  return [...grantDrift(matrix.account, cells), ...unmanagedDrift(cells), ...missingAccess(matrix, { rules: valid, lock }), ...unverified];
}

export function isObserving({ rules, lock }: Intent): boolean {
  return rules.length === 0 && lock.length === 0;
}

interface DriftingCell {
  readonly subject: Subject;
  readonly repository: Repository;
  readonly managed: boolean;
  readonly verdict: Verdict;
}

function driftingCells(matrix: AccessMatrix, profiles: Profiles, lock: LockIndex): readonly DriftingCell[] {
  const found: DriftingCell[] = [];
  const { account } = matrix;
  const byClass = matrix.repositoryClasses.map(({ members }) => [...profiled(members, (repository) => profiles.repository(repository))]);
  const verdicts = verdictsOf(profiles);
  for (const { subjects, classes, outcome } of matrix.groups()) {
    if (outcome.capabilities.length === 0 && !isActionWise(outcome)) continue;
    for (const [principal, alike] of profiled(subjects, (subject) => profiles.principal(subject.principal))) {
      for (const number of classes) {
        for (const [repository, members] of byClass[number] ?? []) {
          const { bounded, allowed } = profiles.expectation(principal, repository);
          for (const verdict of verdicts(outcome, principal, repository)) {
            for (const cell of cellsOf(alike, members, { managed: repository.managed, verdict })) {
              const judged =
                verdict.kind === 'forbidden'
                  ? cell
                  : locked(account, bounded.length === 0 ? cell : bound(account, cell, { outcome, bounded, allowed }), lock);
              if (judged) found.push(judged);
            }
          }
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

function* cellsOf(
  subjects: readonly Subject[],
  repositories: readonly Repository[],
  what: Pick<DriftingCell, 'managed' | 'verdict'>,
): Iterable<DriftingCell> {
  for (const subject of subjects) {
    // Severity of a service-linked role's access is none: AWS acts for the account (DESIGN section 2).
    if (what.verdict.kind !== 'forbidden' && subject.principal.class === 'service-linked') continue;
    for (const repository of repositories) yield { subject, repository, ...what };
  }
}

interface Bounds {
  readonly outcome: Outcome;
  readonly bounded: readonly BoundedEntry[];
  readonly allowed: ActionMask;
}

/** Entries with conditions or with a policy document are asked cell by cell. */
function bound(account: Account, cell: DriftingCell, { outcome, bounded, allowed }: Bounds): DriftingCell | undefined {
  const [first] = bounded;
  if (!first) return cell;
  const allowance = bounded.reduce((sum, { entry }) => either(sum, allowanceOf(account, entry, cell)), when(allowed, TRUE));
  const verdict = softened(cell.verdict, outcome.granted, { allowance, rule: first.rule });
  return verdict && { ...cell, verdict };
}

/** Grants of the lock are taken as they are, but not with fewer conditions. */
function locked(account: Account, cell: DriftingCell | undefined, lock: LockIndex): DriftingCell | undefined {
  if (!cell) return undefined;
  const { subject, repository, verdict } = cell;
  const place = { region: repository.region, repository: repository.name };
  const managed = cell.managed || lock.manages(place);
  const line = lock.find(place, subject.principal.name, verdict.capability);
  if (!line) return { ...cell, managed };
  const conditions = new Set(liveGrant(account, cell).conditions.map((each) => JSON.stringify(each)));
  const isAsStrict = line.conditions.every((each) => conditions.has(JSON.stringify(each)));
  if (isAsStrict) return undefined;
  return { ...cell, managed, verdict: { ...verdict, kind: 'weakened', rule: { id: 'lock', owner: undefined, at: line.at }, shown: false } };
}

function liveGrant(account: Account, { subject, repository, verdict: { capability, decision, actions } }: DriftingCell): Grant {
  const login = isCapability(capability) && needsLogin(subject, capability);
  return grantOf(account, { subject, repository, actions, login }, capability, decision);
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
  return !managed && (verdict.kind === 'unexpected' || verdict.kind === 'raised') && subject.principal.class === 'same-account';
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
      return [
        subject.principal.name,
        region === undefined ? verdict.kind : kindEverywhere(verdict),
        verdict.capability,
        region ?? repository.arn,
      ].join('\n');
    },
  );
  return [...collected.values()].flatMap((grants) => {
    const [first] = grants.toSorted(byRepository);
    return first ? [driftOf(account, first, everywhere(reachOf(first), grants))] : [];
  });
}

/** A grant on everything is one finding, wherever the principal may do less. */
function kindEverywhere({ kind }: Verdict): Verdict['kind'] {
  return kind === 'raised' ? 'unexpected' : kind;
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

function driftOf(account: Account, cell: DriftingCell, reach: Everywhere | undefined): Drift {
  const { rule, shown } = cell.verdict;
  const kind = reach ? kindEverywhere(cell.verdict) : cell.verdict.kind;
  const grant = liveGrant(account, cell);
  if (kind === 'unexpected' || kind === 'raised' || !rule)
    return { kind: kind === 'raised' ? 'raised' : 'unexpected', grant, everywhere: reach };
  return kind === 'weakened' ? { kind, grant, everywhere: reach, rule, shown } : { kind, grant, everywhere: reach, rule };
}
