// What the rules of a baseline come to for one principal on one repository. Principals that the same entries select, and
// repositories that the same rules select, share a profile, so that each pair of profiles is worked out once.
import type { GrantPrincipal } from '../model/access.ts';
import type { Rule, RuleEntry } from '../model/baseline.ts';
import type { RuleRef } from '../model/drift.ts';
import type { Instant } from '../model/ids.ts';
import type { Repository, Tags } from '../model/snapshot.ts';
import { type ActionMask, emptyMask, union } from '../policy/mask.ts';
import { remembered } from '../policy/remembered.ts';
import { isPlain } from './allowance.ts';
import { prefixIndex, prefixOf } from './prefix-index.ts';
import { type SelectableRepository, selects, selectsRepository } from './selector.ts';
import { capabilityMask } from './selector-capability.ts';

export interface PrincipalProfile {
  /** The entries that select the principal; a requirement allows what it requires. */
  readonly allows: readonly PlacedEntry[];
  readonly forbids: readonly PlacedEntry[];
}

/** One entry of a rule. */
export interface PlacedEntry {
  readonly number: number;
  readonly entry: RuleEntry;
  readonly actions: ActionMask;
  readonly rule: Rule;
  readonly ruleNumber: number;
}

export interface RepositoryProfile {
  /** Positions of the rules that select the repository; where only unread tags stand in the way a rule allows and does not forbid. */
  readonly allowing: ReadonlySet<number>;
  readonly forbidding: ReadonlySet<number>;
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
  /** Entries that forbid under conditions, or by a policy document. */
  readonly barred: readonly BoundedEntry[];
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
  /** What is allowed at all of these and forbidden at one of them: whatever is no drift there is no drift at any. */
  readonly strictest: (repositories: ReadonlySet<RepositoryProfile>) => RepositoryProfile;
  /** Equal expectations are one object. */
  readonly expectation: (principal: PrincipalProfile, repository: RepositoryProfile) => Expectation;
}

/** Entries that have expired at `now` say nothing any more. */
export function inForce(rules: readonly Rule[], now: Instant): readonly Rule[] {
  return rules.map((rule) => ({ ...rule, entries: rule.entries.filter(({ expires }) => expires === undefined || expires > now) }));
}

/** The profiles of rules that are in force; `account` is that of the repositories. */
export function profilesOf(rules: readonly Rule[], account: string): Profiles {
  const principals = new Map<string, PrincipalProfile>();
  const repositories = new Map<string, RepositoryProfile>();
  const expectations = new Map<string, Expectation>();
  const byPrincipal = new Map<GrantPrincipal, PrincipalProfile>();
  const byRepository = new Map<Repository, RepositoryProfile>();
  const selecting = selectingEntries(placedEntries(rules));
  const answering = answeringRules(rules);
  const isAllowing = (number: number): boolean => rules[number]?.entries.some(({ verb }) => verb !== 'forbid') ?? false;
  return {
    principal: (principal) =>
      remembered(byPrincipal, principal, () => {
        const selected = selecting(principal);
        return remembered(principals, selected.map(({ number }) => number).join(), () => principalProfile(selected));
      }),
    repository: (repository) =>
      remembered(byRepository, repository, () => {
        const { region, name, tags } = repository;
        const { yes, maybe } = answering({ account, region, name, tags: readTags(tags) });
        const allowing = new Set([...yes, ...maybe]);
        const managed = [...allowing].some(isAllowing);
        return remembered(repositories, profileKey(allowing, yes), () => ({ allowing, forbidding: new Set(yes), managed }));
      }),
    strictest: (profiles) => {
      const [first, ...others] = [...profiles];
      if (first && others.length === 0) return first;
      const allowing = new Set([...(first?.allowing ?? [])].filter((number) => others.every((each) => each.allowing.has(number))));
      const forbidding = new Set([...profiles].flatMap((each) => [...each.forbidding]));
      return remembered(repositories, `strictest ${profileKey(allowing, forbidding)}`, () => ({ allowing, forbidding, managed: true }));
    },
    expectation: (principal, repository) => expectationOf(principal, repository, expectations),
  };
}

function placedEntries(rules: readonly Rule[]): readonly PlacedEntry[] {
  const entries = rules.flatMap((rule, ruleNumber) => rule.entries.map((entry) => ({ entry, rule, ruleNumber })));
  return entries.map((placed, number) => ({ ...placed, number, actions: capabilityMask(placed.entry.capabilities) }));
}

function principalProfile(entries: readonly PlacedEntry[]): PrincipalProfile {
  return {
    allows: entries.filter(({ entry }) => entry.verb !== 'forbid'),
    forbids: entries.filter(({ entry }) => entry.verb === 'forbid'),
  };
}

function profileKey(allowing: Iterable<number>, forbidding: Iterable<number>): string {
  return `${ascending(allowing).join()} ${ascending(forbidding).join()}`;
}

/** The entries that select a principal, in their order. */
function selectingEntries(entries: readonly PlacedEntry[]): (principal: GrantPrincipal) => readonly PlacedEntry[] {
  const candidates = prefixIndex(
    entries.flatMap(({ entry, number }) =>
      entry.principals.map((selector) => [selector.kind === 'arn' ? prefixOf(selector.glob) : '', { number, selector }] as const),
    ),
  );
  // A policy of repository style names its principals itself.
  const always = entries.filter(({ entry }) => entry.policy?.style === 'repository').map(({ number }) => number);
  return (principal) => {
    const found = candidates(principal.name).filter(({ selector }) => selects(selector, principal));
    return ascending([...found.map(({ number }) => number), ...always]).flatMap((number) => entries[number] ?? []);
  };
}

interface Answers {
  readonly yes: readonly number[];
  /** Rules for which only unread tags stand in the way. */
  readonly maybe: readonly number[];
}

function answeringRules(rules: readonly Rule[]): (repository: SelectableRepository) => Answers {
  const candidates = prefixIndex(
    rules.flatMap(({ repositories }, number) => repositories.names.map((glob) => [prefixOf(glob), { number, repositories }] as const)),
  );
  return (repository) => {
    const numbers = { yes: new Set<number>(), no: new Set<number>(), unknown: new Set<number>() };
    for (const { number, repositories } of candidates(repository.name)) numbers[selectsRepository(repositories, repository)].add(number);
    return { yes: ascending(numbers.yes), maybe: ascending(numbers.unknown) };
  };
}

/** Undefined where they were not read. */
export function readTags(tags: Repository['tags']): Tags | undefined {
  if (tags.kind === 'unknown') return undefined;
  return tags.kind === 'present' ? tags.value : {};
}

function expectationOf(
  { allows, forbids }: PrincipalProfile,
  { allowing, forbidding }: RepositoryProfile,
  known: Map<string, Expectation>,
): Expectation {
  let allowed: ActionMask = emptyMask();
  const bounded: PlacedEntry[] = [];
  for (const placed of allows) {
    if (!allowing.has(placed.ruleNumber)) continue;
    if (isPlain(placed.entry)) allowed = union(allowed, placed.actions);
    else bounded.push(placed);
  }
  const against = forbids.filter(({ ruleNumber }) => forbidding.has(ruleNumber));
  const key = `${allowed.lo},${allowed.hi} ${numbersOf(bounded)} ${numbersOf(against)}`;
  return remembered(known, key, () => ({
    allowed,
    bounded: bounded.map(boundedEntry),
    forbidden: against
      .filter(({ entry }) => isPlain(entry))
      .map((placed) => ({ rule: ruleOf(placed), capabilities: placed.entry.capabilities })),
    barred: against.filter(({ entry }) => !isPlain(entry)).map(boundedEntry),
  }));
}

function numbersOf(entries: readonly PlacedEntry[]): string {
  return entries.map(({ number }) => number).join();
}

function boundedEntry(placed: PlacedEntry): BoundedEntry {
  return { entry: placed.entry, rule: ruleOf(placed) };
}

function ruleOf({ rule, entry }: PlacedEntry): RuleRef {
  return { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at };
}

/** Each number once. */
function ascending(numbers: Iterable<number>): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
