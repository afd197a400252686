// What the rules of a baseline come to for one principal on one repository. Principals that the same entries select, and
// repositories that the same rules select, share a profile, so that each pair of profiles is worked out once.

import type { AuditScope } from '../../access/account/request-context.ts';
import type { Subject } from '../../access/account/subjects.ts';
import { capabilityMask } from '../../baseline/match/capability-selector.ts';
import { globIndex } from '../../baseline/match/glob-index.ts';
import { type SelectableRepository, selectsRepository } from '../../baseline/match/selector.ts';
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { GrantPrincipal } from '../../model/access.ts';
import type { Exemption, Rule, RuleEntry } from '../../model/baseline.ts';
import type { RuleRef } from '../../model/drift.ts';
import type { Instant } from '../../model/ids.ts';
import type { Repository, Tags } from '../../model/snapshot.ts';
import { type ActionMask, emptyMask, union } from '../../policy/logic/mask.ts';
import { isPlain } from './allowance.ts';
import { type PlacedEntry, type PrincipalProfile, principalProfiles } from './principal-profiles.ts';

export interface RepositoryProfile {
  /** Positions of the rules that select the repository; where only unread tags stand in the way a rule allows and does not forbid. */
  readonly allowing: ReadonlySet<number>;
  readonly forbidding: ReadonlySet<number>;
  /** Whether some rule is about it that allows or requires something, or did so until it expired; rules about whatever is new do not count. */
  readonly managed: boolean;
}

/** What the baseline says of one principal on one repository. */
export interface Expectation {
  /** Allowed whatever the conditions. */
  readonly allowed: ActionMask;
  /** Entries that allow under conditions, or by a policy document. */
  readonly conditionalAllows: readonly ConditionalEntry[];
  /** What was allowed until it expired: nothing is, and what goes further is as grave as it was. */
  readonly lapsed: Pick<Expectation, 'allowed' | 'conditionalAllows'>;
  readonly forbidden: readonly Prohibition[];
  /** Entries that forbid under conditions, or by a policy document. */
  readonly conditionalForbids: readonly ConditionalEntry[];
}

export interface Prohibition {
  readonly rule: RuleRef;
  /** As written: capabilities, raw actions, globs, `any`. */
  readonly capabilities: readonly string[];
}

/** An entry that holds under conditions, or by a policy document. */
export interface ConditionalEntry {
  readonly entry: RuleEntry;
  readonly rule: RuleRef;
}

export interface Profiles {
  readonly principal: (subject: Subject) => PrincipalProfile;
  readonly repository: (repository: Repository) => RepositoryProfile;
  /** What is allowed at all of these and forbidden at one of them: whatever is no drift there is no drift at any. */
  readonly strictest: (repositories: ReadonlySet<RepositoryProfile>) => RepositoryProfile;
  /** What is allowed at all of these; nothing is forbidden there. */
  readonly allowingAll: (repositories: ReadonlySet<RepositoryProfile>) => RepositoryProfile;
  /** Equal expectations are one object. */
  readonly expectation: (principal: PrincipalProfile, repository: RepositoryProfile) => Expectation;
}

/** A rule as of some time. */
export interface RuleInForce extends Rule {
  /** Entries that allowed or required something until they expired. What they let be is unexpected, and no less grave than before. */
  readonly lapsed: readonly RuleEntry[];
}

/** Entries that have expired at `now` say nothing any more, and forbid again whom they had left alone. */
export function inForce(rules: readonly Rule[], now: Instant): readonly RuleInForce[] {
  const isOver = ({ expires }: Pick<RuleEntry, 'expires'>): boolean => expires !== undefined && expires <= now;
  return rules.map((rule) => ({
    ...rule,
    entries: rule.entries.filter((entry) => !isOver(entry)).map((entry) => withExemptions(entry, (each) => !isOver(each))),
    lapsed: rule.entries.filter((entry) => entry.verb !== 'forbid' && isOver(entry)),
  }));
}

/** The same object where nothing is left out. */
function withExemptions(entry: RuleEntry, holds: (exemption: Exemption) => boolean): RuleEntry {
  return entry.except.every(holds) ? entry : { ...entry, except: entry.except.filter(holds) };
}

/** The profiles of rules that are in force; `scope` is the account of the repositories. */
export function profilesOf(rules: readonly RuleInForce[], scope: AuditScope): Profiles {
  const { account } = scope;
  const repositories = new Map<string, RepositoryProfile>();
  const expectations = new Map<string, Expectation>();
  const byPrincipal = new Map<GrantPrincipal, PrincipalProfile>();
  const byRepository = new Map<Repository, RepositoryProfile>();
  const selecting = principalProfiles(placedEntries(rules), scope);
  const answering = answeringRules(rules);
  const isAllowing = (number: number): boolean => {
    const rule = rules[number];
    return (
      rule !== undefined &&
      rule.repositories.known?.side !== 'new' &&
      (rule.lapsed.length > 0 || rule.entries.some(({ verb }) => verb !== 'forbid'))
    );
  };
  return {
    principal: (subject) => getOrCreate(byPrincipal, subject.principal, () => selecting(subject)),
    repository: (repository) =>
      getOrCreate(byRepository, repository, () => {
        const { region, name, tags } = repository;
        const { yes, maybe } = answering({ account, region, name, tags: readTags(tags) });
        const allowing = maybe.length === 0 ? yes : ascending([...yes, ...maybe]);
        return getOrCreate(repositories, profileKey(allowing, yes), () => {
          const numbers = new Set(allowing);
          return { allowing: numbers, forbidding: allowing === yes ? numbers : new Set(yes), managed: allowing.some(isAllowing) };
        });
      }),
    strictest: (profiles) => {
      const [first, ...others] = profiles;
      if (first && others.length === 0) return first;
      const allowing = inAll(profiles);
      const forbidding = ascending([...profiles].flatMap((each) => [...each.forbidding]));
      return getOrCreate(repositories, `strictest ${profileKey(ascending(allowing), forbidding)}`, () => {
        return { allowing, forbidding: new Set(forbidding), managed: true };
      });
    },
    allowingAll: (profiles) => {
      const allowing = inAll(profiles);
      return getOrCreate(repositories, `all ${ascending(allowing).join()}`, () => ({ allowing, forbidding: new Set(), managed: true }));
    },
    expectation: remembered((principal, repository) => expectationOf(principal, repository, expectations)),
  };
}

/** Where all principals and all repositories differ there are more pairs than there is memory for. */
const MOST_PAIRS = 200_000;

/** The answers for pairs of profiles; all are forgotten where they come to too many. */
function remembered(make: Profiles['expectation']): Profiles['expectation'] {
  const known = new Map<PrincipalProfile, Map<RepositoryProfile, Expectation>>();
  let count = 0;
  return (principal, repository) => {
    const ofPrincipal = getOrCreate(known, principal, () => new Map<RepositoryProfile, Expectation>());
    const before = ofPrincipal.get(repository);
    if (before) return before;
    const made = make(principal, repository);
    count += 1;
    if (count > MOST_PAIRS) {
      known.clear();
      count = 0;
    } else ofPrincipal.set(repository, made);
    return made;
  };
}

function placedEntries(rules: readonly RuleInForce[]): readonly PlacedEntry[] {
  const entries = rules.flatMap((rule, ruleNumber) => [
    ...rule.entries.map((entry) => ({ entry, rule, ruleNumber, isLapsed: false })),
    ...rule.lapsed.map((entry) => ({ entry, rule, ruleNumber, isLapsed: true })),
  ]);
  return entries.map((placed, number) => ({ ...placed, number, actions: capabilityMask(placed.entry.capabilities) }));
}

/** Both ascending; mostly they are one list. */
function profileKey(allowing: readonly number[], forbidding: readonly number[]): string {
  return `${allowing.join()} ${allowing === forbidding ? 'both' : forbidding.join()}`;
}

/** The rules that allow something at each of these. */
function inAll(profiles: Iterable<RepositoryProfile>): ReadonlySet<number> {
  const [first, ...others] = profiles;
  return new Set([...(first?.allowing ?? [])].filter((number) => others.every((each) => each.allowing.has(number))));
}

interface Answers {
  readonly yes: readonly number[];
  /** Rules for which only unread tags stand in the way. */
  readonly maybe: readonly number[];
}

function answeringRules(rules: readonly Rule[]): (repository: SelectableRepository) => Answers {
  const candidates = globIndex(
    rules.flatMap(({ repositories }, number) => repositories.names.map((glob) => [glob, { number, repositories }] as const)),
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
  { allows, lapsed, forbids }: PrincipalProfile,
  { allowing, forbidding }: RepositoryProfile,
  known: Map<string, Expectation>,
): Expectation {
  const now = allowanceIn(allows, allowing);
  const before = allowanceIn(lapsed, allowing);
  const against = entriesOfRules(forbids, forbidding);
  return getOrCreate(known, [allowanceKey(now), allowanceKey(before), numbersOf(against)].join(' '), () => ({
    allowed: now.allowed,
    conditionalAllows: now.conditional.map(conditionalEntry),
    lapsed: { allowed: before.allowed, conditionalAllows: before.conditional.map(conditionalEntry) },
    forbidden: against
      .filter(({ entry }) => isPlain(entry))
      .map((placed) => ({ rule: ruleOf(placed), capabilities: placed.entry.capabilities })),
    conditionalForbids: against.filter(({ entry }) => !isPlain(entry)).map(conditionalEntry),
  }));
}

interface Allowance {
  readonly allowed: ActionMask;
  readonly conditional: readonly PlacedEntry[];
}

function allowanceIn(entries: readonly PlacedEntry[], allowing: ReadonlySet<number>): Allowance {
  const here = entriesOfRules(entries, allowing);
  const plain = here.filter(({ entry }) => isPlain(entry));
  return {
    allowed: plain.reduce<ActionMask>((sum, { actions }) => union(sum, actions), emptyMask()),
    conditional: here.filter(({ entry }) => !isPlain(entry)),
  };
}

function allowanceKey({ allowed, conditional }: Allowance): string {
  return `${allowed.lo},${allowed.hi} ${numbersOf(conditional)}`;
}

function numbersOf(entries: readonly PlacedEntry[]): string {
  return entries.map(({ number }) => number).join();
}

function conditionalEntry(placed: PlacedEntry): ConditionalEntry {
  return { entry: placed.entry, rule: ruleOf(placed) };
}

function ruleOf({ rule, entry }: PlacedEntry): RuleRef {
  return { id: rule.id, owner: entry.owner ?? rule.owner, at: entry.at };
}

/** The entries that some rules have, in their order. */
function entriesOfRules(entries: readonly PlacedEntry[], rules: ReadonlySet<number>): readonly PlacedEntry[] {
  if (entries.length <= rules.size * FEW) return entries.filter(({ ruleNumber }) => rules.has(ruleNumber));
  const byRule = getOrCreate(ENTRIES_BY_RULE, entries, () => byRuleNumber(entries));
  return [...rules].flatMap((rule) => byRule.get(rule) ?? []).sort((a, b) => a.number - b.number);
}

function byRuleNumber(entries: readonly PlacedEntry[]): ReadonlyMap<number, readonly PlacedEntry[]> {
  const byRule = new Map<number, PlacedEntry[]>();
  for (const placed of entries) getOrCreate(byRule, placed.ruleNumber, () => []).push(placed);
  return byRule;
}

const FEW = 4;
/** A list of entries is that of many principals. */
const ENTRIES_BY_RULE = new WeakMap<readonly PlacedEntry[], ReadonlyMap<number, readonly PlacedEntry[]>>();

/** Each number once. */
function ascending(numbers: Iterable<number>): readonly number[] {
  return [...Uint32Array.from(new Set(numbers)).sort()];
}
