// Access that is required or that the lock holds, and what there is to tell of it.
import type { Account } from '../access/account.ts';
import { ECR_ACTIONS } from '../access/actions.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import { repositoriesOf } from '../access/repository-classes.ts';
import type { Baseline, PrincipalSelector, Rule, RuleEntry } from '../model/baseline.ts';
import type { MissingAccess, RuleRef } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf } from '../policy/mask.ts';
import { isCapability } from './judge.ts';
import { type Required, subjectOf, type Wanted } from './missing-cell.ts';
import { missingOfPolicy } from './missing-policy.ts';
import { readTags } from './profile.ts';
import { selects, selectsRepository } from './selector.ts';
import { capabilityMask } from './selector-capability.ts';
import { principalWord } from './selector-principal.ts';

/** Where an answer about one access was given. */
type Placed = Pick<MissingAccess, 'region' | 'repository' | 'principal' | 'capability'>;
/** What is asked of every access that a baseline demands; undefined where there is nothing to tell. */
export type Ask<T extends Placed> = (account: Account, wanted: Wanted) => T | undefined;
export type Demanded<T> = T & Pick<MissingAccess, 'source' | 'rule'>;

/** The answers for all that rules require and the lock holds, each access once. */
export function demanded<T extends Placed>(
  matrix: AccessMatrix,
  { rules, lock }: Pick<Baseline, 'rules' | 'lock'>,
  ask: Ask<T>,
): readonly Demanded<T>[] {
  const { account } = matrix;
  const repositories = repositoriesOf(account);
  const required = rules.flatMap((rule) =>
    rule.entries.flatMap((entry) => (entry.verb === 'require' ? requiredBy(account, { rule, entry, repositories }, ask) : [])),
  );
  const byPlace = new Map(repositories.map((repository) => [`${repository.region} ${repository.name}`, repository]));
  const locked = lock.flatMap(({ region, repository: name, principal, capability, at }): readonly Demanded<T>[] => {
    const repository = byPlace.get(`${region} ${name}`);
    // A repository that is gone took its grants along; where the region was not read, nobody knows.
    if (!repository) return [];
    const rule: RuleRef = { id: 'lock', owner: undefined, at };
    const told = ask(account, { name: principal, subject: subjectOf(account, principal), repository, capability });
    return told ? [{ ...told, source: 'lock', rule }] : [];
  });
  return distinct([...required, ...locked]);
}

/** The same access can be required by several rules, and held by the lock: it is told once, by the first that says so. */
function distinct<T extends Placed>(told: readonly T[]): readonly T[] {
  const keyOf = ({ region, repository, principal, capability }: Placed): string => [region, repository, principal, capability].join('\n');
  return [...new Map(told.toReversed().map((each) => [keyOf(each), each])).values()].toReversed();
}

interface Requirement {
  readonly rule: Rule;
  readonly entry: RuleEntry;
  readonly repositories: readonly Repository[];
}

function requiredBy<T extends Placed>(account: Account, { rule, entry, repositories }: Requirement, ask: Ask<T>): readonly Demanded<T>[] {
  const places = repositories.filter(({ region, name, tags }) => {
    return selectsRepository(rule.repositories, { account: account.ground.account, region, name, tags: readTags(tags) }) === 'yes';
  });
  const principals = entry.principals.flatMap((selector) => requiredPrincipals(account, selector));
  const ref: RuleRef = { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at };
  const capabilities = entry.capabilities.flatMap(wordsOf);
  const told = places.flatMap((repository) =>
    entry.policy
      ? missingOfPolicy(account, { entry, policy: entry.policy, principals, repository }, ask)
      : principals.flatMap((required) => capabilities.flatMap((capability) => ask(account, { ...required, repository, capability }) ?? [])),
  );
  return told.map((each) => ({ ...each, source: 'require', rule: ref }));
}

/** Capabilities as they are, raw actions one by one. */
function wordsOf(word: string): readonly string[] {
  return isCapability(word) ? [word] : bitsOf(capabilityMask([word])).flatMap((bit) => ECR_ACTIONS[bit] ?? []);
}

/** Whom a selector requires access for: everybody of the account that it selects, and whoever it names. */
function requiredPrincipals(account: Account, selector: PrincipalSelector): readonly Required[] {
  const selected = account.locals.filter(({ principal }) => selects(selector, principal));
  const named = nameIn(selector);
  if (selected.length > 0 || named === undefined) return selected.map((subject) => ({ name: subject.principal.name, subject }));
  return [{ name: named, subject: subjectOf(account, named) }];
}

/** The one principal that a selector stands for, where it stands for one. */
export function nameIn(selector: PrincipalSelector): string | undefined {
  if (selector.kind === 'class') return selector.class === 'public' ? '*' : undefined;
  const word = principalWord(selector);
  if (selector.kind === 'arn') return /[*?]/.test(word) ? undefined : word;
  return MANY.has(selector.kind) ? undefined : word;
}

const MANY: ReadonlySet<PrincipalSelector['kind']> = new Set(['permissionSet', 'tag']);
