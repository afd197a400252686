// Access that is required or that the lock holds, and what there is to tell of it.

import type { Account } from '../../access/account/account.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { repositoriesOf } from '../../access/classes/repository-classes.ts';
import type { AccessMatrix } from '../../access/matrix/matrix.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { byId } from '../../baseline/match/named-accounts.ts';
import { principalWord } from '../../baseline/match/principal-selector.ts';
import { selectedRepositories } from '../../baseline/match/selected-repositories.ts';
import { selectedAmong } from '../../baseline/match/selector-index.ts';
import { fairShares } from '../../collections/fair-shares.ts';
import { namesOf } from '../../ecr/actions.ts';
import { isCapability } from '../../model/access.ts';
import type { Baseline, PrincipalSelector, RepositorySelector, Rule, RuleEntry } from '../../model/baseline.ts';
import type { MissingAccess, RuleRef } from '../../model/drift.ts';
import { placeKey } from '../../model/ids.ts';
import type { Repository } from '../../model/snapshot.ts';
import { type Profiles, readTags } from '../cell/expectation.ts';
import { beatenIn } from './beaten.ts';
import { type Required, subjectOf, type Wanted } from './missing-cell.ts';
import { missingOfPolicy } from './missing-policy.ts';
import { type Ungranted, ungrantedIn } from './ungranted.ts';

/** Where an answer about one access was given. */
type Placed = Pick<MissingAccess, 'region' | 'repository' | 'principal' | 'capability'>;
/** What is asked of every access that a baseline demands; undefined where there is nothing to tell. */
export type Ask<T extends Placed> = (account: Account, wanted: Wanted) => T | undefined;
export type Demanded<T> = T & Pick<MissingAccess, 'source' | 'rule'>;

/** Answers, and about how many accesses were not asked about. */
export interface Answers<T> {
  readonly answers: readonly T[];
  readonly leftOut: number;
}

/**
 * The answers for all that rules require and the lock holds, each access once; of what rules require about `most` accesses are asked about.
 * `profiles` are those of the rules, and tell what a forbid beats.
 */
export function demanded<T extends Placed>(
  matrix: AccessMatrix,
  { rules, lock, profiles }: Demands,
  ask: Ask<T>,
  most: number,
): Answers<Demanded<T>> {
  const { account } = matrix;
  const repositories = repositoriesOf(account);
  const repositoriesIn = selectedRepositories(repositories, ({ region, name, tags }) => {
    return { account: account.ground.account, region, name, tags: readTags(tags) };
  });
  const localsIn = selectedAmong(account.locals);
  const principalsOf = (selector: PrincipalSelector): readonly Required[] => {
    return requiredPrincipals(account, localsIn, byId(selector, account.ground.organization));
  };
  const requirements = rules.flatMap((rule) => requirementsOf(rule, principalsOf, repositoriesIn));
  const beatenAt = beatenIn(profiles, repositories);
  const ungranted = ungrantedIn(
    matrix,
    requirements.filter(({ entry }) => !entry.policy),
    beatenAt,
  );
  const askUnbeaten: Ask<T> = (of, wanted) => (beatenAt(wanted)?.(wanted.repository) ? undefined : ask(of, wanted));
  const questions = requirements.flatMap((requirement) => questionsOf(account, requirement, ungranted, askUnbeaten));
  const shares = fairShares(
    questions.map(({ size }) => ({ size, rank: 0 })),
    most,
  );
  const required = questions.flatMap(({ rule, answers }, at) =>
    answers(shares[at] ?? 0).map((each): Demanded<T> => ({ ...each, source: 'require', rule })),
  );
  const leftOut = questions.reduce((sum, { size }, at) => sum + size - (shares[at] ?? 0), 0);
  const byPlace = new Map(repositories.map((repository) => [placeKey(repository.region, repository.name), repository]));
  const locked = lock.flatMap(({ region, repository: name, principal, capability, at }): readonly Demanded<T>[] => {
    const repository = byPlace.get(placeKey(region, name));
    // A repository that is gone took its grants along; where the region was not read, nobody knows.
    if (!repository) return [];
    const rule: RuleRef = { id: 'lock', owner: undefined, at };
    const answer = askUnbeaten(account, { name: principal, subject: subjectOf(account, principal), repository, capability });
    return answer ? [{ ...answer, source: 'lock', rule }] : [];
  });
  return { answers: distinct([...required, ...locked]), leftOut };
}

/** The same access can be required by several rules, and held by the lock: it is told once, by the first that says so. */
function distinct<T extends Placed>(answers: readonly T[]): readonly T[] {
  const keyOf = ({ region, repository, principal, capability }: Placed): string => [region, repository, principal, capability].join('\n');
  return [...new Map(answers.toReversed().map((each) => [keyOf(each), each])).values()].toReversed();
}

export interface Demands extends Pick<Baseline, 'rules' | 'lock'> {
  readonly profiles: Profiles;
}

/** One entry that requires something: of whom, and where. */
interface Requirement {
  readonly rule: RuleRef;
  readonly entry: RuleEntry;
  readonly principals: readonly Required[];
  readonly repositories: readonly Repository[];
  /** Capabilities and raw actions. */
  readonly words: readonly string[];
}

/** They share one list of repositories: a rule about everything may have an entry for each principal. */
function requirementsOf(
  rule: Rule,
  principalsOf: (selector: PrincipalSelector) => readonly Required[],
  repositoriesIn: (selector: RepositorySelector) => readonly Repository[],
): readonly Requirement[] {
  const entries = rule.entries.filter(({ verb }) => verb === 'require');
  const repositories = entries.length === 0 ? [] : repositoriesIn(rule.repositories);
  return entries.map((entry) => ({
    rule: { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at },
    entry,
    principals: entry.principals.flatMap(principalsOf),
    repositories,
    words: entry.capabilities.flatMap(wordsOf),
  }));
}

/** What is asked about together: one right of one principal, or what the document of an entry grants on one repository. */
interface Question<T> {
  readonly rule: RuleRef;
  /** How many accesses it is about; of a document, how many principals. */
  readonly size: number;
  /** The answers for as many of them. */
  readonly answers: (most: number) => readonly T[];
}

function questionsOf<T extends Placed>(
  account: Account,
  requirement: Requirement,
  ungranted: (requirement: Requirement) => readonly Ungranted[],
  ask: Ask<T>,
): readonly Question<T>[] {
  const { rule, entry, principals, repositories } = requirement;
  const { policy } = entry;
  if (policy)
    return repositories.map((repository) => ({
      rule,
      // A document of repository style names its principals itself.
      size: policy.style === 'repository' ? 1 : principals.length,
      answers: (most) =>
        most === 0 ? [] : missingOfPolicy(account, { entry, policy, principals: principals.slice(0, most), repository }, ask),
    }));
  return ungranted(requirement).map(({ size, first }) => ({
    rule,
    size,
    answers: (most) => (most === 0 ? [] : first(most).flatMap((wanted) => ask(account, wanted) ?? [])),
  }));
}

/** Capabilities as they are, raw actions one by one. */
function wordsOf(word: string): readonly string[] {
  return isCapability(word) ? [word] : namesOf(capabilityMask([word]));
}

/** Whom a selector requires access for: everybody of the account that it selects, and whoever it names. */
function requiredPrincipals(
  account: Account,
  localsIn: (selector: PrincipalSelector) => readonly Subject[],
  selector: PrincipalSelector,
): readonly Required[] {
  const named = nameIn(selector);
  // Looked up and not searched for: a list can name everybody.
  if (selector.kind === 'arn' && named !== undefined) return [{ name: named, subject: subjectOf(account, named) }];
  const selected = localsIn(selector);
  if (selected.length > 0 || named === undefined) return selected.map((subject) => ({ name: subject.principal.name, subject }));
  return [{ name: named, subject: subjectOf(account, named) }];
}

/** The one principal that a selector stands for, where it stands for one. A name by itself stands for none: only the organization knows. */
export function nameIn(selector: PrincipalSelector): string | undefined {
  if (selector.kind === 'class') return selector.class === 'public' ? '*' : undefined;
  const word = principalWord(selector);
  if (selector.kind === 'arn') return /[*?]/.test(word) ? undefined : word;
  return MANY.has(selector.kind) ? undefined : word;
}

const MANY: ReadonlySet<PrincipalSelector['kind']> = new Set(['accountName', 'permissionSet', 'tag']);
