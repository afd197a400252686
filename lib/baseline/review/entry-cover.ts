// Whether one entry says all that another says. True only when it is certain.
import { getOrCreate } from '../../collections/get-or-create.ts';
import type { KnownBound, KnownRepositories, PrincipalSelector, RepositorySelector, RuleEntry } from '../../model/baseline.ts';
import { arnFields } from '../../model/ids.ts';
import { type ActionMask, covers } from '../../policy/logic/mask.ts';
import { CAPABILITY_WORDS, capabilityMask } from '../match/capability-selector.ts';
import { globCovers, literalPrefix } from '../match/glob-cover.ts';
import { whenCovers } from './when-cover.ts';

/** An entry without policy, prepared to be compared with many others. */
export interface Comparable {
  readonly entry: RuleEntry;
  readonly mask: ActionMask;
  /** The words of its capabilities, each with its actions. */
  readonly words: readonly { readonly word: string; readonly mask: ActionMask }[];
  /** The actions that it names themselves, or by globs. */
  readonly raw: ActionMask;
  /** Its selectors, by their text. */
  readonly selectors: ReadonlyMap<string, PrincipalSelector>;
  /** Those that may mean more than one principal. */
  readonly broad: readonly PrincipalSelector[];
}

/** An entry with what comparing it needs, worked out once. */
export function comparable(entry: RuleEntry): Comparable {
  const { principals, capabilities } = entry;
  return {
    entry,
    mask: capabilityMask(capabilities),
    words: capabilities.map((word) => ({ word, mask: capabilityMask([word]) })),
    raw: capabilityMask(capabilities.filter((word) => !CAPABILITY_WORDS.includes(word))),
    selectors: new Map(principals.map((selector) => [selectorText(selector), selector])),
    broad: principals.filter(isBroad),
  };
}

const texts = new WeakMap<PrincipalSelector, string>();

/** Equal for equal selectors. Groups share theirs, so it is written once. */
export function selectorText(selector: PrincipalSelector): string {
  return getOrCreate(texts, selector, () => JSON.stringify(selector));
}

/** How much may still be compared for all of a baseline. */
export interface Budget {
  left: number;
}

/** Whether `wide` allows at least what `narrow` allows, as long, and wherever the conditions of `narrow` are met. */
export function allowCovers(wide: Comparable, narrow: Comparable, budget: Budget): boolean {
  if (!spend(budget, 1) || !outlasts(wide, narrow) || !covers(wide.mask, narrow.mask)) return false;
  return principalsCover(wide, narrow, budget) && conditionsCover(wide, narrow, budget);
}

/** Whether `wide` forbids, in repositories that both are about, what `narrow` allows or requires. One with exemptions may not. */
export function forbidCovers(wide: Comparable, narrow: Comparable, budget: Budget): boolean {
  if (!spend(budget, 1) || !outlasts(wide, narrow)) return false;
  if (wide.entry.except.length > 0) return false;
  return wordsCover(wide, narrow) && principalsCover(wide, narrow, budget) && conditionsCover(wide, narrow, budget);
}

function spend(budget: Budget, cost: number): boolean {
  budget.left -= cost;
  return budget.left >= 0;
}

/** Unread tags let no rule forbid, so a rule that asks for tags covers none that might be about the same. */
export function repositoriesCover(wide: RepositorySelector, narrow: RepositorySelector, budget: Budget): boolean {
  if (wide.tags.length > 0 || !listCovers(wide.accounts, narrow.accounts) || !listCovers(wide.regions, narrow.regions)) return false;
  return sideCovers(wide.known, narrow.known) && narrow.names.every((name) => wide.names.some((glob) => affordably(glob, name, budget)));
}

/** A list of known repositories bounds a rule to what it lists, or to what it does not. */
function sideCovers(wide: KnownBound | undefined, narrow: KnownBound | undefined): boolean {
  if (wide === undefined) return true;
  if (wide.side !== narrow?.side) return false;
  return wide.side === 'known' ? lists(wide.of, narrow.of) : lists(narrow.of, wide.of);
}

/** Whether `more` lists whatever `few` lists. */
function lists(more: KnownRepositories, few: KnownRepositories): boolean {
  if (more === few) return true;
  return [...few.places].every(([region, names]) => [...names.keys()].every((name) => more.places.get(region)?.has(name) ?? false));
}

/** An empty list asks nothing. */
function listCovers(wide: readonly string[], narrow: readonly string[]): boolean {
  return wide.length === 0 || (narrow.length > 0 && narrow.every((each) => wide.includes(each)));
}

function outlasts({ entry: { expires: until } }: Comparable, { entry: { expires } }: Comparable): boolean {
  return until === undefined || (expires !== undefined && until >= expires);
}

function conditionsCover({ entry: { when: wide } }: Comparable, { entry: { when: narrow } }: Comparable, budget: Budget): boolean {
  return whenCovers(wide, narrow, (cost) => spend(budget, cost));
}

/** A capability is forbidden by its name, by `any`, or by all of its raw actions; a raw action by raw actions or `any`. */
function wordsCover({ entry, raw }: Comparable, { words }: Comparable): boolean {
  const forbidden = entry.capabilities;
  return forbidden.includes('any') || words.every(({ word, mask }) => forbidden.includes(word) || covers(raw, mask));
}

function principalsCover(wide: Comparable, narrow: Comparable, budget: Budget): boolean {
  for (const [text, selector] of narrow.selectors) {
    if (!spend(budget, 1)) return false;
    if (wide.selectors.has(text)) continue;
    if (!wide.broad.some((each) => selectorCovers(each, selector, budget))) return false;
  }
  return true;
}

/** Whether a selector may mean more than one principal. */
export function isBroad(selector: PrincipalSelector): boolean {
  if (selector.kind === 'arn') return /[*?]/.test(selector.glob);
  return !NARROW.has(selector.kind);
}

/** Those that cover nothing but what is written alike. */
const NARROW: ReadonlySet<PrincipalSelector['kind']> = new Set(['accountName', 'service', 'permissionSet', 'tag']);

function selectorCovers(wide: PrincipalSelector, narrow: PrincipalSelector, budget: Budget): boolean {
  if (!spend(budget, 1)) return false;
  switch (wide.kind) {
    case 'arn':
      return narrow.kind === 'arn' && affordably(wide.glob, narrow.glob, budget);
    case 'account':
      return narrow.kind === 'arn' && accountOf(narrow.glob) === wide.account;
    case 'organization':
      return narrow.kind === 'organizationalUnit' && narrow.path.startsWith(`${wide.id}/`);
    case 'organizationalUnit':
      return narrow.kind === 'organizationalUnit' && narrow.path.startsWith(wide.path);
    case 'class':
      return wide.class === 'service' && narrow.kind === 'service';
    // Whose name it is only the organization says.
    case 'accountName':
    case 'service':
    case 'permissionSet':
    case 'tag':
      return false;
  }
}

/** Steps of a comparison that cost as much as one look-up. */
const STEPS = 16;

function affordably(wide: string, narrow: string, budget: Budget): boolean {
  const steps = narrow.startsWith(literalPrefix(wide)) ? wide.length * narrow.length : 0;
  return spend(budget, 1 + steps / STEPS) && globCovers(wide, narrow);
}

/** The account of every ARN that a glob matches, where no wildcard stands before its end. */
function accountOf(glob: string): string | undefined {
  return arnFields(literalPrefix(glob))?.account;
}
