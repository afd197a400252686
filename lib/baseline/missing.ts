// Access that is required or locked and is not there, with what keeps it away.
import type { Account } from '../access/account.ts';
import { ECR_ACTIONS } from '../access/actions.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import { repositoriesOf } from '../access/repository-classes.ts';
import type { Baseline, PrincipalSelector, Rule, RuleEntry } from '../model/baseline.ts';
import type { MissingAccess, RuleRef } from '../model/drift.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf } from '../policy/mask.ts';
import { isCapability } from './judge.ts';
import { missingIn, type Required, subjectOf } from './missing-cell.ts';
import { missingOfPolicy } from './missing-policy.ts';
import { readTags } from './profile.ts';
import { selects, selectsRepository } from './selector.ts';
import { capabilityMask } from './selector-capability.ts';
import { principalWord } from './selector-principal.ts';

/** Nothing is concluded where something was not read. */
export function missingAccess(matrix: AccessMatrix, { rules, lock }: Pick<Baseline, 'rules' | 'lock'>): readonly MissingAccess[] {
  const { account } = matrix;
  const repositories = repositoriesOf(account);
  const required = rules.flatMap((rule) =>
    rule.entries.flatMap((entry) => (entry.verb === 'require' ? requiredBy(matrix, rule, entry, repositories) : [])),
  );
  const byPlace = new Map(repositories.map((repository) => [`${repository.region} ${repository.name}`, repository]));
  const locked = lock.flatMap(({ region, repository: name, principal, capability, at }): readonly MissingAccess[] => {
    const repository = byPlace.get(`${region} ${name}`);
    // A repository that is gone took its grants along; where the region was not read, nobody knows.
    if (!repository) return [];
    const rule: RuleRef = { id: 'lock', owner: undefined, at };
    const missing = missingIn(account, { name: principal, subject: subjectOf(account, principal), repository, capability });
    return missing ? [{ ...missing, source: 'lock', rule }] : [];
  });
  return distinct([...required, ...locked]);
}

/** The same access can be required by several rules, and held by the lock: it is missing once, by the first that says so. */
function distinct(missing: readonly MissingAccess[]): readonly MissingAccess[] {
  const keyOf = ({ region, repository, principal, capability }: MissingAccess): string =>
    [region, repository, principal, capability].join('\n');
  return [...new Map(missing.toReversed().map((each) => [keyOf(each), each])).values()].toReversed();
}

function requiredBy(matrix: AccessMatrix, rule: Rule, entry: RuleEntry, repositories: readonly Repository[]): readonly MissingAccess[] {
  const { account } = matrix;
  const places = repositories.filter(({ region, name, tags }) => {
    return selectsRepository(rule.repositories, { account: account.ground.account, region, name, tags: readTags(tags) }) === 'yes';
  });
  const principals = entry.principals.flatMap((selector) => requiredPrincipals(account, selector));
  const ref: RuleRef = { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at };
  const capabilities = entry.capabilities.flatMap(wordsOf);
  const missing = places.flatMap((repository) =>
    entry.policy
      ? missingOfPolicy(account, { entry, policy: entry.policy, principals, repository })
      : principals.flatMap((required) =>
          capabilities.flatMap((capability) => missingIn(account, { ...required, repository, capability }) ?? []),
        ),
  );
  return missing.map((each) => ({ ...each, source: 'require', rule: ref }));
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
