// What the rules of a baseline come to for one principal on one repository. Principals that the same entries select, and
// repositories that the same rules select, share a profile, so that each pair of profiles is worked out once.
import type { GrantPrincipal } from '../model/access.ts';
import type { Rule, RuleEntry } from '../model/baseline.ts';
import type { RuleRef } from '../model/drift.ts';
import type { Repository, Tags } from '../model/snapshot.ts';
import { type ActionMask, emptyMask, union } from '../policy/mask.ts';
import { selects, selectsRepository } from './selector.ts';
import { capabilityMask } from './selector-capability.ts';

export interface PrincipalProfile {
  /** Positions of the entries that select the principal. */
  readonly entries: ReadonlySet<number>;
}

export interface RepositoryProfile {
  /** Positions of the rules that select the repository; `maybe` where only unread tags stand in the way. */
  readonly rules: ReadonlySet<number>;
  readonly maybe: ReadonlySet<number>;
  /** Whether some rule with an allow is about it. */
  readonly managed: boolean;
}

/** What the baseline says of one principal on one repository. */
export interface Expectation {
  readonly allowed: ActionMask;
  readonly forbidden: readonly Prohibition[];
}

export interface Prohibition {
  readonly rule: RuleRef;
  /** As written: capabilities, raw actions, globs, `any`. */
  readonly capabilities: readonly string[];
}

export interface Profiles {
  readonly principal: (principal: GrantPrincipal) => PrincipalProfile;
  readonly repository: (repository: Repository) => RepositoryProfile;
  readonly expectation: (principal: PrincipalProfile, repository: RepositoryProfile) => Expectation;
}

interface PlacedEntry {
  readonly entry: RuleEntry;
  readonly rule: Rule;
  readonly ruleNumber: number;
}

export function profilesOf(rules: readonly Rule[], account: string): Profiles {
  const entries = rules.flatMap((rule, ruleNumber) => rule.entries.map((entry): PlacedEntry => ({ entry, rule, ruleNumber })));
  const principals = new Map<string, PrincipalProfile>();
  const repositories = new Map<string, RepositoryProfile>();
  const expectations = new Map<PrincipalProfile, Map<RepositoryProfile, Expectation>>();
  const byPrincipal = new Map<GrantPrincipal, PrincipalProfile>();
  return {
    principal: (principal) => {
      const known = byPrincipal.get(principal);
      if (known) return known;
      const selecting = numbersWhere(entries, ({ entry }) => entry.principals.some((selector) => selects(selector, principal)));
      const profile = shared(principals, selecting.join(), () => ({ entries: new Set(selecting) }));
      byPrincipal.set(principal, profile);
      return profile;
    },
    repository: ({ region, name, tags }) => {
      const candidate = { account, region, name, tags: readTags(tags) };
      const answers = rules.map((rule) => selectsRepository(rule.repositories, candidate));
      return shared(repositories, answers.join(), () => repositoryProfile(rules, answers));
    },
    expectation: (principal, repository) => {
      const ofPrincipal = shared(expectations, principal, () => new Map<RepositoryProfile, Expectation>());
      return shared(ofPrincipal, repository, () => expectationOf(entries, principal, repository));
    },
  };
}

/** Undefined where they were not read. */
function readTags(tags: Repository['tags']): Tags | undefined {
  if (tags.kind === 'unknown') return undefined;
  return tags.kind === 'present' ? tags.value : {};
}

function repositoryProfile(rules: readonly Rule[], answers: readonly ReturnType<typeof selectsRepository>[]): RepositoryProfile {
  const yes = numbersWhere(answers, (answer) => answer === 'yes');
  const maybe = numbersWhere(answers, (answer) => answer === 'unknown');
  const isAllowing = (number: number): boolean => rules[number]?.entries.some(({ verb }) => verb === 'allow') ?? false;
  return { rules: new Set(yes), maybe: new Set(maybe), managed: [...yes, ...maybe].some(isAllowing) };
}

/** Unread tags conclude nothing: a rule that may apply excuses, and does not accuse. */
function expectationOf(entries: readonly PlacedEntry[], principal: PrincipalProfile, { rules, maybe }: RepositoryProfile): Expectation {
  let allowed: ActionMask = emptyMask();
  const forbidden: Prohibition[] = [];
  for (const number of principal.entries) {
    const placed = entries[number];
    if (!placed) continue;
    const { entry, rule, ruleNumber } = placed;
    if (entry.verb === 'allow' && (rules.has(ruleNumber) || maybe.has(ruleNumber)))
      allowed = union(allowed, capabilityMask(entry.capabilities));
    if (entry.verb === 'forbid' && rules.has(ruleNumber)) {
      forbidden.push({ rule: { id: rule.id, owner: rule.owner, at: entry.at }, capabilities: entry.capabilities });
    }
  }
  return { allowed, forbidden };
}

function numbersWhere<T>(items: readonly T[], holds: (item: T) => boolean): readonly number[] {
  return items.flatMap((item, number) => (holds(item) ? [number] : []));
}

function shared<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
