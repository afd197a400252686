// Matrix and baseline to drift: one drift per grant, one per grant on everything, one per repository that nobody manages.
import { type Account, coverageOf } from '../access/account/account.ts';
import type { Subject } from '../access/account/subjects.ts';
import { type AccountWideGrantsOf, accountWideGrants } from '../access/cell/account-wide.ts';
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import { indexLock } from '../baseline/lock/locked-grants.ts';
import { getOrCreate } from '../collections/get-or-create.ts';
import { type Grant, isCapability } from '../model/access.ts';
import type { Drift } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import type { Repository } from '../model/snapshot.ts';
import { type DriftingBlock, driftingBlocks } from './blocks.ts';
import { liveGrant } from './cell/cell-verdict.ts';
import { inForce, profilesOf } from './cell/expectation.ts';
import type { Verdict } from './cell/verdict.ts';
import { withinAccounts } from './cell/within-accounts.ts';
import { type Intent, isObserving, OBSERVED, observed } from './cell/without-baseline.ts';
import { askedAccess } from './missing/asked.ts';
import { newlyReached } from './newly-reached.ts';
import { type OwnGrant, throughEveryone } from './through-everyone.ts';

/** Every drift of the account; without rules and lock the access of outsiders, and what was not read (docs/formats.md#without-a-baseline). */
export function driftFrom(matrix: AccessMatrix, intent: Intent, now: Instant): readonly Drift[] {
  const isObserved = isObserving(intent);
  const found = driftAgainst(matrix, isObserved ? OBSERVED : intent, now);
  const unverified = coverageOf(matrix.account).unread.map((gap): Drift => ({ kind: 'unverified', gap }));
  return [...(isObserved ? found.map(observed) : found), ...unverified];
}

function driftAgainst(matrix: AccessMatrix, intent: Intent, now: Instant): readonly Drift[] {
  const { rules, lock } = intent;
  const valid = inForce(rules, now);
  const { account } = matrix.account.ground;
  const [profiles, locked] = [profilesOf(withinAccounts(valid, account), account), indexLock(intent)];
  const blocks = [...driftingBlocks(matrix, profiles, locked)];
  const unmanaged = new Set(blocks.flatMap(({ isUnmanaged, repositories }) => (isUnmanaged ? repositories : [])));
  return [
    ...grantDrift(matrix.account, blocks),
    ...unmanagedDrift(blocks),
    ...newlyReached(matrix, valid, { profiles, lock: locked, unmanaged }),
    ...askedAccess(matrix, { rules: valid, lock }),
  ];
}

function unmanagedDrift(blocks: readonly DriftingBlock[]): readonly Drift[] {
  const sums = new Map<Repository, { readonly principals: Set<Subject>; grants: number }>();
  for (const { subjects, repositories, verdicts, isUnmanaged } of blocks) {
    for (const repository of isUnmanaged ? repositories : []) {
      const sum = getOrCreate(sums, repository, () => ({ principals: new Set<Subject>(), grants: 0 }));
      for (const subject of subjects) sum.principals.add(subject);
      sum.grants += subjects.length * verdicts.length;
    }
  }
  return [...sums].map(([{ region, name }, { principals, grants }]): Drift => {
    return { kind: 'unmanaged', region, repository: name, principals: principals.size, grants };
  });
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

function grantDrift(account: Account, blocks: readonly DriftingBlock[]): readonly Drift[] {
  const collected = new Map<string, Drifting>();
  const reachOf = reaches(account);
  for (const { subjects, repositories, verdicts, isUnmanaged } of blocks) {
    if (isUnmanaged) continue;
    const region = repositories[0]?.region ?? '';
    for (const subject of subjects) {
      for (const verdict of verdicts) {
        collect(collected, { subject, reach: reachOf(subject, region, verdict.capability) }, verdict, repositories);
      }
    }
  }
  const ground = { account, isEverybodys: throughEveryone(account), listed: sharedLists() };
  return [...collected.values()].flatMap((drifting) => driftOf(ground, drifting));
}

/** The repositories of some lists together. */
interface Listed {
  readonly first: Repository | undefined;
  /** Which of the lists the first is in. */
  readonly firstIn: number;
  readonly places: readonly Pick<Grant, 'region' | 'repository'>[];
}

/** Lists put together in the order of ARNs, once for all who have the same lists: a grant on everything reaches thousands. */
function sharedLists(): (lists: readonly (readonly Repository[])[]) => Listed {
  const numbers = new Map<readonly Repository[], number>();
  const known = new Map<string, Listed>();
  return (lists) => {
    // One repository is a list of its own for everybody.
    if (lists.length === 1 && lists[0]?.length === 1) return listedIn(lists);
    const key = lists.map((list) => getOrCreate(numbers, list, () => numbers.size)).join();
    return getOrCreate(known, key, () => listedIn(lists));
  };
}

function listedIn(lists: readonly (readonly Repository[])[]): Listed {
  const sorted = lists.flat().sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const [first] = sorted;
  const firstIn = first ? lists.findIndex((list) => list.includes(first)) : -1;
  return { first, firstIn, places: sorted.map(({ region, name }) => ({ region, repository: name })) };
}

interface DriftGround {
  readonly account: Account;
  readonly isEverybodys: (own: OwnGrant) => boolean;
  readonly listed: ReturnType<typeof sharedLists>;
}

function collect(
  collected: Map<string, Drifting>,
  who: Omit<Drifting, 'places'>,
  verdict: Verdict,
  repositories: readonly Repository[],
): void {
  const { subject, reach } = who;
  const prefix = `${subject.principal.name}\n${kindOf(verdict, reach)}\n${verdict.capability}\n`;
  const placesAt = (where: string): DriftingPlaces[] => getOrCreate(collected, prefix + where, () => ({ ...who, places: [] })).places;
  if (reach !== undefined) placesAt(reach).push({ repositories, verdict });
  else for (const repository of repositories) placesAt(repository.arn).push({ repositories: [repository], verdict });
}

/** A grant on everything is one finding, wherever the principal may do less. */
function kindOf({ kind }: Verdict, reach: string | undefined): Verdict['kind'] {
  return reach !== undefined && kind === 'raised' ? 'unexpected' : kind;
}

function reaches(account: Account): (subject: Subject, region: string, capability: string) => string | undefined {
  const known = new Map<Subject, AccountWideGrantsOf>();
  return (subject, region, capability) =>
    isCapability(capability) ? getOrCreate(known, subject, () => accountWideGrants(account, subject))(region, capability) : undefined;
}

function driftOf({ account, isEverybodys, listed }: DriftGround, { subject, reach, places }: Drifting): readonly Drift[] {
  const { first, firstIn, places: repositories } = listed(places.map((each) => each.repositories));
  const verdict = places[firstIn]?.verdict;
  if (!first || !verdict) return [];
  const grant = liveGrant(account, { subject, repository: first }, verdict);
  const everywhere = reach === undefined ? undefined : { region: reach, repositories };
  const kind = kindOf(verdict, reach);
  const { rule, shown, actions } = verdict;
  // The grant of everybody is allowed or is a finding: one cause, one finding.
  if (kind !== 'forbidden' && subject.local && isEverybodys({ grant, repository: first, actions })) return [];
  if (kind === 'forbidden' && rule) return [{ kind, grant, everywhere, rule }];
  if (kind === 'weakened' && rule) return [{ kind, grant, everywhere, rule, shown }];
  return [{ kind: kind === 'raised' ? 'raised' : 'unexpected', grant, everywhere }];
}
