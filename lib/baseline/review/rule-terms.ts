// Rules taken apart to what they say of one repository selector and one principal, so that order and grouping do not matter.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Exemption, IntentPolicy, PrincipalSelector, RepositorySelector, Rule, RuleEntry } from '../../model/baseline.ts';
import { type ActionMask, emptyMask, union } from '../../policy/logic/mask.ts';
import { compare } from '../../text/order.ts';
import { capabilityMask } from '../match/capability-selector.ts';
import { principalWord } from '../match/principal-selector.ts';
import { isBroad, selectorText } from './entry-cover.ts';

/** What all entries of one verb with equal conditions and expiry say of one principal on one repository selector. */
export interface Term {
  readonly verb: RuleEntry['verb'];
  /** With a single name. */
  readonly repositories: RepositorySelector;
  /** None where a policy names its own. */
  readonly principal: PrincipalSelector | undefined;
  readonly when: RuleEntry['when'];
  readonly expires: RuleEntry['expires'];
  /** Whom it leaves alone until when, sorted: as people read it. */
  readonly except: readonly string[];
  /** What is allowed: allowed actions unite (docs/formats.md#capabilities). */
  readonly mask: ActionMask;
  /** What is required or forbidden, word by word, and policies whatever the verb: what they mean, and how they are shown. */
  readonly words: ReadonlyMap<string, string>;
  /** Equal for terms that are bounded alike. */
  readonly boundText: string;
}

/** What a baseline says, as terms that are made when somebody asks for them: entries of many principals about many repositories make millions. */
export interface Terms {
  /** The terms of every entry that `others` does not have with the very same principals and repositories; what it has alike is not new. */
  readonly notIn: (others: Terms) => Iterable<Term>;
  /** The term that is about the same, if there is one. */
  readonly like: (term: Term) => Term | undefined;
  /** Everything that is said on one repository selector. */
  readonly places: readonly TermPlace[];
  /** Of each entry a text that is equal for equal ones. */
  readonly entries: ReadonlySet<string>;
}

export interface TermPlace {
  readonly repositories: RepositorySelector;
  /** The terms about a principal; none: where policies name their own. */
  readonly about: (principal: PrincipalSelector | undefined) => readonly Term[];
  /** Those whose principal may be several. */
  readonly broad: () => readonly Term[];
}

/** What rules say, one term for each repository selector and principal; equal terms of several rules are one. */
export function termsOf(rules: readonly Rule[]): Terms {
  const entries = new Map<string, Said>();
  const places = new Map<string, SaidAt>();
  for (const { repositories, entries: written } of rules) {
    const said = written.map(saidBy);
    for (const each of said) entries.set(entryKey(repositories, each), { ...each, repositories });
    for (const single of singlesOf(repositories)) {
      const place = getOrCreate(places, repositoryKey(single), () => new Map<string, SaidThere>());
      for (const each of said) {
        const there = getOrCreate(place, each.boundText, (): SaidThere => ({ said: [], terms: new Map() }));
        there.said.push({ ...each, repositories: single });
      }
    }
  }
  const termAt = (place: string, bound: string, principal: string): Term | undefined => united(places.get(place)?.get(bound), principal);
  return {
    entries: new Set(entries.keys()),
    *notIn(others) {
      const told = new Set<Term>();
      for (const [key, { repositories, principals, boundText }] of entries) {
        if (others.entries.has(key)) continue;
        for (const single of singlesOf(repositories)) {
          for (const principal of principals.keys()) {
            const term = termAt(repositoryKey(single), boundText, principal);
            if (!term || told.has(term)) continue;
            told.add(term);
            yield term;
          }
        }
      }
    },
    like: (term) => termAt(repositoryKey(term.repositories), term.boundText, principalKey(term.principal)),
    places: [...places.values()].flatMap(placeOf),
  };
}

/** An entry with all that it says of its principals. */
interface Said extends Pick<Term, 'verb' | 'when' | 'expires' | 'except' | 'mask' | 'words' | 'boundText'> {
  readonly repositories: RepositorySelector;
  /** By their texts. */
  readonly principals: ReadonlyMap<string, PrincipalSelector | undefined>;
  /** The texts of those that may be several. */
  readonly broad: readonly string[];
}

/** What is said at one place with equal conditions, and the terms of it that were asked for. */
interface SaidThere {
  readonly said: Said[];
  readonly terms: Map<string, Term>;
}

type SaidAt = Map<string, SaidThere>;

function placeOf(place: SaidAt): readonly TermPlace[] {
  const bounds = [...place.values()];
  const repositories = bounds[0]?.said[0]?.repositories;
  if (!repositories) return [];
  return [
    {
      repositories,
      about: (principal) => bounds.flatMap((there) => united(there, principalKey(principal)) ?? []),
      broad: () =>
        bounds.flatMap((there) => [...new Set(there.said.flatMap(({ broad }) => broad))].flatMap((text) => united(there, text) ?? [])),
    },
  ];
}

/** Everything that entries of one place and equal conditions say of a principal. */
function united(there: SaidThere | undefined, principal: string): Term | undefined {
  const known = there?.terms.get(principal);
  if (!there || known) return known;
  const about = there.said.filter(({ principals }) => principals.has(principal));
  const last = about.at(-1);
  if (!last) return undefined;
  const { principals: all, broad: _, ...said } = last;
  const term: Term = {
    ...said,
    principal: all.get(principal),
    mask: about.reduce<ActionMask>((sum, { mask }) => union(sum, mask), emptyMask()),
    words: new Map(about.flatMap(({ words }) => [...words])),
  };
  there.terms.set(principal, term);
  return term;
}

const singles = new WeakMap<RepositorySelector, readonly RepositorySelector[]>();

/** The selector of each name by itself. */
function singlesOf(repositories: RepositorySelector): readonly RepositorySelector[] {
  return getOrCreate(singles, repositories, () => repositories.names.map((name) => ({ ...repositories, names: [name] })));
}

function entryKey(repositories: RepositorySelector, { boundText, principals, mask, words }: Omit<Said, 'repositories'>): string {
  const { names, ...rest } = repositories;
  const about = [names.toSorted(), repositoryKey({ ...rest, names: [] }), [...principals.keys()].sort()];
  return JSON.stringify([boundText, about, mask.lo, mask.hi, [...words.keys()].sort()]);
}

function saidBy({ verb, when, expires, except, capabilities, policy, principals }: RuleEntry): Omit<Said, 'repositories'> {
  const sorted = when
    .map((condition) => ({ ...condition, values: condition.values.toSorted() }))
    .sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
  const exempt = except.flatMap(exemptText).sort(compare);
  const isMasked = verb === 'allow' && !policy;
  return {
    verb,
    when: sorted,
    expires,
    except: exempt,
    mask: isMasked ? capabilityMask(capabilities) : emptyMask(),
    words: new Map(isMasked ? [] : wordsIn(capabilities, policy)),
    principals: new Map(principals.length > 0 ? principals.map((each) => [selectorText(each), each]) : [['', undefined]]),
    broad: principals.filter(isBroad).map(selectorText),
    boundText: JSON.stringify([verb, sorted, expires, exempt, policy !== undefined]),
  };
}

/** Equal for equal principals. */
function principalKey(principal: Term['principal']): string {
  return principal ? selectorText(principal) : '';
}

function exemptText({ principals, expires }: Exemption): readonly string[] {
  return principals.map((selector) => `${principalWord(selector)} until ${expires}`);
}

const keys = new WeakMap<RepositorySelector, string>();

/** A key that is equal for selectors of the same repositories, however their lists are ordered. */
export function repositoryKey(selector: RepositorySelector): string {
  const { names, accounts, regions, tags, known } = selector;
  return getOrCreate(keys, selector, () => JSON.stringify([names, accounts.toSorted(), regions.toSorted(), tags, known?.side]));
}

/** A policy is compared by its content, whatever its file is called and however it is laid out. */
function wordsIn(capabilities: readonly string[], policy: IntentPolicy | undefined): readonly (readonly [string, string])[] {
  if (!policy) return capabilities.map((word) => [word, word]);
  return [[`${policy.style} ${canonical(policy.text)}`, `what ${policy.style} policy ${policy.name} grants`]];
}

/** The same JSON with its keys in order. */
function canonical(text: string): string {
  return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compare(a, b);
}
