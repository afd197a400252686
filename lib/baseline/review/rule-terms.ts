// Rules taken apart to what they say of one repository selector and one principal, so that order and grouping do not matter.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { Exemption, IntentPolicy, PrincipalSelector, RepositorySelector, Rule, RuleEntry } from '../../model/baseline.ts';
import { type ActionMask, emptyMask, union } from '../../policy/logic/mask.ts';
import { compare } from '../../text/order.ts';
import { capabilityMask } from '../match/capability-selector.ts';
import { principalWord } from '../match/principal-selector.ts';
import { selectorText } from './entry-cover.ts';

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
}

/** By a text that is equal for terms that are about the same. */
export type Terms = ReadonlyMap<string, Term>;

/** What rules say, one term for each repository selector and principal; equal terms of several rules are one. */
export function termsOf(rules: readonly Rule[]): Terms {
  const terms = new Map<string, Term>();
  for (const { repositories, entries } of rules) {
    const singles = repositories.names.map((name): RepositorySelector => ({ ...repositories, names: [name] }));
    for (const entry of entries) {
      const said = saidBy(entry);
      for (const single of singles) addTerms(terms, single, said);
    }
  }
  return terms;
}

/** An entry, ready to be said of many repositories. */
interface Said extends Pick<Term, 'verb' | 'when' | 'expires' | 'except' | 'mask' | 'words'> {
  readonly principals: readonly (PrincipalSelector | undefined)[];
  readonly boundText: string;
}

function saidBy({ verb, when, expires, except, capabilities, policy, principals }: RuleEntry): Said {
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
    principals: principals.length > 0 ? principals : [undefined],
    boundText: JSON.stringify([verb, sorted, expires, exempt, policy !== undefined]),
  };
}

function exemptText({ principals, expires }: Exemption): readonly string[] {
  return principals.map((selector) => `${principalWord(selector)} until ${expires}`);
}

function addTerms(terms: Map<string, Term>, repositories: RepositorySelector, { principals, boundText, ...said }: Said): void {
  const place = `${boundText}\n${repositoryKey(repositories)}`;
  for (const principal of principals) {
    const key = `${place}\n${principal ? selectorText(principal) : ''}`;
    const before = terms.get(key);
    const mask = before ? union(before.mask, said.mask) : said.mask;
    const words = before ? new Map([...before.words, ...said.words]) : said.words;
    terms.set(key, { ...said, repositories, principal, mask, words });
  }
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
