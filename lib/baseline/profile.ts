// What the rules of a baseline come to for one principal on one repository. Principals that the same entries select, and
// repositories that the same rules select, share a profile, so that each pair of profiles is worked out once.
import type { GrantPrincipal } from '../model/access.ts';
import type { Rule, RuleEntry } from '../model/baseline.ts';
import type { RuleRef } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import type { Repository, Tags } from '../model/snapshot.ts';
import { type ActionMask, emptyMask, union } from '../policy/mask.ts';
import { isPlain } from './allowance.ts';
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
  /** Whether some rule that allows or requires something is about it. */
  readonly managed: boolean;
}

/** What the baseline says of one principal on one repository. */
export interface Expectation {
  /** Allowed whatever the conditions. */
  readonly allowed: ActionMask;
  /** Entries that allow under conditions, or by a policy document. */
  readonly bounded: readonly BoundedEntry[];
  readonly forbidden: readonly Prohibition[];
}

export interface Prohibition {
  readonly rule: RuleRef;
  /** As written: capabilities, raw actions, globs, `any`. */
  readonly capabilities: readonly string[];
}

export interface BoundedEntry {
  readonly entry: RuleEntry;
  readonly rule: RuleRef;
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

/** Entries that have expired at `now` say nothing any more. */
export function inForce(rules: readonly Rule[], now: Instant): readonly Rule[] {
  return rules.map((rule) => ({ ...rule, entries: rule.entries.filter(({ expires }) => expires === undefined || expires > now) }));
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
      const selecting = numbersWhere(entries, ({ entry }) => isAbout(entry, principal));
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

/** A policy of repository style names its principals itself. */
function isAbout({ principals, policy }: RuleEntry, principal: GrantPrincipal): boolean {
  return policy?.style === 'repository' || principals.some((selector) => selects(selector, principal));
}

/** Undefined where they were not read. */
function readTags(tags: Repository['tags']): Tags | undefined {
  if (tags.kind === 'unknown') return undefined;
  return tags.kind === 'present' ? tags.value : {};
}

function repositoryProfile(rules: readonly Rule[], answers: readonly ReturnType<typeof selectsRepository>[]): RepositoryProfile {
  const yes = numbersWhere(answers, (answer) => answer === 'yes');
  const maybe = numbersWhere(answers, (answer) => answer === 'unknown');
  const isAllowing = (number: number): boolean => rules[number]?.entries.some(({ verb }) => verb !== 'forbid') ?? false;
  return { rules: new Set(yes), maybe: new Set(maybe), managed: [...yes, ...maybe].some(isAllowing) };
}

/** Unread tags conclude nothing: a rule that may apply excuses, and does not accuse. */
function expectationOf(entries: readonly PlacedEntry[], principal: PrincipalProfile, { rules, maybe }: RepositoryProfile): Expectation {
  let allowed: ActionMask = emptyMask();
  const bounded: BoundedEntry[] = [];
  const forbidden: Prohibition[] = [];
  for (const number of principal.entries) {
    const placed = entries[number];
    if (!placed) continue;
    const { entry, rule, ruleNumber } = placed;
    const ref = { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at };
    if (entry.verb === 'forbid') {
      if (rules.has(ruleNumber)) forbidden.push({ rule: ref, capabilities: entry.capabilities });
    } else if (rules.has(ruleNumber) || maybe.has(ruleNumber)) {
      if (isPlain(entry)) allowed = union(allowed, capabilityMask(entry.capabilities));
      else bounded.push({ entry, rule: ref });
    }
  }
  return { allowed, bounded, forbidden };
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
