// Access that is required or locked and is not there, with what keeps it away.
import { type Account, decideCell } from '../access/account.ts';
import { actionBit, ECR_ACTIONS } from '../access/actions.ts';
import { CAPABILITY_ACTIONS, CAPABILITY_RULES } from '../access/capabilities.ts';
import { needsLogin } from '../access/grants.ts';
import type { AccessMatrix } from '../access/matrix.ts';
import { repositoriesOf } from '../access/repository-classes.ts';
import { outsider, type Subject } from '../access/subjects.ts';
import type { Baseline, PrincipalSelector, Rule, RuleEntry } from '../model/baseline.ts';
import type { Decision } from '../model/decision.ts';
import type { MissingAccess, RuleRef } from '../model/drift.ts';
import { accountId, arnFields } from '../model/ids.ts';
import { LAYERS } from '../model/policy.ts';
import type { Repository } from '../model/snapshot.ts';
import { bitsOf } from '../policy/mask.ts';
import { remembered } from '../policy/remembered.ts';
import { isCapability } from './judge.ts';
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
  const capabilities = entry.capabilities.flatMap(wordsOf);
  const ref: RuleRef = { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at };
  return places.flatMap((repository) =>
    principals.flatMap(({ name, subject }) =>
      capabilities.flatMap((capability): readonly MissingAccess[] => {
        const missing = missingIn(account, { name, subject, repository, capability });
        return missing ? [{ ...missing, source: 'require', rule: ref }] : [];
      }),
    ),
  );
}

/** Capabilities as they are, raw actions one by one. */
function wordsOf(word: string): readonly string[] {
  return isCapability(word) ? [word] : bitsOf(capabilityMask([word])).flatMap((bit) => ECR_ACTIONS[bit] ?? []);
}

interface Required {
  readonly name: string;
  /** Undefined where there is no such principal. */
  readonly subject: Subject | undefined;
}

/** Whom a selector requires access for: everybody of the account that it selects, and whoever it names. */
function requiredPrincipals(account: Account, selector: PrincipalSelector): readonly Required[] {
  const selected = account.locals.filter(({ principal }) => selects(selector, principal));
  const named = nameIn(selector);
  if (selected.length > 0 || named === undefined) return selected.map((subject) => ({ name: subject.principal.name, subject }));
  return [{ name: named, subject: subjectOf(account, named) }];
}

/** The one principal that a selector stands for, where it stands for one. */
function nameIn(selector: PrincipalSelector): string | undefined {
  const word = principalWord(selector);
  if (selector.kind === 'arn') return /[*?]/.test(word) ? undefined : word;
  return MANY.has(selector.kind) ? undefined : word;
}

const MANY: ReadonlySet<PrincipalSelector['kind']> = new Set(['permissionSet', 'tag', 'class']);

const LOCALS = new WeakMap<Account, ReadonlyMap<string, Subject>>();

function subjectOf(account: Account, name: string): Subject | undefined {
  const local = remembered(LOCALS, account, () => new Map(account.locals.map((subject) => [subject.principal.name, subject] as const))).get(
    name,
  );
  if (local) return local;
  const owner = arnFields(name)?.account;
  const isOwn = owner !== undefined && accountId(owner) !== undefined && owner === account.ground.account;
  return isOwn ? undefined : outsider(account.ground, name);
}

interface Wanted extends Required {
  readonly repository: Repository;
  readonly capability: string;
}

type Missing = Omit<MissingAccess, 'source' | 'rule'>;

function missingIn(account: Account, { name, subject, repository, capability }: Wanted): Missing | undefined {
  const base = { kind: 'missing' as const, region: repository.region, repository: repository.name, principal: name, capability };
  if (!subject) {
    // Who was not read may well be there.
    return account.snapshot.principals.kind === 'present' ? { ...base, uniqueId: undefined, blockedBy: [], denials: [] } : undefined;
  }
  const decisions = neededActions(subject, capability).map((action) => decideCell(account, { subject, repository, action }));
  const denied = decisions.filter(isDeny);
  const isAny = isCapability(capability) && CAPABILITY_RULES[capability].needs === 'any';
  const gone = isAny ? denied.length === decisions.length : denied.length > 0;
  if (!gone) return undefined;
  return {
    ...base,
    uniqueId: subject.principal.uniqueId,
    blockedBy: LAYERS.filter((layer) => denied.some(({ deniedBy }) => deniedBy.includes(layer))),
    denials: [...new Map(denied.flatMap(({ statements }) => statements).map((each) => [JSON.stringify(each), each])).values()],
  };
}

function neededActions(subject: Subject, capability: string): readonly number[] {
  if (!isCapability(capability)) return bitsOf(capabilityMask([capability]));
  return [
    ...bitsOf(CAPABILITY_ACTIONS[capability]),
    ...(needsLogin(subject, capability) ? [actionBit('ecr:GetAuthorizationToken') ?? 0] : []),
  ];
}

function isDeny({ kind }: Decision): boolean {
  return kind === 'explicitDeny' || kind === 'implicitDeny';
}
